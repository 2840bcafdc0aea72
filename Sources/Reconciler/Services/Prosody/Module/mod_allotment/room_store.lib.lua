-- Reading the rooms of a vhost: what is live in memory, and the rest from the stores. Loading
-- them all through mod_muc would push rooms that are in use out of its cache.

local common = use "common"
local registry = use "registry"
local stores = use "stores"
local array = require "util.array"
local jid = require "util.jid"

local room_store = {}

local function describe(node, data, affiliations)
  return {
    room = node, name = data.name or "", topic = data.subject or "",
    membersOnly = not not data.members_only, public = not data.hidden,
    persistent = not not data.persistent, ours = data.allotment == true,
    affiliations = common.copy(affiliations),
  }
end

-- A room's file in either of the formats of Prosody 0.12.
local function thaw(frozen)
  if type(frozen._affiliations) == "table" then return frozen._data, frozen._affiliations end
  local affiliations = {}
  for key, value in pairs(frozen) do
    if type(key) == "string" and type(value) == "string" and key:sub(1, 1) ~= "_" then
      affiliations[key] = value
    end
  end
  return frozen._data, affiliations
end

-- What the store holds of a room: its data and affiliations, nil if there is none.
function room_store.stored(domain, node)
  local frozen, problem = stores.get(domain, "config", node)
  if problem then return nil, problem end
  if not frozen then return nil end
  local data, affiliations = thaw(frozen)
  if type(data) ~= "table" then return nil, "holds no room" end
  return data, affiliations
end

local function names(domain)
  local index, problem = stores.get(domain, "persistent", nil)
  if problem then
    common.fail("storage", "the list of rooms of %s cannot be read: it %s", domain, problem)
  end
  return index or {}
end

-- All rooms of a vhost, sorted; those that were destroyed and only left a tombstone are not.
function room_store.all(host)
  local domain, muc = registry.conference(host), registry.muc(host)
  local rooms, seen = array(), {}
  if not muc then return rooms end
  for room in muc.live_rooms() do
    seen[room.jid] = true
    if not room._data.destroyed then
      rooms:push(describe(jid.node(room.jid), room._data, room._affiliations))
    end
  end
  for address in pairs(names(domain)) do
    if not seen[address] then
      local node = jid.node(address)
      local data, affiliations = room_store.stored(domain, node)
      if not data and affiliations then
        common.fail("storage", "the room %s cannot be read: it %s", address, affiliations)
      end
      if data and not data.destroyed then rooms:push(describe(node, data, affiliations)) end
    end
  end
  table.sort(rooms, function (a, b) return a.room < b.room end)
  return rooms
end

return room_store
