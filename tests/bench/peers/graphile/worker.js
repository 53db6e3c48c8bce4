// A graphile-worker that fires a window a job, by the product's own statement: the same rows in one
// transaction. Concurrency, pool, local queue and batching as in the performance page of its
// documentation; processes as given.
'use strict';

const cluster = require('node:cluster');
const fs = require('node:fs');
const { run } = require('graphile-worker');

const processes = Number(process.env.PEER_PROCESSES ?? 1);
const concurrentJobs = Number(process.env.PEER_CONCURRENCY ?? 24);
const statement = fs.readFileSync(process.env.PEER_STATEMENT, 'utf8');

const quiet = { debug() {}, info() {}, warn: console.error, error: console.error };

function work() {
    const fire = ({ id, generation, step }, helpers) => helpers.withPgClient((client) =>
        client.query({ name: 'fire', text: statement, values: [[id], [generation], [step]] }));
    return run({
        taskList: { fire },
        preset: {
            worker: {
                connectionString: `postgres:///${process.env.PGDATABASE}`,
                concurrentJobs,
                maxPoolSize: concurrentJobs + 1,
                pollInterval: 100,
                localQueue: { size: 500 },
                completeJobBatchDelay: 0,
                failJobBatchDelay: 0,
            },
        },
        logger: new (require('graphile-worker').Logger)(() => (level, message) => quiet[level]?.(message)),
        noHandleSignals: true,
    });
}

if (processes > 1 && cluster.isPrimary) {
    for (let i = 0; i < processes; i++) cluster.fork();
    process.on('SIGTERM', () => {
        for (const child of Object.values(cluster.workers)) child.kill();
        process.exit(0);
    });
} else {
    process.on('SIGTERM', () => process.exit(0));
    work();
}
