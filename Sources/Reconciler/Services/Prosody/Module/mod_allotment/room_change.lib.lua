-- Changing a room: many changes, one save.

local common = use "common"
local st = require "util.stanza"

local fail = common.fail
local xmlns_muc_user = "http://jabber.org/protocol/muc#user"

-- Runs `body(room, argument)`, which answers whether it changed the room, with the room's own
-- saves put off, then saves once. A room whose save failed is saved with the next change.
local function save_once(room, body, argument)
  local save = rawget(room, "save")
  room.save = function () return true end
  local ok, changed = pcall(body, room, argument)
  room.save = save
  if ok and not changed and not room.allotment_unsaved then return false end
  room.allotment_unsaved = true
  if not room:save(true) then fail("storage", "the room %s cannot be saved", room.jid) end
  room.allotment_unsaved = nil
  if not ok then error(changed, 0) end
  return true
end

local function set_affiliations(room, wanted)
  local changed = false
  local function set(address, affiliation)
    if (room._affiliations[address] or "none") == affiliation then return end
    local ok, _, condition = room:set_affiliation(true, address, affiliation)
    if not ok then
      fail("internal", "%s cannot be %s in %s: %s", address, affiliation, room.jid,
        tostring(condition))
    end
    changed = true
  end
  for _, address in ipairs(common.sorted_keys(wanted)) do set(address, wanted[address]) end
  for _, address in ipairs(common.sorted_keys(room._affiliations)) do
    if not wanted[address] then set(address, "none") end
  end
  return changed
end

-- Clients read a room's name and access again when they are told that they changed.
local function announce(room)
  room:broadcast_message(st.message({ type = "groupchat", from = room.jid })
    :tag("x", { xmlns = xmlns_muc_user }):tag("status", { code = "104" }):up():up())
end

-- A room is opened before its members change and closed after, so that nobody is put out of a
-- room who may be in it.
local function apply(room, wanted)
  local configured = false
  local function note(happened) configured = happened or configured end
  local changed = not room._data.allotment
  room._data.allotment = true
  note(room:set_persistent(true))
  note(room:set_name(wanted.name))
  note(room:set_public(wanted.public))
  if not wanted.membersOnly then note(room:set_members_only(false)) end
  changed = set_affiliations(room, wanted.affiliations) or changed
  if wanted.membersOnly then note(room:set_members_only(true)) end
  if (room._data.subject or "") ~= wanted.topic then
    room:set_subject(room.jid, wanted.topic)
    changed = true
  end
  if configured then announce(room) end
  return changed or configured
end

local function remove_member(room, address)
  return room:set_affiliation(true, address, "none")
end

-- The new name comes first: a room keeps its owner.
local function rename_member(room, names)
  local affiliation = room._affiliations[names.old]
  if not room._affiliations[names.new] then
    room:set_affiliation(true, names.new, affiliation)
  end
  room:set_affiliation(true, names.old, "none")
  return true
end

return {
  save_once = save_once, apply = apply, remove_member = remove_member,
  rename_member = rename_member,
}
