-- Which vhosts are allotment's, and which vhost a domain belongs to.

local configmanager = require "core.configmanager"
local hosts = prosody.hosts

local loader = configmanager.get("*", "allotment_hosts")
local loaded = type(loader) == "table" and type(loader.records) == "table"

local registry = {
  -- What allotment_hosts.lua returned, or nil when prosody.cfg.lua does not call it.
  loader = loaded and loader or nil,
  -- [host] = record, as in the vhost's file.
  records = loaded and loader.records or {},
}

function registry.is_ours(host) return registry.records[host] ~= nil end

function registry.conference(host) return "conference."..host end

-- An active vhost (not a component), or nil.
function registry.vhost(host)
  local session = rawget(hosts, host)
  return session and session.type == "local" and session or nil
end

-- The MUC module of a vhost's conference component, or nil.
function registry.muc(host)
  local session = rawget(hosts, registry.conference(host))
  return session and session.modules and session.modules.muc or nil
end

-- The vhost of this server that serves a domain: itself, or the nearest one above a component.
function registry.owner(domain)
  local session = rawget(hosts, domain)
  if not session then return nil end
  if session.type == "local" then return domain end
  local parent = domain
  repeat
    parent = parent:match("^[^.]*%.(.+)$")
    if parent and registry.vhost(parent) then return parent end
  until not parent
  return nil
end

return registry
