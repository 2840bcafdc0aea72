-- With whom a vhost exchanges stanzas: its federation mode, and accounts with the role `limited`,
-- which talk only within their own vhost and its components.
--
-- Every stanza that arrives at a domain of this server passes `message/…`, `presence/…` or `iq/…`
-- there, whether it came over s2s or from a neighbour; every one that leaves passes
-- `route/remote`. Both are guarded, so that each mode holds in both directions.

local registry = use "registry"
local storage = use "storage"
local common = use "common"
local jid = require "util.jid"
local st = require "util.stanza"
local hosts = prosody.hosts

local federation = {}

-- Whether a domain is one of those listed, or below one.
local function is_listed(domains, domain)
  for _, listed in ipairs(domains) do
    if domain == listed or domain:sub(-#listed - 1) == "."..listed then return true end
  end
  return false
end

-- Whether a vhost (not a component) accepts to exchange stanzas with a domain.
local function accepts(host, domain)
  local record = registry.records[host]
  local neighbour = registry.owner(domain)
  if not record or neighbour == host then return true end
  local settings = record.settings.federation
  local mode = settings.mode
  if mode == "open" then return true end
  if mode == "deny" then return not is_listed(settings.domains, domain) end
  if mode == "allow" then return is_listed(settings.domains, domain) end
  if mode == "provider" then
    return neighbour ~= nil and registry.is_ours(neighbour) or is_listed(settings.domains, domain)
  end
  return false
end

-- Whether two domains may exchange stanzas, as far as this server has a say.
local function domains_may(a, b)
  local first, second = registry.owner(a), registry.owner(b)
  return (not first or accepts(first, b)) and (not second or accepts(second, a))
end

-- Whether the account of an address, if it is a limited one, may talk to a domain.
local function account_may(address, domain)
  local user, host = jid.split(address)
  if not user or not registry.is_ours(host) or registry.owner(domain) == host then return true end
  local state = storage.peek(host)
  local mark = state and state.accounts[user]
  return not mark or mark.role ~= "limited"
end

local function stanza_may(from, to)
  local a, b = jid.host(from), jid.host(to)
  if not a or not b or a == b then return true end
  return domains_may(a, b) and account_may(from, b) and account_may(to, a)
end

function federation.permits(host, domain) return domains_may(registry.conference(host), domain) end

-- Answers a stanza that is not let through. The answer itself must get back to its sender. A room
-- gets the answer upon which it takes an occupant out (XEP-0045, 14.4).
local function refuse(origin, stanza)
  local kind = stanza.attr.type
  if stanza.name == "iq" and kind ~= "get" and kind ~= "set" then return end
  if kind == "error" or (stanza.name == "presence" and kind ~= nil and kind ~= "subscribe") then
    return
  end
  local sender = rawget(hosts, jid.host(stanza.attr.from))
  local condition = sender and sender.type == "component" and "service-unavailable" or "not-allowed"
  local reply = st.error_reply(stanza, "cancel", condition,
    "Communication with this address is not allowed")
  reply.allotment_refusal = true
  if origin.type == "local" or origin.type == "component" then
    prosody.core_route_stanza(origin, reply)  -- from a host itself, which has no stream
  elseif origin.send then
    origin.send(reply)
  end
end

local function guard_arrival(event)
  local origin, stanza = event.origin, event.stanza
  local from, to = stanza.attr.from, stanza.attr.to
  if not from or not to or stanza.allotment_refusal then return end
  if stanza_may(from, to) then return end
  refuse(origin, stanza)
  return true
end

local function guard_departure(event)
  local stanza = event.stanza
  if event.from_host == event.to_host then return end
  local from, to = stanza.attr.from, stanza.attr.to
  if domains_may(event.from_host, event.to_host) and (stanza.allotment_refusal
    or not from or not to or stanza_may(from, to)) then return end
  local origin = event.origin or hosts[event.from_host]
  if not stanza.attr.xmlns and stanza.name:find("^%l+$") then refuse(origin, stanza) end
  return true
end

local function refuse_stream(session, host, remote)
  if not remote or domains_may(host, remote) then return false end
  session:close({
    condition = "policy-violation", text = "Communication between these domains is not allowed",
  })
  return true
end

-- Closes the streams of a vhost and its component that its mode does not allow any more.
function federation.close_refused(host)
  for _, domain in ipairs { host, registry.conference(host) } do
    local session = rawget(hosts, domain)
    for remote, stream in pairs(common.copy(session and session.s2sout or {})) do
      if stream.close then refuse_stream(stream, domain, remote) end
    end
    for stream in pairs(common.copy(prosody.incoming_s2s)) do
      if stream.to_host == domain then refuse_stream(stream, domain, stream.from_host) end
    end
  end
end

function federation.attach(host_module)
  local host = host_module.host
  for _, name in ipairs { "message", "presence", "iq" } do
    for _, kind in ipairs { "bare", "full", "host" } do
      host_module:hook(name.."/"..kind, guard_arrival, 1000)
    end
  end
  host_module:hook("route/remote", guard_departure, 1000)
  host_module:hook("s2s-stream-features", function (event)
    local session = event.origin
    if refuse_stream(session, host, session.from_host) then return true end
  end, 1000)
  host_module:hook("stanza/jabber:server:dialback:result", function (event)
    local session, attr = event.origin, event.stanza.attr
    if session.type == "s2sin_unauthed" or session.type == "s2sin" then
      return refuse_stream(session, host, attr.from) or nil
    end
  end, 1000)
end

return federation
