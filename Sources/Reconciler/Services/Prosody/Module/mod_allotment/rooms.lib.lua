-- room_put and room_remove.

local common = use "common"
local registry = use "registry"
local storage = use "storage"
local room_store = use "room_store"
local room_change = use "room_change"
local accounts = use "accounts"
local st = require "util.stanza"

local fail = common.fail
local affiliation_names = { owner = true, admin = true, member = true, outcast = true }

local function check_affiliations(operation)
  local affiliations = common.map(operation, "affiliations", 20000)
  for address, affiliation in pairs(affiliations) do
    common.bare_jid(address)
    if not affiliation_names[affiliation] then
      fail("bad-request", "affiliation %s is not known", common.quote(affiliation))
    end
  end
  return affiliations
end

-- Only addresses elsewhere are invited: who has an account here finds the room by other means.
local function check_invited(operation, host)
  if common.given(operation, "invite") == nil then return {} end
  local result = {}
  for _, address in ipairs(common.list(operation, "invite", 20000)) do
    local _, _, domain = common.bare_jid(address)
    if domain ~= host then result[#result + 1] = address end
  end
  return result
end

-- A room that is there, loaded; nil if there is none. The store is looked at first, because
-- mod_muc makes up a locked room for one that it cannot read.
local function find(host, node)
  local domain, muc = registry.conference(host), registry.muc(host)
  if not muc then fail("no-such-host", "%s is not served here", domain) end
  local address = node.."@"..domain
  for room in muc.live_rooms() do
    if room.jid == address then return room, muc, address end
  end
  local data, problem = room_store.stored(domain, node)
  if not data and problem then
    fail("corrupt", "the room %s cannot be read: it %s", address, problem)
  end
  return data and muc.get_room_from_jid(address) or nil, muc, address
end

local function create(muc, address)
  local room, problem = muc.create_room(address)
  if room then return room end
  fail("internal", "the room %s cannot be made: %s", address, tostring(problem))
end

-- The message of XEP-0249, from the room.
local function invite(host, room, addresses)
  local state, changed = storage.state(host), false
  local outside = {}
  for _, address in ipairs(addresses) do
    local known = state.invited[address] or {}
    if not known[room.jid] and use "federation".permits(host, address:match("@(.*)$")) then
      known[room.jid] = true
      state.invited[address] = known
      outside[#outside + 1] = address
    end
  end
  if #outside == 0 then return changed end
  storage.save_lists(host)
  for _, address in ipairs(outside) do
    local name = room:get_name() or room.jid
    module:context(registry.conference(host)):send(
      st.message({ from = room.jid, to = address })
        :text_tag("body", ("You are invited to the room “%s”."):format(name))
        :tag("x", { xmlns = "jabber:x:conference", jid = room.jid }):up())
  end
  return true
end

local rooms = {}

function rooms.room_put(operation)
  local host = accounts.our_host(operation)
  local node = common.local_part(operation, "room")
  local wanted = {
    name = common.text(operation, "name", 1000),
    topic = common.text(operation, "topic", 10000, "[\n\t]"),
    membersOnly = common.flag(operation, "membersOnly"), public = common.flag(operation, "public"),
    affiliations = check_affiliations(operation),
  }
  local invited = check_invited(operation, host)
  local room, muc, address = find(host, node)
  if room and room._data.destroyed then
    muc.forget_room(room)
    muc.delete_room(room)
    room = nil
  end
  if room and not room._data.allotment and not common.flag(operation, "adopt", false) then
    fail("not-ours", "the room %s was not made by allotment", address)
  end
  room = room or create(muc, address)
  local changed = room_change.save_once(room, room_change.apply, wanted)
  changed = invite(host, room, invited) or changed
  if changed then storage.bump(host) end
  return { changed = changed }
end

local function forget_invited(host, address)
  local state, changed = storage.state(host), false
  for invited, known in pairs(state.invited) do
    if known[address] then
      known[address] = nil
      changed = true
      if next(known) == nil then state.invited[invited] = nil end
    end
  end
  if changed then storage.save_lists(host) end
end

-- Not persistent any more, so that mod_muc leaves no tombstone that bars its name.
function rooms.room_remove(operation)
  local host = accounts.our_host(operation)
  local node = common.local_part(operation, "room")
  local room, _, address = find(host, node)
  if not room or room._data.destroyed then return { changed = false } end
  if not room._data.allotment then
    fail("not-ours", "the room %s was not made by allotment", address)
  end
  room:set_persistent(false)
  local ok = room:destroy(nil, "This room was closed")
  if not ok then fail("internal", "the room %s cannot be destroyed", address) end
  if room_store.stored(registry.conference(host), node) then
    fail("storage", "the room %s cannot be removed from its store", address)
  end
  forget_invited(host, address)
  storage.bump(host)
  return { changed = true }
end

-- Takes an address out of every room of the vhost.
function rooms.forget(host, address)
  for _, described in ipairs(room_store.all(host)) do
    if described.affiliations[address] then
      local room = find(host, described.room)
      room_change.save_once(room, room_change.remove_member, address)
    end
  end
end

-- An address has another name now: in every room of the vhost.
function rooms.rename(host, old, new)
  for _, described in ipairs(room_store.all(host)) do
    if described.affiliations[old] then
      local room = find(host, described.room)
      room_change.save_once(room, room_change.rename_member, { old = old, new = new })
    end
  end
end

function rooms.attach(component)
  local host = registry.owner(component.host)
  local bump = function () storage.bump(component.host) end
  for _, event in ipairs { "muc-room-created", "muc-room-destroyed", "muc-config-submitted",
    "muc-set-affiliation" } do
    component:hook(event, bump, -1000)
  end
  component:hook("muc-occupant-groupchat", function (event)
    if event.stanza:get_child("subject") then bump() end
  end, 1000)
  -- Rooms are declared: nobody makes one by joining it.
  component:hook("muc-room-pre-create", function (event)
    if not host or not registry.is_ours(host) then return end
    event.origin.send(st.error_reply(event.stanza, "cancel", "not-allowed",
      "Rooms are not made here by joining them", component.host))
    return true
  end, 1000)
end

return rooms
