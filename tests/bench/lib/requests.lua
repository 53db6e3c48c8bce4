-- For wrk: the requests of a file (METHOD, PATH and perhaps BODY, parted by tabs) in turn, from a
-- random one on, with a token; those that change something have an idempotency key of their own.

local threads = {}
function setup(thread)
    thread:set("number", #threads)
    threads[#threads + 1] = thread
end

-- Each line as the bytes of its request, in two halves between which the key goes. What could be
-- done once is not done for each request, so that wrk leaves the machine to what it measures.
local before, after = {}, {}
local function prepare(line)
    local method, path, body = line:match("^([^\t]*)\t([^\t]*)\t?(.*)$")
    local headers = {["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")}
    if body ~= "" then
        headers["Content-Type"] = "application/json"
        headers["Idempotency-Key"] = "@KEY@"
    end
    local text = wrk.format(method, path, headers, body ~= "" and body or nil)
    local from, to = text:find("@KEY@", 1, true)
    before[#before + 1] = from and text:sub(1, from - 1) or text
    after[#after + 1] = from and text:sub(to + 1) or false
end

function init()
    for line in io.lines(os.getenv("BENCH_REQUESTS")) do prepare(line) end
    math.randomseed(os.time() + number)
    sent = math.random(#before)
    start = tostring(os.time()) .. "-" .. number .. "-"
    collectgarbage("setpause", 1000) -- the lines are many, and looking through them takes time
end

function request()
    sent = sent + 1
    local n = sent % #before + 1
    return after[n] and before[n] .. start .. sent .. after[n] or before[n]
end

-- requests, a second, median ms, p99 ms, refused
function done(summary, latency)
    local errors = summary.errors
    local refused = errors.status + errors.timeout + errors.connect + errors.read + errors.write
    io.write(string.format("RESULT %d %.1f %.3f %.3f %d\n", summary.requests,
        summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000,
        latency:percentile(99) / 1000, refused))
end
