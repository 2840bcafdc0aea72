-- contact_list_put and contact_list_remove: contact lists that a club's accounts share, pushed
-- to who is online.

local common = use "common"
local registry = use "registry"
local storage = use "storage"
local accounts = use "accounts"
local roster = use "roster"
local array = require "util.array"

local largest = 20000  -- members of a list

local function check_members(operation)
  local members = common.map(operation, "members", largest)
  for address, name in pairs(members) do
    common.bare_jid(address)
    if not common.is_text(name, 1000) then
      common.fail("bad-request", "the name of %s must be text", common.quote(address))
    end
  end
  return members
end

local function members_of(...)
  local result = {}
  for _, list in ipairs(array { ... }) do
    for address in pairs(list.members) do result[address] = true end
  end
  return result
end

-- Sets or removes (nil) one list, saves, then updates rosters.
local function replace(host, id, list)
  local state = storage.state(host)
  local old = state.contact_lists[id]
  if common.same(old or {}, list or {}) then return false end
  state.contact_lists[id] = list
  storage.save_lists(host)
  local touched = members_of(old or { members = {} }, list or { members = {} })
  roster.refresh(host, touched)
  return true
end

local contacts = {}

function contacts.contact_list_put(operation)
  local host = accounts.our_host(operation)
  local id = common.text(operation, "id", 200)
  local list = { name = common.text(operation, "name", 1000), members = check_members(operation) }
  if list.name == "" then common.fail("bad-request", "name must not be empty") end
  return { changed = replace(host, id, list) }
end

function contacts.contact_list_remove(operation)
  local host = accounts.our_host(operation)
  return { changed = replace(host, common.text(operation, "id", 200), nil) }
end

-- Takes an address out of all lists of the vhost.
function contacts.forget(host, address)
  for id, list in pairs(common.copy(storage.state(host).contact_lists)) do
    if list.members[address] then
      local members = common.copy(list.members)
      members[address] = nil
      replace(host, id, { name = list.name, members = members })
    end
  end
end

-- An address has another name now: in all lists of the vhost.
function contacts.rename(host, old, new)
  for id, list in pairs(common.copy(storage.state(host).contact_lists)) do
    local name = list.members[old]
    if name then
      local members = common.copy(list.members)
      members[old], members[new] = nil, members[new] or name
      replace(host, id, { name = list.name, members = members })
    end
  end
end

-- Drops all lists of a vhost that is about to go, without telling anybody.
function contacts.clear(host)
  local state = storage.peek(host)
  if state then state.contact_lists = {} end
  local session = registry.vhost(host)
  session.roster_cache = nil
  local reason = { condition = "host-gone", text = "This service is no longer provided here" }
  for _, user in pairs(common.copy(session.sessions)) do
    for _, connection in pairs(common.copy(user.sessions)) do
      connection:close(reason)
    end
  end
end

return contacts
