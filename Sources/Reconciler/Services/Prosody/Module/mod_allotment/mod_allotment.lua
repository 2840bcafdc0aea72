-- mod_allotment: administers vhosts for allotment. docs/prosody-module.md has the protocol.
--
--   modules_enabled = { …; "allotment" }
--   allotment_socket = "/run/prosody/allotment.sock"
--
-- One part a file; `use` loads each of them once.

module:set_global()

local parts = {}
function use(name)
  if parts[name] == nil then parts[name] = module:require(name) end
  return parts[name]
end

local modulemanager = require "core.modulemanager"
local socket = use "socket"
local hosts = prosody.hosts

local function add_vhost(host_module)
  local restore_login = use "login".attach(host_module)
  use "roster".attach(host_module)
  use "federation".attach(host_module)
  use "register".attach(host_module)
  use "join_page".attach(host_module)
  function host_module.unload() restore_login() end
end

local function add_component(component)
  use "federation".attach(component)
  if component:get_option_string("component_module") == "muc" then use "rooms".attach(component) end
end

function module.add_host(host_module)
  if host_module:get_host_type() == "local" then
    add_vhost(host_module)
    if use "registry".is_ours(host_module.host) then
      -- XEP-0157 is not among Debian's enabled modules.
      modulemanager.load(host_module.host, "server_contact_info")
    end
  else
    add_component(host_module)
  end
end

-- Modules that are enabled for all vhosts are not loaded for components.
local function load_for(host)
  if hosts[host].type == "component" and not modulemanager.is_loaded(host, "allotment") then
    modulemanager.load(host, "allotment")
  end
end

if prosody.process_type == "prosody" then
  module:hook("host-activated", load_for, -100)
  module:add_timer(0, function ()
    for host in pairs(hosts) do load_for(host) end
  end)

  function module.load()
    socket.start(module:get_option_path("allotment_socket", "allotment.sock", "data"))
  end

  function module.unload() socket.stop() end

  module:hook("server-stopping", socket.stop)
  module:hook("user-deleted", function (event) use "storage".bump(event.host) end, -1000)
end
