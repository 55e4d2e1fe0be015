-- For wrk: asks for each line of a file once, from the first on, and says how many were answered.
local lines, place = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    lines[#lines + 1] = wrk.format("GET", line)
  end
end

function request()
  place = place % #lines + 1
  return lines[place]
end

function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format('{"answered": %d, "failed": %d}', summary.requests, failed))
end
