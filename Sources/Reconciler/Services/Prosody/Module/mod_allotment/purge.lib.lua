-- Removing all data of a vhost.

local common = use "common"
local registry = use "registry"
local stores = use "stores"
local usermanager = require "core.usermanager"
local lfs = require "lfs"

local purge = {}

-- Everything of every account, through Prosody, so that its modules hear of it.
function purge.accounts(host)
  for _, user in ipairs(stores.keys(host, "accounts")) do
    local ok, message = usermanager.delete_user(user, host)
    if not ok then
      module:log("warn", "An account of %s left its data to be removed with the folder: %s",
        host, tostring(message))
    end
  end
end

-- Those who are in a room are told that it is gone.
function purge.rooms(host)
  local muc = registry.muc(host)
  local live = {}
  for room in muc.live_rooms() do live[#live + 1] = room end
  for _, room in ipairs(live) do
    room:set_persistent(false)
    room:destroy(nil, "This service is no longer provided here")
  end
end

-- The folder of a vhost's data with all that is in it, without following links.
function purge.folder(path)
  local root = prosody.paths.data.."/"
  if not path or path:sub(1, #root) ~= root or path:find("/..", 1, true) then return end
  local function remove(target, depth)
    local kind = lfs.symlinkattributes(target, "mode")
    if not kind then return end
    if kind == "directory" then
      if depth > 16 then common.fail("storage", "%s is nested too deeply", target) end
      local names = {}
      for name in lfs.dir(target) do
        if name ~= "." and name ~= ".." then names[#names + 1] = name end
      end
      for _, name in ipairs(names) do remove(target.."/"..name, depth + 1) end
    end
    local ok, message = (kind == "directory" and lfs.rmdir or os.remove)(target)
    if not ok then common.fail("storage", "%s cannot be removed: %s", target, tostring(message)) end
  end
  remove(path, 0)
end

return purge
