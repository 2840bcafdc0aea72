-- Whom an account shares contact lists with, and how that is merged into its roster and taken out
-- again, so that what a member stored keeps its own state.
-- Members of the same vhost see each other's presence; an address elsewhere only stands in the
-- list, because its server knows nothing of it: the subscription is between the two people.

local common = use "common"
local registry = use "registry"
local storage = use "storage"
local jid = require "util.jid"

-- {[jid] = {name, groups}}: with whom a user shares lists, and under which names.
local function shared_with(host, user)
  local me, result = user.."@"..host, {}
  local state = registry.is_ours(host) and storage.peek(host)
  for _, list in pairs(state and state.contact_lists or {}) do
    if list.members[me] then
      for address, name in pairs(list.members) do
        if address ~= me then
          local entry = result[address] or { groups = {} }
          entry.name = name ~= "" and name or entry.name
          entry.groups[list.name] = true
          result[address] = entry
        end
      end
    end
  end
  return result
end

local function shared_entry(host, user, address)
  local me, state = user.."@"..host, storage.peek(host)
  if not registry.is_ours(host) or not state then return nil end
  for _, list in pairs(state.contact_lists) do
    if list.members[me] and list.members[address] then
      return shared_with(host, user)[address]
    end
  end
end

local function is_local(host, address) return jid.host(address) == host end

local function merge(host, address, stored, entry)
  local item = { groups = {}, persist = false }
  for key, value in pairs(stored or {}) do item[key] = value end
  item.groups = common.copy(item.groups)
  for group in pairs(entry.groups) do item.groups[group] = true end
  item.name = item.name or entry.name
  item.subscription = item.subscription or "none"
  if is_local(host, address) then item.subscription, item.ask = "both", nil end
  return item
end

-- What of a merged item is the member's own, or nil if nothing.
local function strip(host, address, item, stored, entry)
  local own = common.copy(item)
  own.persist, own.groups = nil, common.copy(item.groups or {})
  for group in pairs(entry.groups) do
    if not (stored and stored.groups and stored.groups[group]) then own.groups[group] = nil end
  end
  if own.name == entry.name and not (stored and stored.name) then own.name = nil end
  if is_local(host, address) then
    own.subscription, own.ask = stored and stored.subscription or "none", stored and stored.ask
  end
  local empty = own.subscription == "none" and not own.ask and not own.name and not own.approved
    and next(own.groups) == nil
  return not empty and own or nil
end

return {
  with = shared_with, entry = shared_entry, is_local = is_local, merge = merge, strip = strip,
}
