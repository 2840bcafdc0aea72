-- Errors, checks of what a request says, and small things that all parts use.

local encodings = require "util.encodings"
local nodeprep = encodings.stringprep.nodeprep
local nameprep = encodings.stringprep.nameprep
local valid_utf8 = encodings.utf8.valid
local idna = encodings.idna
local json = require "util.json"
local array = require "util.array"
local jid = require "util.jid"

local failure = { __tostring = function (self) return self.code..": "..self.message end }

-- Ends an operation with a code of the protocol and a message for people.
local function fail(code, message, ...)
  error(setmetatable({ code = code, message = message:format(...) }, failure), 0)
end

local function is_failure(value) return getmetatable(value) == failure end

-- A value of a request as it may stand in a message: short, printable.
local function quote(value)
  local text = tostring(value)
  if not valid_utf8(text) then text = text:gsub("[\128-\255]", "?") end
  text = text:gsub("%c", "?")
  if utf8.len(text) > 80 then text = text:sub(1, utf8.offset(text, 80) - 1).."…" end
  return "“"..text.."”"
end

-- JSON's null is an absent key here.
local function given(object, key)
  local value = object[key]
  if value == json.null then return nil end
  return value
end

-- Text of at most `limit` characters without control characters (but those in `allowed`),
-- because a control character would end the XMPP stream it is sent on.
local function is_text(value, limit, allowed)
  if type(value) ~= "string" or not valid_utf8(value) then return false end
  local rest = allowed and value:gsub(allowed, "") or value
  if rest:find("%c") or rest:find("\239\191[\190\191]") then return false end
  return utf8.len(value) <= limit
end

local function text(object, key, limit, allowed)
  local value = given(object, key)
  if not is_text(value, limit, allowed) then
    fail("bad-request", "%s must be text of at most %d characters", key, limit)
  end
  return value
end

local function choice(object, key, allowed)
  local value = given(object, key)
  if type(value) ~= "string" or not allowed[value] then
    fail("bad-request", "%s %s is not known", key, quote(value))
  end
  return value
end

local function flag(object, key, default)
  local value = given(object, key)
  if value == nil and default ~= nil then return default end
  if type(value) ~= "boolean" then fail("bad-request", "%s must be true or false", key) end
  return value
end

local function whole(object, key, least, most)
  local value = given(object, key)
  if math.type(value) ~= "integer" or value < least or value > most then
    fail("bad-request", "%s must be a whole number from %d to %d", key, least, most)
  end
  return value
end

local function size(value, key_type)
  if type(value) ~= "table" then return nil end
  local count = 0
  for key in pairs(value) do
    if type(key) ~= key_type then return nil end
    count = count + 1
  end
  return count
end

local function map(object, key, limit)
  local value = given(object, key)
  local count = size(value, "string")
  if not count then fail("bad-request", "%s must be an object", key) end
  if count > limit then fail("bad-request", "%s has more than %d entries", key, limit) end
  return value
end

-- The answer is always an array: an empty one has to be written as [] again.
local function list(object, key, limit)
  local value = given(object, key)
  local count = size(value, "number")
  if not count or count ~= #value then fail("bad-request", "%s must be a list", key) end
  if count > limit then fail("bad-request", "%s has more than %d entries", key, limit) end
  return array(value)
end

-- Letters, digits and hyphens in labels of 1 to 63, without a final dot.
local function is_ascii_name(ascii)
  if #ascii > 253 then return false end
  for label in (ascii.."."):gmatch("([^.]*)%.") do
    local proper = label:match("^%w[%w-]*$") and label:sub(-1) ~= "-"
    if not proper or #label > 63 then return false end
  end
  return true
end

-- A host name in its prepared form (nameprep, U-labels).
local function host_name(object)
  local host = given(object, "host")
  if type(host) ~= "string" then fail("bad-request", "host must be text") end
  local ascii = #host <= 1023 and nameprep(host, true) == host and idna.to_ascii(host)
  if not ascii or idna.to_unicode(ascii) ~= host or not is_ascii_name(ascii) then
    fail("bad-name", "%s is not a prepared host name", quote(host))
  end
  return host, ascii
end

-- A local part in its prepared form (nodeprep).
local function local_part(object, key)
  local value = given(object, key)
  if type(value) ~= "string" then fail("bad-request", "%s must be text", key) end
  if value == "" or #value > 1023 or nodeprep(value, true) ~= value then
    fail("bad-name", "%s %s is not a prepared local part", key, quote(value))
  end
  return value
end

-- A bare address with a local part, prepared.
local function bare_jid(value)
  local node, host, resource
  if type(value) == "string" and #value <= 2047 then
    node, host, resource = jid.prepped_split(value, true)
  end
  if not node or resource or node.."@"..host ~= value then
    fail("bad-name", "%s is not a prepared bare address", quote(value))
  end
  return value, node, host
end

local function sorted_keys(object)
  local keys = array()
  for key in pairs(object) do keys:push(key) end
  table.sort(keys)
  return keys
end

local function same(a, b) return json.encode_ordered({ a }) == json.encode_ordered({ b }) end

local function copy(object)
  local result = {}
  for key, value in pairs(object) do result[key] = value end
  return result
end

return {
  fail = fail, is_failure = is_failure, quote = quote, given = given, is_text = is_text,
  text = text, choice = choice, flag = flag, whole = whole, map = map, list = list,
  host_name = host_name, local_part = local_part, bare_jid = bare_jid,
  sorted_keys = sorted_keys, same = same, copy = copy,
}
