-- Turns the body of a request into operations and their results into an answer.

local common = use "common"
local slices = use "slices"
local json = require "util.json"
local array = require "util.array"
local new_id = require "util.id".medium
local xpcall = require "util.xpcall".xpcall

local protocol = 1
local most_operations = 500

local dispatch = { boot = new_id(), protocol = protocol }

local operations = {
  ping = use "ping".ping, digests = use "digests".digests,
  owners = use "digests".owners, read = use "read".read,
  host_put = use "hosts".host_put, host_remove = use "hosts".host_remove,
  account_put = use "accounts".account_put, account_remove = use "accounts".account_remove,
  account_read = use "account_read".account_read,
  account_move = use "account_move".account_move,
  invitations = use "invitations".operations.invitations,
  invitation_renew = use "invitations".operations.invitation_renew,
  room_put = use "rooms".room_put, room_remove = use "rooms".room_remove,
  room_look = use "notices".room_look, room_message = use "notices".room_message,
  contact_list_put = use "contacts".contact_list_put,
  contact_list_remove = use "contacts".contact_list_remove,
}

local function with_traceback(problem)
  if common.is_failure(problem) then return problem end
  return debug.traceback(tostring(problem), 2)
end

local function failed(code, message)
  return { ok = false, error = { code = code, message = message } }
end

local function run(operation)
  if type(operation) ~= "table" then return failed("bad-request", "an operation is an object") end
  local name = operation.op
  local action = type(name) == "string" and operations[name]
  if not action then
    return failed("unknown-operation", "there is no operation "..common.quote(name))
  end
  local ok, result = xpcall(action, with_traceback, operation)
  if ok then
    result.ok = true
    if result.changed == nil then result.changed = false end
    return result
  end
  if common.is_failure(result) then return failed(result.code, result.message) end
  module:log("error", "%s failed: %s", name, result)
  return failed("internal", name.." failed; Prosody's log says why")
end

local function refusal(message)
  return json.encode({ error = { code = "bad-request", message = message } })
end

local function decode(body)
  local ok, request = pcall(json.decode, body)
  if not ok or type(request) ~= "table" then return nil, "the body is not a JSON object" end
  if request.protocol ~= protocol then return nil, "the protocol is not "..protocol end
  local list = request.operations
  if type(list) ~= "table" or (next(list) ~= nil and #list == 0) then
    return nil, "operations must be a list"
  end
  if #list > most_operations then return nil, "more than "..most_operations.." operations" end
  return list
end

local function encode(results)
  return json.encode({ protocol = protocol, boot = dispatch.boot, results = results })
end

-- Runs a request and calls `done(status, text)`. The operations of a request keep their order.
function dispatch.handle(body, done)
  local list, problem = decode(body)
  if not list then return done(400, refusal(problem)) end
  local text
  slices.run(function ()
    local results = array()
    for _, operation in ipairs(list) do
      results:push(run(operation))
      slices.breathe()
    end
    text = encode(results)
  end, function (ok, reason)
    if ok then return done(200, text) end
    module:log("error", "A request could not be answered: %s", reason)
    done(500, json.encode({ error = { code = "internal", message = "Prosody's log says why" } }))
  end)
end

return dispatch
