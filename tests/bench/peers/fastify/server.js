// The API's two busiest requests in Fastify and pg, with the same schema, rows, durability, token
// and idempotency checks, as the documentation of both recommends for throughput: schemas for what
// comes in and goes out, prepared statements, a pool, a process a core where that is faster.
//
// Spared, in its favour: the windows are not worked out but copied from those of the API, the log is
// off, and items are found by type and department among those that the API logged before.
'use strict';

const cluster = require('node:cluster');
const fs = require('node:fs');
const fastify = require('fastify');
const { Pool } = require('pg');
const { authenticator } = require('./tokens');
const inquiry = require('./inquiry');
const item = require('./item');

const processes = Number(process.env.PEER_PROCESSES ?? 1);

async function serve() {
    const pool = new Pool({ max: Number(process.env.PEER_POOL ?? 16) });
    const templates = fs.readFileSync(process.env.PEER_TEMPLATES, 'utf8').trim().split('\n').map(JSON.parse);
    const app = fastify({ logger: false, bodyLimit: 262144 });
    app.decorateRequest('token', null);
    app.addHook('onRequest', authenticator(pool));
    inquiry.route(app, pool, templates, fs.readFileSync(process.env.PEER_STATEMENT, 'utf8'));
    await item.route(app, pool, templates, fs.readFileSync(process.env.PEER_ITEM_READ, 'utf8'));
    await app.listen({ port: Number(process.env.PEER_PORT), host: '127.0.0.1' });
    process.on('SIGTERM', () => process.exit(0));
}

if (processes > 1 && cluster.isPrimary) {
    for (let i = 0; i < processes; i++) cluster.fork();
    process.on('SIGTERM', () => {
        for (const worker of Object.values(cluster.workers)) worker.kill();
        process.exit(0);
    });
} else {
    serve();
}
