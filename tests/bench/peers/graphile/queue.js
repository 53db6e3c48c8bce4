// Puts every open window into the queue, to run when its next step is due.
'use strict';

const { Pool } = require('pg');
const { makeWorkerUtils } = require('graphile-worker');

const add = `
    SELECT graphile_worker.add_jobs(array_agg(json_populate_record(NULL::graphile_worker.job_spec, json_build_object(
        'identifier', 'fire', 'run_at', next_at, 'max_attempts', 3,
        'payload', json_build_object('id', id, 'generation', generation, 'step', next_step)))))
    FROM response_window WHERE state = 'open' AND next_at IS NOT NULL`;

async function main() {
    const pool = new Pool();
    const utils = await makeWorkerUtils({ pgPool: pool });
    await utils.migrate();
    await pool.query(add);
    await pool.query('ANALYZE graphile_worker._private_jobs');
    await utils.release();
    await pool.end();
}

main();
