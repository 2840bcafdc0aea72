-- ping: what is running, and what `doctor` must say.

local registry = use "registry"
local storage = use "storage"
local stores = use "stores"
local hostfile = use "hostfile"
local array = require "util.array"
local json = require "util.json"
local pposix = require "util.pposix"
local modulemanager = require "core.modulemanager"
local configmanager = require "core.configmanager"
local hosts = prosody.hosts

local ping = { version = "4" }
local problems_at_start = {}
local most_problems = 100
local needed = { "roster", "saslauth", "disco", "tls" }

function ping.report(problem) problems_at_start[#problems_at_start + 1] = problem end

local function add_host_problems(problems, host)
  if not registry.vhost(host) then
    problems:push(host.." has a file and is not served")
    return
  end
  if not registry.muc(host) then problems:push(registry.conference(host).." has no rooms") end
  for _, name in ipairs(needed) do
    if not modulemanager.is_loaded(host, name) then
      problems:push("the module "..name.." is not loaded for "..host)
    end
  end
  if not stores.is_internal(host, "accounts") then
    problems:push("the accounts of "..host.." are not in internal storage: changes behind "
      .."allotment's back are seen by cold reads only, and a removal leaves data")
  end
  if configmanager.get(host, "authentication") and
    configmanager.get(host, "authentication") ~= "internal_hashed" then
    problems:push("authentication of "..host.." is not internal_hashed")
  end
  if not storage.peek(host) then problems:push("the store of "..host.." cannot be read") end
end

function ping.ping()
  local problems = array()
  for _, problem in ipairs(problems_at_start) do problems:push(problem) end
  local loader = registry.loader
  if not loader then
    problems:push("prosody.cfg.lua does not call allotment_hosts.lua: no vhost can be made")
  end
  local unread = loader and loader.directory and hostfile.unread()
  if unread then problems:push(unread) end
  for _, problem in ipairs(loader and loader.problems or {}) do problems:push(problem) end
  for host in pairs(registry.records) do
    if #problems >= most_problems then break end
    add_host_problems(problems, host)
  end
  for name, session in pairs(hosts) do
    if #problems >= most_problems then break end
    if not session.modules.allotment then problems:push("mod_allotment is not loaded for "..name) end
  end
  table.sort(problems)
  return {
    prosody = prosody.version, module = ping.version, pid = pposix.getpid(),
    startTime = math.floor(prosody.start_time),
    hostsDirectory = loader and loader.directory or json.null, problems = problems,
  }
end

return ping
