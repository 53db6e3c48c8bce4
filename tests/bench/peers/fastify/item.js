// GET /v1/items/{ref}: the API's own statement. Rules and departments are held in memory, as the API
// holds them; what can be done to the item is left out, in the peer's favour.
'use strict';

const { createHash, createHmac } = require('node:crypto');
const ref = require('./ref');
const { schemaOf } = require('./schema');

// As window_row() has them.
const CELLS = ['id', 'n', 'rule', 'department', 'state', 'opened_at', 'starts_at', 'clock', 'rule_due_at', 'due_at',
    'last_day', 'provisional', 'generation', 'level', 'held', 'acknowledged', 'answered_at', 'recorded_at', 'answer'];
const INSTANTS = ['starts_at', 'rule_due_at', 'due_at', 'answered_at', 'recorded_at'];
const UNSEEN = ['id', 'opened_at', 'clock', 'generation'];

async function read(pool) {
    const rules = await pool.query('SELECT id, code, stage, ends_zh, ends_en, legal_zh, legal_en FROM window_rule');
    const departments = await pool.query('SELECT id, code, name_zh FROM department');
    return {
        rules: new Map(rules.rows.map((rule) => [rule.id, {
            rule: rule.code,
            stage: rule.stage,
            ends_when: { zh: rule.ends_zh, en: rule.ends_en },
            legal_basis: { zh: rule.legal_zh, en: rule.legal_en },
        }])),
        departments: new Map(departments.rows.map((each) => [each.id, each])),
    };
}

async function route(app, pool, templates, statement) {
    const known = await read(pool);
    const like = { ...templates[0].reply };
    delete like.windows;
    const schema = schemaOf(like);
    schema.properties.windows = { type: 'array', items: { type: 'object', additionalProperties: true } };
    app.get('/v1/items/:ref', { schema: { response: { 200: schema } } }, async (request, reply) => {
        const number = ref.parse(request.params.ref);
        if (!number) return reply.code(404).send();
        const { rows } = await pool.query({ name: 'item', text: statement, values: [number, null, null] });
        if (!rows.length) return reply.code(404).send();
        const shown = represent(rows[0], request.params.ref, known);
        const tag = createHash('md5').update(shown.content).update(String(shown.version)).digest('hex');
        return reply.header('etag', `"${shown.version}-${tag}"`).send(shown);
    });
}

function represent(row, reference, known) {
    const department = known.departments.get(row.lead_department);
    row.ref = reference;
    row.query_code = String(createHmac('sha256', 'code').update(reference).digest().readUInt32BE() % 1e8).padStart(8, '0');
    row.lead_department = department.code;
    row.lead_department_name = department.name_zh;
    row.support_departments = (row.support_departments ?? []).map((id) => known.departments.get(id).code);
    row.allowed = [];
    row.windows = (row.windows ?? []).map((cells) => window(cells, known));
    return row;
}

function window(cells, known) {
    const shown = { extension: 0, pauses: [] };
    CELLS.forEach((name, i) => { shown[name] = cells[i]; });
    Object.assign(shown, known.rules.get(shown.rule));
    const department = known.departments.get(shown.department);
    shown.department = department.code;
    shown.department_name = department.name_zh;
    for (const name of INSTANTS) if (shown[name]) shown[name] = new Date(shown[name] / 1000).toISOString();
    shown.last_day = new Date(shown.last_day * 86400000).toISOString().slice(0, 10);
    for (const name of UNSEEN) delete shown[name];
    return shown;
}

module.exports = { route };
