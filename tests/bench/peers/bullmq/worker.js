// A BullMQ worker that fires a window a job, by the product's own statement: the same rows in one
// transaction. Its documentation recommends a concurrency above 1 for work that waits for I/O, and
// several processes.
'use strict';

const cluster = require('node:cluster');
const fs = require('node:fs');
const { Worker } = require('bullmq');
const { Pool } = require('pg');
const { connection, QUEUE } = require('./shared');

const processes = Number(process.env.PEER_PROCESSES ?? 1);
const concurrency = Number(process.env.PEER_CONCURRENCY ?? 50);
const connections = Number(process.env.PEER_CONNECTIONS ?? 32);
const statement = fs.readFileSync(process.env.PEER_STATEMENT, 'utf8');

function work() {
    const pool = new Pool({ max: connections });
    const worker = new Worker(
        QUEUE,
        ({ data }) => pool.query({ name: 'fire', text: statement, values: [[data.id], [data.generation], [data.step]] }),
        { connection: connection(), concurrency },
    );
    worker.on('failed', (_, error) => console.error(error.message));
    process.on('SIGTERM', () => process.exit(0));
}

if (processes > 1 && cluster.isPrimary) {
    for (let i = 0; i < processes; i++) cluster.fork();
    process.on('SIGTERM', () => {
        for (const child of Object.values(cluster.workers)) child.kill();
        process.exit(0);
    });
} else {
    work();
}
