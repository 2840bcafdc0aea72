-- Reading Prosody's stores without mistaking what is unreadable for what is empty.

local common = use "common"
local storagemanager = require "core.storagemanager"
local lfs = require "lfs"
local hosts = prosody.hosts
local getpath = storagemanager.olddm.getpath

local stores = {}

function stores.is_internal(host, store)
  local _, driver = storagemanager.get_driver(host, store)
  return driver == "internal"
end

-- A value of a keyval store; nil when it is not there; nil and a reason when it cannot be read.
-- Prosody takes an empty file for an absent one.
function stores.get(host, store, key)
  local value, message = storagemanager.open(host, store, "keyval"):get(key)
  if value ~= nil then
    if type(value) ~= "table" then return nil, "holds no table" end
    return value
  end
  if message then return nil, "is broken ("..tostring(message)..")" end
  if stores.is_internal(host, store) then
    local kind, reason, code = lfs.attributes(getpath(key, host, store), "mode")
    if kind then return nil, "is empty" end
    if code ~= 2 then return nil, "is out of reach ("..tostring(reason)..")" end
  end
  return nil
end

-- All keys of a keyval store. A folder that is there and cannot be listed is an error.
function stores.keys(host, store)
  local keys = {}
  if stores.is_internal(host, store) then
    local folder = stores.values_folder(host, store)
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

-- Sets a value.
function stores.put(host, store, key, value)
  local ok, message = storagemanager.open(host, store, "keyval"):set(key, value)
  if not ok then
    common.fail("storage", "%s of %s cannot be written: %s", store, host, tostring(message))
  end
end

-- The folder of the data of a domain that is served (internal storage).
function stores.folder(domain)
  if not rawget(hosts, domain) then return nil end
  return getpath(nil, domain, "x"):match("^(.*)/[^/]*$")
end

-- The folder of one store's values.
function stores.values_folder(domain, store)
  return getpath("x", domain, store):match("^(.*)/[^/]*$")
end

-- Whether there is data of a vhost of ours, served or not (internal storage).
function stores.has_lists(host)
  return lfs.attributes(stores.file(host, "allotment"), "mode") ~= nil
end

-- Whether there is data of any.
function stores.has_vhosts()
  local root = prosody.paths.data
  if lfs.attributes(root, "mode") ~= "directory" then return false end
  for name in lfs.dir(root) do
    if name:sub(1, 1) ~= "." and lfs.attributes(root.."/"..name.."/allotment.dat", "mode") then
      return true
    end
  end
  return false
end

-- The file of a store's value without a key.
function stores.file(domain, store) return getpath(nil, domain, store) end

return stores
