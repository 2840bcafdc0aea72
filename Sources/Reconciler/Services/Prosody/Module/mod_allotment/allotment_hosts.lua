-- Defines in Prosody's configuration the vhosts that allotment made, one JSON file each.
-- It is data only: no file in that directory is ever run. In prosody.cfg.lua, on one line:
--
--   dofile "/…/mod_allotment/allotment_hosts.lua" (_ENV, "/etc/prosody/allotment.d")
--
-- A third argument gives options for all of them:
--   {host = {…}, conference = {modules_enabled = {"muc_mam"}}}
--
-- Whatever is wrong with a file, that file is skipped and remembered as a problem: Prosody starts.
-- Nobody takes its vhost for one that is not there (hostfile.lib.lua).

local json = require "util.json"
local idna = require "util.encodings".idna
local nameprep = require "util.encodings".stringprep.nameprep
local lfs = require "lfs"

local largest_file = 1024 * 1024
local format_version = 1

local function is_list(value, check)
  if type(value) ~= "table" then return false end
  local count = 0
  for key, item in pairs(value) do
    if type(key) ~= "number" or not check(item) then return false end
    count = count + 1
  end
  return count == #value
end

local function is_text(value) return type(value) == "string" end

local function check_settings(settings)
  if type(settings) ~= "table" then return "has no settings" end
  if not is_text(settings.name) or not is_text(settings.language) then
    return "has no name or language"
  end
  local contacts, federation = settings.contacts, settings.federation
  if type(contacts) ~= "table" or type(federation) ~= "table" then
    return "has no contacts or federation"
  end
  for kind, addresses in pairs(contacts) do
    if not is_text(kind) or not is_list(addresses, is_text) then return "has broken contacts" end
  end
  if not is_text(federation.mode) or not is_list(federation.domains, is_text) then
    return "has a broken federation"
  end
end

-- The record in a file's text, or nil and what is wrong with it.
local function decode(text, file)
  local ok, record, message = pcall(json.decode, text)
  if not ok or type(record) ~= "table" then
    return nil, "is not JSON: "..tostring(ok and message or record):sub(1, 80)
  end
  if record.format ~= format_version then return nil, "has an unknown format" end
  local host = record.host
  if not is_text(host) or nameprep(host) ~= host then return nil, "has no proper host name" end
  local ascii = idna.to_ascii(host)
  if not ascii or idna.to_unicode(ascii) ~= host then return nil, "has no proper host name" end
  if ascii..".json" ~= file then return nil, "belongs to another host" end
  if not is_text(record.club) then return nil, "names no club" end
  local wrong = check_settings(record.settings)
  if wrong then return nil, wrong end
  return record
end

-- The record of a file, or nil and what is wrong; nil alone if there is none.
local function read(directory, file)
  local path = directory.."/"..file
  local kind, message, code = lfs.symlinkattributes(path, "mode")
  if not kind then
    if code == 2 then return nil end
    return nil, "cannot be read: "..tostring(message)
  end
  if kind ~= "file" then return nil, "is not a plain file" end
  local handle, reason = io.open(path, "rb")
  if not handle then return nil, "cannot be read: "..tostring(reason) end
  local text = handle:read(largest_file + 1)
  handle:close()
  if not text or text == "" then return nil, "is empty" end
  if #text > largest_file then return nil, "is too large" end
  local record, wrong = decode(text, file)
  return record, wrong, text
end

-- The options of a vhost and of its rooms' component, as core.configmanager holds them.
local function host_options(record, extra)
  local options = { defined = true }
  for key, value in pairs(extra.host or {}) do options[key] = value end
  options.contact_info = record.settings.contacts
  options.name = record.settings.name
  options.http_host = idna.to_ascii(record.host)
  return options
end

local function conference_options(record, extra)
  local options = {
    component_module = "muc", load_global_modules = false, muc_tombstones = false,
    component_admins_as_room_owners = false,
  }
  for key, value in pairs(extra.conference or {}) do options[key] = value end
  options.name = record.settings.name
  return options
end

local function files(directory)
  local names = {}
  for name in lfs.dir(directory) do
    if name:sub(1, 1) ~= "." then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

local function define(env, record, extra)
  env.Component("conference."..record.host) "muc" (conference_options(record, extra))
  env.VirtualHost(record.host)(host_options(record, extra))
end

local function load_all(env, result)
  for _, name in ipairs(files(result.directory)) do
    local record, wrong
    if name:match("%.json$") then
      record, wrong = read(result.directory, name)
    else
      wrong = "is not a vhost's file"
    end
    if record then
      local ok, message = pcall(define, env, record, result.extra)
      if ok then result.records[record.host] = record else wrong = tostring(message) end
    end
    if wrong then result.problems[#result.problems + 1] = name.." was skipped: it "..wrong end
  end
end

return function (env, directory, extra)
  local result = {
    directory = directory, extra = extra or {}, records = {}, problems = {},
    format = format_version, read = read,
    host_options = host_options, conference_options = conference_options,
  }
  -- VirtualHost changes the section that later lines of prosody.cfg.lua belong to: put it back.
  local section = rawget(env, "__currenthost")
  if not is_text(directory) or directory:sub(1, 1) ~= "/" then
    result.problems[1] = "the directory of the vhosts' files must be an absolute path"
    result.directory = nil
  else
    local kind, reason, code = lfs.attributes(directory, "mode")
    local ok, message = kind == "directory", kind or reason
    if ok then ok, message = pcall(load_all, env, result) end
    if not ok then
      -- One that is missing may not have been made yet: then there are no data of vhosts either.
      result.missing = not kind and code == 2
      result.unread = result.missing and "is missing" or "cannot be read: "..tostring(message)
    end
  end
  rawset(env, "__currenthost", "*")
  env.allotment_hosts = result
  rawset(env, "__currenthost", section)
  return result
end
