// Puts every open window into the queue, delayed until its next step is due.
'use strict';

const { Queue } = require('bullmq');
const { Pool } = require('pg');
const { connection, QUEUE } = require('./shared');

const CHUNK = 1000;

async function main() {
    const pool = new Pool();
    const redis = connection();
    const queue = new Queue(QUEUE, { connection: redis });
    const { rows } = await pool.query(
        `SELECT id, generation, next_step, next_at FROM response_window WHERE state = 'open' AND next_at IS NOT NULL`,
    );
    for (let i = 0; i < rows.length; i += CHUNK) {
        await queue.addBulk(rows.slice(i, i + CHUNK).map((row) => ({
            name: 'fire',
            data: { id: row.id, generation: row.generation, step: row.next_step },
            opts: { delay: Math.max(0, row.next_at - Date.now()), removeOnComplete: true, removeOnFail: true },
        })));
    }
    await queue.close();
    redis.disconnect();
    await pool.end();
}

main();
