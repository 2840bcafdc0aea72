-- Turns the body of a request into operations and their results into an answer.

local common = use "common"
local json = require "util.json"
local array = require "util.array"
local new_id = require "util.id".medium
local xpcall = require "util.xpcall".xpcall
local now = require "util.time".now

local protocol = 1
local most_operations = 500
local slice = 0.05  -- seconds of work before other connections get their turn

local dispatch = { boot = new_id(), protocol = protocol }

local operations = {
  ping = use "ping".ping, digests = use "digests".digests, read = use "read".read,
  host_put = use "hosts".host_put, host_remove = use "hosts".host_remove,
  account_put = use "accounts".account_put, account_remove = use "accounts".account_remove,
  invitations = use "invitations".operations.invitations,
  invitation_renew = use "invitations".operations.invitation_renew,
  room_put = use "rooms".room_put, room_remove = use "rooms".room_remove,
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
  local ok, request, problem = pcall(json.decode, body)
  if not ok or type(request) ~= "table" then
    return nil, "the body is not a JSON object"..(ok and problem and ": "..common.quote(problem) or "")
  end
  if request.protocol ~= protocol then return nil, "the protocol is not "..protocol end
  local list = request.operations
  if type(list) ~= "table" or (next(list) ~= nil and #list == 0) then
    return nil, "operations must be a list"
  end
  if #list > most_operations then return nil, "more than "..most_operations.." operations" end
  return list
end

-- Runs a request and calls `done(status, text)`. Long batches are cut into slices, so that
-- chatting goes on meanwhile; the operations of one batch keep their order.
function dispatch.handle(body, done)
  local list, problem = decode(body)
  if not list then return done(400, refusal(problem)) end
  local results, next_index = array(), 1
  local function continue()
    local start = now()
    while next_index <= #list do
      results:push(run(list[next_index]))
      next_index = next_index + 1
      if now() - start >= slice and next_index <= #list then
        module:add_timer(0, continue)
        return
      end
    end
    local answer = { protocol = protocol, boot = dispatch.boot, results = results }
    local ok, text = pcall(json.encode, answer)
    if not ok then
      module:log("error", "An answer could not be encoded: %s", text)
      return done(500, refusal("the answer could not be encoded"))
    end
    done(200, text)
  end
  continue()
end

return dispatch
