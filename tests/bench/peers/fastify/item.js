// GET /v1/items/{ref}: the API's own statement.
'use strict';

const { createHash, createHmac } = require('node:crypto');
const ref = require('./ref');
const { schemaOf } = require('./schema');

const WINDOW = ['n', 'stage', 'rule', 'starts_at', 'rule_due_at', 'due_at', 'last_day', 'provisional', 'state',
    'level', 'legal_zh', 'legal_en', 'answered_at', 'recorded_at', 'answer'];
const INSTANTS = ['starts_at', 'rule_due_at', 'due_at', 'answered_at', 'recorded_at'];

function route(app, pool, templates, statement) {
    const like = { ...templates[0].reply };
    delete like.windows;
    const schema = schemaOf(like);
    schema.properties.windows = { type: 'array', items: { type: 'object', additionalProperties: true } };
    app.get('/v1/items/:ref', { schema: { response: { 200: schema } } }, async (request, reply) => {
        const number = ref.parse(request.params.ref);
        if (!number) return reply.code(404).send();
        const { rows } = await pool.query({ name: 'item', text: statement, values: [number, null, null] });
        if (!rows.length) return reply.code(404).send();
        const shown = represent(rows[0], request.params.ref);
        const tag = createHash('md5').update(shown.content).update(String(shown.version)).digest('hex');
        return reply.header('etag', `"${shown.version}-${tag}"`).send(shown);
    });
}

function represent(row, reference) {
    row.ref = reference;
    row.query_code = String(createHmac('sha256', 'code').update(reference).digest().readUInt32BE() % 1e8).padStart(8, '0');
    row.lead_department_name = row.lead_department;
    row.windows = (row.windows ?? []).map((cells) => {
        const window = {};
        WINDOW.forEach((name, i) => { window[name] = cells[i]; });
        for (const name of INSTANTS) if (window[name]) window[name] = new Date(window[name] / 1000).toISOString();
        window.last_day = new Date(window.last_day * 86400000).toISOString().slice(0, 10);
        return window;
    });
    return row;
}

module.exports = { route };
