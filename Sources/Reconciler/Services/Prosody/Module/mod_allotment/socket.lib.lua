-- HTTP/1.1 on a UNIX socket served by Prosody. Whoever can open the socket may do everything, so
-- nothing else is served on it and it is served nowhere else: its own parser, no routes.

local dispatch = use "dispatch"
local ping = use "ping"
local json = require "util.json"
local lfs = require "lfs"
local new_parser = require "net.http.parser".new
local pposix = require "util.pposix"
local server = require "net.server"

local largest_body = 8 * 1024 * 1024
local most_waiting = 8   -- requests of one connection that wait for an earlier one
local reasons = {
  [200] = "OK", [400] = "Bad Request", [404] = "Not Found", [405] = "Method Not Allowed",
  [411] = "Length Required", [413] = "Content Too Large", [429] = "Too Many Requests",
  [500] = "Internal Server Error",
}

local socket = {}
local sessions = {}  -- [connection] = { parser, waiting, busy, closed }
local listener_socket, listener_connection, bound_path

local function write(connection, status, body, keep)
  local session = sessions[connection]
  if not session or session.closed then return end
  connection:write(("HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
    .."Connection: %s\r\n\r\n%s"):format(status, reasons[status], #body,
      keep and "keep-alive" or "close", body))
  if not keep then
    session.closed = true
    connection:close()
  end
end

local function refuse(connection, status, message)
  write(connection, status, json.encode({ error = { code = "bad-request", message = message } }))
end

local function check(request)
  if request.path ~= "/v1" then return 404, "the path is /v1" end
  if request.method ~= "POST" then return 405, "the method is POST" end
  if request.headers["transfer-encoding"] then return 411, "Content-Length is needed" end
  return nil
end

local serve_next

local function serve(connection, request)
  local session = sessions[connection]
  local status, message = check(request)
  if status then return refuse(connection, status, message) end
  local connection_header = (request.headers.connection or ""):lower()
  local keep = request.httpversion == "1.1" and not connection_header:find("close", 1, true)
  session.busy = true
  dispatch.handle(request.body, function (result, body)
    session.busy = false
    write(connection, result, body, keep)
    serve_next(connection)
  end)
end

function serve_next(connection)
  local session = sessions[connection]
  if not session or session.closed or session.busy then return end
  local request = table.remove(session.waiting, 1)
  if request then serve(connection, request) end
end

local function accept_request(connection, request)
  local session = sessions[connection]
  if not session or session.closed then return end
  if request.partial then return refuse(connection, 413, "the body is too large") end
  if #session.waiting >= most_waiting then return refuse(connection, 429, "too many requests") end
  table.insert(session.waiting, request)
  serve_next(connection)
end

local listener = {}

function listener.onconnect(connection)
  local options = { body_size_limit = largest_body, buffer_size_limit = 2 * largest_body }
  local parser = new_parser(
    function (request) accept_request(connection, request) end,
    function () refuse(connection, 400, "this is not a proper HTTP request") end,
    "server", function () return options end)
  sessions[connection] = { parser = parser, waiting = {}, busy = false }
end

function listener.onincoming(connection, data)
  local session = sessions[connection]
  if not session or session.closed then return end
  local ok, problem = pcall(session.parser.feed, session.parser, data)
  if not ok then
    module:log("debug", "A request could not be parsed: %s", problem)
    refuse(connection, 400, "this is not a proper HTTP request")
  end
end

function listener.ondisconnect(connection) sessions[connection] = nil end

local function unix_stream()
  local ok, unix = pcall(require, "socket.unix")
  if not ok then return nil end
  return type(unix) == "function" and unix() or unix.stream()
end

-- Frees the path of a socket that nobody serves any more. Anything else in its place stays.
local function make_room(path)
  local kind = lfs.symlinkattributes(path, "mode")
  if not kind then return true end
  if kind ~= "socket" then return nil, path.." is there and is not a socket" end
  local probe = unix_stream()
  probe:settimeout(1)
  local served = probe:connect(path)
  probe:close()
  if served then return nil, path.." is served by another process" end
  return os.remove(path)
end

local function bind(path)
  local ok, problem = make_room(path)
  if not ok then return nil, problem end
  local found = unix_stream()
  if not found then return nil, "LuaSocket has no UNIX sockets" end
  found:settimeout(0)
  local mask = pposix.umask("117")
  ok, problem = found:bind(path)
  pposix.umask(mask)
  if ok then ok, problem = found:listen(64) end
  if not ok then
    found:close()
    return nil, problem
  end
  return found
end

function socket.start(path)
  local found, problem = bind(path)
  if not found then
    module:log_status("error", "The socket %s cannot be opened: %s", path, problem)
    ping.report("the socket cannot be opened: "..tostring(problem))
    return
  end
  listener_socket, bound_path = found, path
  listener_connection = server.wrapserver(found, path, 0, listener, { read_size = "*a" })
  module:log("info", "Listening on %s", path)
end

function socket.stop()
  if not bound_path then return end
  if listener_connection then listener_connection:close() end
  if listener_socket then listener_socket:close() end
  for connection in pairs(sessions) do connection:close() end
  os.remove(bound_path)
  bound_path = nil
end

return socket
