-- room_look and room_message: speaking in a room that is there already, such as the provider's own.

local common = use "common"
local room_store = use "room_store"
local array = require "util.array"
local st = require "util.stanza"

local fail = common.fail
local nick = "allotment"
-- Messages of which it is known that they were sent: a repeated one is not sent again.
local most_known = 1000
local known, order, oldest = {}, array(), 1

local function remember(id)
  known[id] = true
  order[#order + 1] = id
  if #order - oldest + 1 > most_known then
    known[order[oldest]] = nil
    order[oldest] = nil
    oldest = oldest + 1
  end
end

-- A room of any component of this server, whoever made it; none is made here. The store is looked
-- at first, because mod_muc makes up a locked room for one that it cannot read.
local function find(operation)
  local address, node, domain = common.bare_jid(common.given(operation, "room"))
  local session = rawget(prosody.hosts, domain)
  local muc = session and session.modules and session.modules.muc
  if not muc then fail("no-such-host", "%s has no rooms here", domain) end
  for room in muc.live_rooms() do
    if room.jid == address then return not room._data.destroyed and room or nil, address end
  end
  local data, problem = room_store.stored(domain, node)
  if not data and problem then
    fail("corrupt", "the room %s cannot be read: it %s", address, problem)
  end
  local room = data and not data.destroyed and muc.get_room_from_jid(address)
  return room or nil, address
end

local notices = {}

function notices.room_look(operation)
  local room = find(operation)
  if not room then return { present = false } end
  return {
    present = true, name = room:get_name() or "",
    membersOnly = not not room:get_members_only(), public = not not room:get_public(),
  }
end

-- From a nickname that nobody in the room has; from the room itself when somebody has it.
function notices.room_message(operation)
  local id = common.text(operation, "id", 100)
  local body = common.text(operation, "body", 4000, "[\n\t]")
  local room, address = find(operation)
  if not room then fail("no-such-room", "there is no room %s", address) end
  if known[address.." "..id] then return { changed = false } end
  local from = room.jid.."/"..nick
  if room:get_occupant_by_nick(from) then from = room.jid end
  room:broadcast_message(
    st.message({ type = "groupchat", from = from, id = id }):text_tag("body", body))
  remember(address.." "..id)
  return { changed = true }
end

return notices
