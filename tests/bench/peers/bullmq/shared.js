'use strict';

const { Redis } = require('ioredis');

const connection = () => new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null });

module.exports = { connection, QUEUE: 'windows' };
