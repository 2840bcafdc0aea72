-- allotment's own store of each vhost, and reading Prosody's stores without mistaking what is
-- unreadable for what is empty.

local common = use "common"
local registry = use "registry"
local storagemanager = require "core.storagemanager"
local lfs = require "lfs"
local hosts = prosody.hosts
local getpath = storagemanager.olddm.getpath

local storage = {}
local store_name = "allotment"
local states = {}       -- [host] = { data, signature }
local generations = {}  -- [host] = number of changes seen in this process

-- Counts a change of a vhost or of a component below it.
function storage.bump(domain)
  local host = registry.owner(domain) or domain
  generations[host] = (generations[host] or 0) + 1
end

function storage.generation(host) return generations[host] or 0 end

function storage.is_internal(host, store)
  local _, driver = storagemanager.get_driver(host, store)
  return driver == "internal"
end

-- A value of a keyval store; nil when it is not there; nil and a reason when it cannot be read.
-- Prosody takes an empty file for an absent one.
function storage.get(host, store, key)
  local value, message = storagemanager.open(host, store, "keyval"):get(key)
  if value ~= nil then
    if type(value) ~= "table" then return nil, "holds no table" end
    return value
  end
  if message then return nil, message end
  if storage.is_internal(host, store) then
    local kind, reason, code = lfs.attributes(getpath(key, host, store), "mode")
    if kind then return nil, "is empty" end
    if code ~= 2 then return nil, reason end
  end
  return nil
end

-- All keys of a keyval store. A folder that is there and cannot be listed is an error.
function storage.keys(host, store)
  local keys = {}
  if storage.is_internal(host, store) then
    local folder = getpath("x", host, store):match("^(.*)/[^/]*$")
    local kind, reason, code = lfs.attributes(folder, "mode")
    if not kind and code == 2 then return keys end
    if kind ~= "directory" then
      common.fail("storage", "%s of %s cannot be listed: %s", store, host, tostring(reason or kind))
    end
  end
  local ok, iterator, state, first = pcall(function ()
    return storagemanager.open(host, store, "keyval"):users()
  end)
  if not ok then common.fail("storage", "%s of %s cannot be listed", store, host) end
  for key in iterator, state, first do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

local function signature(host)
  local found = lfs.attributes(getpath(nil, host, store_name))
  if not found then return "none" end
  return ("%d:%d:%d"):format(found.ino, found.modification, found.size)
end

local function empty_state()
  return { accounts = {}, contact_lists = {}, invitations = {}, invited = {} }
end

local function load_state(host)
  local data, message = storage.get(host, store_name, nil)
  if message then return nil, message end
  local state = empty_state()
  for key in pairs(state) do
    local part = (data or state)[key]
    if type(part) ~= "table" then return nil, "lacks "..key end
    state[key] = part
  end
  return state, nil, data ~= nil
end

-- What is known of a vhost without looking at the disk again: for what runs with every stanza.
-- nil when the store could not be read when it was first needed.
function storage.peek(host)
  if not states[host] then
    if not registry.vhost(host) then return nil end
    local mark = signature(host)
    local data, message = load_state(host)
    if not data then
      module:log("error", "The store of %s cannot be read: it %s", host, message)
      return nil
    end
    states[host] = { data = data, signature = mark }
  end
  return states[host].data
end

-- The state of a vhost of ours, read again if its file changed. A vhost of ours always has a
-- file: when that is gone (a volume that is not mounted, say) the vhost is unreadable, not empty.
function storage.state(host)
  local mark = signature(host)
  local known = states[host]
  if known and known.signature == mark then return known.data end
  local data, message, present = load_state(host)
  if data and not present and storage.is_internal(host, store_name) then
    data, message = nil, "is missing"
  end
  if not data then common.fail("storage", "the store of %s cannot be read: it %s", host, message) end
  states[host] = { data = data, signature = mark }
  if known then storage.bump(host) end
  return data
end

-- Writes the state; a failure leaves what is on disk as the truth.
function storage.save(host)
  local data = states[host].data
  local ok, message = storagemanager.open(host, store_name, "keyval"):set(nil, data)
  if not ok then
    states[host] = nil
    common.fail("storage", "the store of %s cannot be written: %s", host, tostring(message))
  end
  states[host].signature = signature(host)
  storage.bump(host)
end

-- Makes the store of a new vhost; one that is there stays.
function storage.prepare(host)
  local _, message, present = load_state(host)
  if message then
    common.fail("storage", "the store of %s cannot be read: it %s", host, message)
  end
  if present then return false end
  states[host] = { data = empty_state(), signature = "none" }
  storage.save(host)
  return true
end

function storage.forget(host)
  states[host] = nil
  generations[host] = (generations[host] or 0) + 1
end

-- Sets a value of one of Prosody's own stores.
function storage.put(host, store, key, value)
  local ok, message = storagemanager.open(host, store, "keyval"):set(key, value)
  if not ok then
    common.fail("storage", "%s of %s cannot be written: %s", store, host, tostring(message))
  end
end

-- The folder of a domain's data (internal storage).
function storage.folder(domain)
  if not rawget(hosts, domain) then return nil end
  return getpath(nil, domain, "x"):match("^(.*)/[^/]*$")
end

return storage
