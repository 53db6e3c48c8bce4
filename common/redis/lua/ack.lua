-- Removes what is leased under a token, and arms what is not leased. Arming alone acknowledges
-- nothing.
--
-- KEYS  due, lease, token, epoch
-- ARGV  1 an epoch should there be none, 2 token, 3 how many members to acknowledge, these members,
--       then moment and member of each to arm
-- Gives epoch, acknowledged, armed that were not, left alone because leased
--
-- Removing comes first: it is never refused for want of memory and makes room for the rest.
-- Lists are bounded to 1,000 members, within what unpack can do.

local due, lease, tokens = KEYS[1], KEYS[2], KEYS[3]
local suffix, acked_count = ' ' .. ARGV[2], tonumber(ARGV[3])
local acked, armed, leased = 0, 0, 0

if acked_count > 0 then
    local members = {unpack(ARGV, 4, 3 + acked_count)}
    local held = redis.call('HMGET', tokens, unpack(members))
    local ours = {}
    for i, member in ipairs(members) do
        if held[i] and string.sub(held[i], -#suffix) == suffix then
            ours[#ours + 1] = member
        end
    end
    if #ours > 0 then
        redis.call('HDEL', tokens, unpack(ours))
        acked = redis.call('ZREM', lease, unpack(ours))
    end
end

local first = 4 + acked_count
if #ARGV > first then
    local members, free = {}, {}
    for i = first, #ARGV, 2 do
        members[#members + 1] = ARGV[i + 1]
    end
    local ends = redis.call('ZMSCORE', lease, unpack(members))
    for i = 1, #members do
        if ends[i] then
            leased = leased + 1
        else
            free[#free + 1] = ARGV[first + 2 * (i - 1)]
            free[#free + 1] = members[i]
        end
    end
    if #free > 0 then
        armed = redis.call('ZADD', due, 'CH', unpack(free))
    end
end

local epoch = redis.call('GET', KEYS[4])
if not epoch then
    epoch = ARGV[1]
    redis.call('SET', KEYS[4], epoch)
end
return {epoch, acked, armed, leased}
