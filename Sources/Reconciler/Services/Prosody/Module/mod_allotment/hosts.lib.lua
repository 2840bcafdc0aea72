-- host_put and host_remove: vhosts with their conference component, in memory and on disk,
-- without reloading the configuration.

local common = use "common"
local registry = use "registry"
local storage = use "storage"
local stores = use "stores"
local hostfile = use "hostfile"
local purge = use "purge"
local check_settings = use "host_settings".check
local configmanager = require "core.configmanager"
local hostmanager = require "core.hostmanager"
local modulemanager = require "core.modulemanager"
local hosts = prosody.hosts

local fail = common.fail
local function check_new_name(host, ascii)
  if not ascii:find(".", 1, true) or ascii:match("%.%d+$") then
    fail("bad-name", "%s is not a domain of at least two labels", common.quote(host))
  end
  if #ascii + #"conference." > 253 then
    fail("bad-name", "%s is too long to have a conference component", common.quote(host))
  end
end

-- What is to be made and is another club's: who asks for it has seen something older.
local function check_club(host, club)
  local known = registry.records[host]
  if known and known.club ~= club then
    fail("not-ours", "%s is there already, for the club %s", host, common.quote(known.club))
  end
end

-- Whether the vhost and its component are free, ours, or may be taken over.
local function check_ownership(host, adopt)
  local session = rawget(hosts, host)
  local component = rawget(hosts, registry.conference(host))
  if registry.is_ours(host) then return end
  if session and session.type ~= "local" then fail("not-ours", "%s is a component", host) end
  if component and not (component.modules and component.modules.muc) then
    fail("not-ours", "%s is served and has no rooms", registry.conference(host))
  end
  if (session or component) and not adopt then
    fail("not-ours", "%s is served here and was not made by allotment", host)
  end
end

local function configure(domain, options)
  for key, value in pairs(options) do configmanager.set(domain, key, value) end
end

local function activate(record)
  local loader = registry.loader
  local conference = registry.conference(record.host)
  configure(record.host, loader.host_options(record, loader.extra))
  configure(conference, loader.conference_options(record, loader.extra))
  for _, domain in ipairs { record.host, conference } do
    if not rawget(hosts, domain) then
      local ok, message = hostmanager.activate(domain)
      if not ok then fail("internal", "%s cannot be activated: %s", domain, tostring(message)) end
    end
  end
  if not registry.muc(record.host) then fail("internal", "%s has no rooms", conference) end
end

local function deactivate(host)
  for _, domain in ipairs { registry.conference(host), host } do
    if rawget(hosts, domain) then
      local ok, message = hostmanager.deactivate(domain, {
        condition = "host-gone", text = "This service is no longer provided here",
      })
      if not ok then fail("internal", "%s cannot be deactivated: %s", domain, tostring(message)) end
    end
    rawset(configmanager.getconfig(), domain, nil)
  end
end

-- Gives a module's identities (service discovery) the new name.
local function rename(domain, module_name, name)
  local found = modulemanager.get_module(domain, module_name)
  local identities = found and found.module.items and found.module.items.identity or {}
  for _, identity in ipairs(common.copy(identities)) do
    if identity.name ~= name then
      found.module:remove_item("identity", identity)
      identity.name = name
      found.module:add_item("identity", identity)
    end
  end
end

-- Settings that running modules have copied.
local function refresh(record)
  local host = record.host
  rename(host, "disco", record.settings.name)
  rename(registry.conference(host), "muc", record.settings.name)
  if modulemanager.is_loaded(host, "server_contact_info") then
    modulemanager.reload(host, "server_contact_info")
  else
    modulemanager.load(host, "server_contact_info")
  end
  use "federation".close_refused(host)
end

local function unchanged(record)
  local known = registry.records[record.host]
  if not known or not common.same(known, record) then return false end
  local written = hostfile.read(record.host)
  return written ~= nil and common.same(written, record)
    and registry.vhost(record.host) ~= nil and registry.muc(record.host) ~= nil
end

-- Serves a record and keeps it. Its store comes before its file: a vhost of ours without a store
-- counts as unreadable.
local function establish(record)
  activate(record)
  storage.prepare(record.host)
  hostfile.write(record)
end

local hosts_operations = {}

function hosts_operations.host_put(operation)
  local host, ascii = common.host_name(operation)
  check_new_name(host, ascii)
  local settings = check_settings(operation)
  local club = common.text(operation, "club", 200)
  check_ownership(host, common.flag(operation, "adopt", false))
  if common.flag(operation, "create", false) then check_club(host, club) end
  if not registry.loader then
    fail("storage", "prosody.cfg.lua does not call allotment_hosts.lua")
  end
  local record = { format = registry.loader.format, host = host, club = club, settings = settings }
  if unchanged(record) then return { changed = storage.prepare(host) } end
  local is_new = not rawget(hosts, host) and not rawget(hosts, registry.conference(host))
  local ok, problem = pcall(establish, record)
  if not ok then
    if is_new then
      deactivate(host)
      -- A file without its vhost would count as one that could not be read.
      if common.same(hostfile.read(host) or {}, record) then pcall(hostfile.remove, host) end
    end
    error(problem, 0)
  end
  registry.records[host] = record
  storage.bump(host)
  refresh(record)
  return { changed = true }
end

-- A vhost that has a file and could not be loaded from it is ours too: it is started so that
-- its data can be purged.
function hosts_operations.host_remove(operation)
  local host = common.host_name(operation)
  if not registry.is_ours(host) then
    local record, wrong = hostfile.read(host)
    if not record and not wrong then
      if rawget(hosts, host) then fail("not-ours", "%s was not made by allotment", host) end
      return { changed = false }
    end
    record = record or { host = host, club = "", settings = {
      name = "", language = "", contacts = {}, federation = { mode = "local", domains = {} } } }
    check_ownership(host, false)
    registry.records[host] = record
  end
  activate(registry.records[host])
  use "contacts".clear(host)
  purge.accounts(host)
  purge.rooms(host)
  local folders = { stores.folder(registry.conference(host)), stores.folder(host) }
  deactivate(host)
  for _, folder in ipairs(folders) do purge.folder(folder) end
  hostfile.remove(host)
  registry.records[host] = nil
  storage.forget(host)
  use "digests".forget(host)
  return { changed = true }
end

return hosts_operations
