// The JSON schema of a value like this one, for fast-json-stringify.
'use strict';

function schemaOf(value) {
    if (value === null) return { type: 'string', nullable: true };
    if (Array.isArray(value)) return { type: 'array', items: value.length ? schemaOf(value[0]) : { type: 'string' } };
    if (typeof value === 'boolean') return { type: 'boolean' };
    if (typeof value === 'number') return { type: 'integer', nullable: true };
    if (typeof value === 'string') return { type: 'string', nullable: true };
    const properties = {};
    for (const [name, member] of Object.entries(value)) properties[name] = schemaOf(member);
    return { type: 'object', properties, nullable: true };
}

module.exports = { schemaOf };
