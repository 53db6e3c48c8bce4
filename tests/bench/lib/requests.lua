-- For wrk: the requests of a file (METHOD, PATH and perhaps BODY, parted by tabs) in turn, from a
-- random one on, with a token; those that change something have an idempotency key of their own.

local lines = {}
for line in io.lines(os.getenv("BENCH_REQUESTS")) do
    local method, path, body = line:match("^([^\t]*)\t([^\t]*)\t?(.*)$")
    lines[#lines + 1] = {method = method, path = path, body = body ~= "" and body or nil}
end

local threads = {}
function setup(thread)
    thread:set("number", #threads)
    threads[#threads + 1] = thread
end

function init()
    math.randomseed(os.time() + number)
    sent = math.random(#lines)
    start = tostring(os.time()) .. "-" .. number .. "-"
    authorization = "Bearer " .. os.getenv("BENCH_TOKEN")
end

function request()
    sent = sent + 1
    local line = lines[sent % #lines + 1]
    local headers = {["Authorization"] = authorization}
    if line.body then
        headers["Content-Type"] = "application/json"
        headers["Idempotency-Key"] = start .. sent
    end
    return wrk.format(line.method, line.path, headers, line.body)
end

-- requests, a second, median ms, p99 ms, refused
function done(summary, latency)
    local errors = summary.errors
    local refused = errors.status + errors.timeout + errors.connect + errors.read + errors.write
    io.write(string.format("RESULT %d %.1f %.3f %.3f %d\n", summary.requests,
        summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000,
        latency:percentile(99) / 1000, refused))
end
