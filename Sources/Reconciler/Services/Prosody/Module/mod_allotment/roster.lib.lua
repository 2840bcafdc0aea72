-- Shared contacts in rosters: merged in when a roster is loaded, taken out when it is saved,
-- pushed to who is online when a list changes.

local common = use "common"
local registry = use "registry"
local shared_contacts = use "shared_contacts"
local rostermanager = require "core.rostermanager"
local storagemanager = require "core.storagemanager"
local jid = require "util.jid"
local st = require "util.stanza"

local is_local, merge = shared_contacts.is_local, shared_contacts.merge
local roster = {}

local function stored_roster(host, user)
  return storagemanager.open(host, "roster", "keyval"):get(user) or {}
end

local function on_load(event)
  local shared = shared_contacts.with(event.host, event.username)
  if next(shared) == nil then return end
  for address, entry in pairs(shared) do
    event.roster[address] = merge(event.host, address, event.roster[address], entry)
  end
  -- Shared contacts have no part in roster versions (XEP-0237): always send the whole.
  if event.roster[false] then event.roster[false].version = true end
end

-- Wraps a roster store so that shared contacts are saved without what is shared.
local function guard(event)
  local host, store = event.host, event.store
  if event.store_name ~= "roster" or not registry.is_ours(host) then return end
  local wrapped = setmetatable({}, { __index = store })
  local function clean(user, items)
    local shared = shared_contacts.with(host, user)
    if next(shared) == nil then return items end
    local stored, result = store.get and event.store_type ~= "map" and store:get(user), {}
    stored = stored or stored_roster(host, user)
    for address, item in pairs(items) do
      local entry = address and shared[address]
      if entry and type(item) == "table" and item ~= store.remove then
        item = shared_contacts.strip(host, address, item, stored[address], entry)
          or store.remove
      end
      result[address] = item
    end
    return result
  end
  if event.store_type == "map" then
    function wrapped.set_keys(_, user, items) return store:set_keys(user, clean(user, items)) end
  else
    function wrapped.set(_, user, items)
      return store:set(user, items and clean(user, items))
    end
  end
  event.store = wrapped
end

local function same_item(a, b)
  return (a == nil) == (b == nil) and (a == nil or (a.name == b.name
    and a.subscription == b.subscription and a.ask == b.ask and common.same(a.groups, b.groups)))
end

-- Updates the roster of one member who is online. Adds to `gained` whom to ask for presence.
local function update(host, user, live, touched, gained)
  local shared, stored = shared_contacts.with(host, user), stored_roster(host, user)
  local me = user.."@"..host
  for address in pairs(touched) do
    if address ~= me then
      local before = live.roster[address]
      local after = stored[address]
      if shared[address] then after = merge(host, address, after, shared[address]) end
      if not same_item(before, after) then
        live.roster[address] = after
        rostermanager.roster_push(user, host, address)
        local sees = after and (after.subscription == "both" or after.subscription == "to")
        local saw = before and (before.subscription == "both" or before.subscription == "to")
        if sees and not saw then gained[#gained + 1] = { me, address } end
        if saw and not sees then roster.hide(host, live, address) end
      end
    end
  end
  if live.roster[false] then live.roster[false].version = true end
end

-- Tells a member's clients that a contact of the same vhost is not there any more.
function roster.hide(host, live, address)
  local contact = registry.vhost(host).sessions[jid.node(address)]
  if not contact or not is_local(host, address) then return end
  for _, theirs in pairs(contact.sessions) do
    if theirs.presence then
      for _, mine in pairs(live.sessions) do
        mine.send(st.presence({ type = "unavailable", from = theirs.full_jid, to = mine.full_jid }))
      end
    end
  end
end

-- Brings the rosters of all touched members of the vhost up to date: first all of them, then
-- the probes, because a probe is answered only to who is in the other's roster.
function roster.refresh(host, touched)
  local session, gained = registry.vhost(host), {}
  for address in pairs(touched) do
    if is_local(host, address) then
      local user = jid.node(address)
      if session.roster_cache then session.roster_cache:set(address, nil) end
      local live = session.sessions[user]
      if live and live.roster then update(host, user, live, touched, gained) end
    end
  end
  for _, pair in ipairs(gained) do
    module:context(host):send(st.presence({ type = "probe", from = pair[1], to = pair[2] }))
  end
end

-- A client that edits a shared contact keeps it in its list, and cannot remove it.
local function on_roster_set(event)
  local origin, stanza = event.origin, event.stanza
  local item = stanza.attr.type == "set" and stanza.tags[1]:get_child("item")
  local address = item and item.attr.jid and jid.prep(item.attr.jid)
  local entry = address and shared_contacts.entry(origin.host, origin.username, address)
  if not entry then return end
  if item.attr.subscription == "remove" then
    origin.send(st.error_reply(stanza, "cancel", "not-allowed", "This contact is in a shared list"))
    return true
  end
  for group in item:childtags("group") do entry.groups[group:get_text() or ""] = nil end
  for group in pairs(entry.groups) do item:text_tag("group", group) end
end

-- Members of a shared list cannot end the subscription that it stands for.
local function keeps(host, address, other, kind)
  if kind ~= "unsubscribe" and kind ~= "unsubscribed" then return false end
  local user, domain = jid.split(address)
  return user and domain == host and is_local(host, other)
    and shared_contacts.entry(host, user, jid.bare(other)) ~= nil
end

function roster.attach(host_module)
  local host = host_module.host
  host_module:hook("roster-load", on_load, -10)
  host_module:hook("store-opened", guard)
  host_module:hook("iq/self/jabber:iq:roster:query", on_roster_set, 100)
  host_module:hook("pre-presence/bare", function (event)
    local stanza = event.stanza
    local from, to = stanza.attr.from, stanza.attr.to
    if from and to and keeps(host, jid.bare(from), to, stanza.attr.type) then
      event.origin.send(st.error_reply(stanza, "cancel", "not-allowed",
        "This contact is in a shared list"))
      return true
    end
  end, 100)
  host_module:hook("presence/bare", function (event)
    local stanza = event.stanza
    local from, to = stanza.attr.from, stanza.attr.to
    if from and to and keeps(host, jid.bare(to), from, stanza.attr.type) then return true end
  end, 100)
end

return roster
