-- Requests to log an inquiry: the demonstration's texts in turn, each with a key of its own.

local texts = {}
for line in io.lines(os.getenv("BENCH_BODIES")) do
    texts[#texts + 1] = line
end

local threads = {}
function setup(thread)
    thread:set("number", #threads)
    threads[#threads + 1] = thread
end

function init()
    sent = 0
    start = tostring(os.time())
    headers = {
        ["Content-Type"] = "application/json",
        ["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN"),
    }
end

function request()
    sent = sent + 1
    headers["Idempotency-Key"] = start .. "-" .. number .. "-" .. sent
    return wrk.format("POST", "/v1/inquiries", headers, texts[sent % #texts + 1])
end

function response(status)
    if status ~= 201 then
        refused = (refused or 0) + 1
    end
end

-- requests, a second, median ms, p99 ms, refused
function done(summary, latency)
    local refused = 0
    for _, thread in ipairs(threads) do
        refused = refused + (thread:get("refused") or 0)
    end
    io.write(string.format("RESULT %d %.0f %.1f %.1f %d\n", summary.requests,
        summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000,
        latency:percentile(99) / 1000, refused + summary.errors.timeout + summary.errors.connect))
end
