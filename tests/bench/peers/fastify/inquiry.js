// POST /v1/inquiries: one statement, one transaction.
'use strict';

const { createCipheriv, createHash, createHmac, randomBytes } = require('node:crypto');
const ref = require('./ref');
const { schemaOf } = require('./schema');

const LEASE = 1024;
const key = randomBytes(32);

const text = (maxLength) => ({ type: 'string', minLength: 1, maxLength });
const body = {
    type: 'object',
    required: ['channel', 'type', 'title', 'content', 'lead_department'],
    additionalProperties: false,
    properties: {
        channel: { enum: ['hotline', 'hotline_12350', 'portal', 'mayor_mailbox', 'app', 'wechat'] },
        type: { enum: ['consult', 'complaint', 'report', 'help', 'suggestion', 'correction'] },
        title: text(200),
        content: text(20000),
        lead_department: text(100),
        contact: {
            type: 'object',
            additionalProperties: false,
            properties: { name: text(100), phone: text(40), email: text(200), address: text(300) },
        },
    },
};

function route(app, pool, templates, statement) {
    const places = new Map();
    templates.forEach(({ request, reply }, i) => {
        places.set(`${request.type}|${request.lead_department}`, { place: i + 1, reply });
    });
    const next = numbers(pool);
    const response = { 201: schemaOf(templates[0].reply) };
    app.post('/v1/inquiries', { schema: { body, response } }, async (request, reply) => {
        const { place, reply: like } = places.get(`${request.body.type}|${request.body.lead_department}`);
        const number = await next();
        const values = valuesOf(request, place, number);
        const { rows } = await pool.query({ name: 'inquiry', text: statement, values });
        if (!rows.length) return replay(pool, values, reply);
        const shown = represent(like, request.body, values[2], rows[0].recorded_at);
        const tag = createHash('md5').update(values[2] + shown.recorded_at).digest('hex');
        return reply.code(201).header('etag', `"1-${tag}"`).header('location', `/v1/items/${values[2]}`).send(shown);
    });
}

// Numbers are leased in blocks, as in the API; whoever comes meanwhile waits for the same block.
function numbers(pool) {
    let first = 0, left = 0, lease = null;
    return async () => {
        while (left === 0) {
            lease ??= pool.query(`SELECT nextval('item_number') AS first`).then(({ rows }) => {
                first = Number(rows[0].first);
                left = LEASE;
                lease = null;
            });
            await lease;
        }
        left--;
        return first++;
    };
}

function valuesOf(request, place, number) {
    const { title, content, contact } = request.body;
    const digest = (bytes) => createHash('sha256').update(bytes).digest().subarray(0, 16);
    const idempotency = digest(request.headers['idempotency-key']);
    const hash = createHmac('sha256', key).update(contact?.phone ?? '').digest().subarray(0, 16);
    return [place, number, ref.format(number), title, content, seal(JSON.stringify(contact ?? {})), hash,
        idempotency, digest(JSON.stringify(request.body)), request.token.id];
}

function seal(plain) {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
    return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function represent(like, given, reference, recordedAt) {
    return {
        ...like,
        ref: reference,
        query_code: String(createHmac('sha256', key).update(reference).digest().readUInt32BE() % 1e8).padStart(8, '0'),
        title: given.title,
        content: given.content,
        received_at: recordedAt.toISOString(),
        recorded_at: recordedAt.toISOString(),
    };
}

async function replay(pool, values, reply) {
    const { rows } = await pool.query({
        name: 'key',
        text: 'SELECT item_id, body_hash FROM idempotency_key WHERE token_id = $1 AND key = $2',
        values: [values[9], values[7]],
    });
    if (!rows[0].body_hash.equals(values[8])) return reply.code(422).send();
    return reply.code(201).header('idempotent-replayed', 'true').send({ ref: ref.format(rows[0].item_id) });
}

module.exports = { route };
