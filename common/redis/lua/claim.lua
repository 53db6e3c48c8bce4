-- Ends leases that ran out, then leases what is due, earliest first.
--
-- KEYS  due, lease, token, epoch
-- ARGV  1 an epoch should there be none, 2 now, 3 the lease's end, 4 limit, 5 token,
--       6 how many ended leases to look at
-- Gives epoch, next moment or "", ended leases, backlog, {member, moment, …}
--
-- What may be refused for want of memory comes before what removes, so that a refusal changes
-- nothing. Moments stay strings: Lua would print them with 14 digits. Lists are bounded to 1,000
-- members, within what unpack can do.

local due, lease, tokens = KEYS[1], KEYS[2], KEYS[3]
local now, lease_end, token = ARGV[2], ARGV[3], ARGV[5]

local epoch = redis.call('GET', KEYS[4])
if not epoch then
    epoch = ARGV[1]
    redis.call('SET', KEYS[4], epoch)
end

local ended = redis.call('ZRANGEBYSCORE', lease, '-inf', now, 'LIMIT', 0, ARGV[6])
if #ended > 0 then
    local held = redis.call('HMGET', tokens, unpack(ended))
    local again = {}
    for i, member in ipairs(ended) do
        again[#again + 1] = held[i] and string.match(held[i], '^%S+') or now
        again[#again + 1] = member
    end
    redis.call('ZADD', due, unpack(again))
    redis.call('ZREM', lease, unpack(ended))
    redis.call('HDEL', tokens, unpack(ended))
end

local ready = redis.call('ZRANGEBYSCORE', due, '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[4])
if #ready > 0 then
    local leased, held, members = {}, {}, {}
    for i = 1, #ready, 2 do
        members[#members + 1] = ready[i]
        leased[#leased + 1] = lease_end
        leased[#leased + 1] = ready[i]
        held[#held + 1] = ready[i]
        held[#held + 1] = ready[i + 1] .. ' ' .. token
    end
    redis.call('ZADD', lease, unpack(leased))
    redis.call('HSET', tokens, unpack(held))
    redis.call('ZREM', due, unpack(members))
end

local first = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
return {epoch, first[2] or '', #ended, redis.call('ZCOUNT', due, '-inf', now), ready}
