-- read: all that is known of a vhost, or a failure; never a part.

local common = use "common"
local registry = use "registry"
local storage = use "storage"
local stores = use "stores"
local hostfile = use "hostfile"
local room_store = use "room_store"
local login = use "login"
local array = require "util.array"
local json = require "util.json"
local valid_utf8 = require "util.encodings".utf8.valid

local nothing = { accounts = {}, contact_lists = {}, broken = {} }

local function account(user, mark, corrupt)
  return {
    user = user, member = mark and mark.member or "", name = mark and mark.name or "",
    role = mark and mark.role or "", state = mark and mark.state or "active",
    ours = mark ~= nil, corrupt = corrupt,
  }
end

-- The accounts in Prosody's store, and those of which only a broken mark is left.
local function accounts(host, state)
  local corrupt = {}
  for user in pairs(state.broken) do corrupt[user] = true end
  for _, user in ipairs(stores.keys(host, "accounts")) do
    local _, problem = stores.get(host, "accounts", user)
    corrupt[user] = corrupt[user] or problem ~= nil
  end
  local result = array()
  for _, user in ipairs(common.sorted_keys(corrupt)) do
    if valid_utf8(user) then
      result:push(account(user, state.accounts[user], corrupt[user]))
    else
      result:push(account(common.quote(user), nil, true))
    end
  end
  return result
end

local function contact_lists(lists)
  local result = array()
  for _, id in ipairs(common.sorted_keys(lists)) do
    result:push({ id = id, name = lists[id].name, members = lists[id].members })
  end
  return result
end

-- The settings as the vhost's file has them, because that is what a restart brings back.
-- Those of a file that was taken away or broken read as empty: that is a difference to repair.
local function settings(host)
  local record = hostfile.read(host)
  if record then return record.settings, record.club end
  local known = registry.records[host]
  return {
    name = "", language = "", contacts = {}, federation = { mode = "open", domains = array() },
  }, known and known.club or json.null
end

-- The state of a vhost but for what changes by itself; with `anew`, nothing comes from memory
-- that the disk has.
local function describe(host, anew)
  local ours = registry.is_ours(host)
  local state = ours and storage.state(host, anew) or nothing
  local found, club = settings(host)
  return {
    present = true, host = host, club = ours and club or json.null, settings = found,
    accounts = accounts(host, state), rooms = room_store.all(host),
    contactLists = contact_lists(state.contact_lists),
  }
end

local read = { describe = describe }

-- Fails when nobody can say what a vhost is that is none of ours, or that it is not there.
function read.check(host)
  local doubt = not registry.is_ours(host) and hostfile.doubt(host)
  if doubt then common.fail("storage", "%s cannot be read: %s", host, doubt) end
end

function read.read(operation)
  local host = common.host_name(operation)
  read.check(host)
  if not registry.vhost(host) then return { present = false } end
  local result = describe(host)
  for _, entry in ipairs(result.accounts) do
    entry.lastLogin = login.last(host, entry.user) or json.null
  end
  return result
end

return read
