-- Who may log in: suspended members and those who left get SASL's account-disabled.
-- Also keeps when each account last logged in.

local registry = use "registry"
local storage = use "storage"
local errors = require "util.error"
local storagemanager = require "core.storagemanager"

local login = {}
local store_name = "allotment_login"
local granularity = 3600  -- seconds: a login sooner after the last one is not written

-- true, false (disabled), or nil when that cannot be known.
function login.is_allowed(host, user)
  if not registry.is_ours(host) then return true end
  local state = storage.peek(host)
  if not state then return nil end
  if state.broken[user] then return nil end
  local mark = state.accounts[user]
  return not mark or mark.state == "active"
end

-- Profile functions of util.sasl answer false as their last value for a disabled account, and
-- nil for one that is not authorized.
local function guard_profile(host, profile)
  for _, name in ipairs { "scram_sha_1", "scram_sha_256" } do
    local original = profile[name]
    if original then
      profile[name] = function (self, user, realm)
        local allowed = login.is_allowed(host, user)
        if not allowed then return "", "", 4096, "-", allowed end
        return original(self, user, realm)
      end
    end
  end
  for _, name in ipairs { "plain", "plain_test" } do
    local original = profile[name]
    if original then
      profile[name] = function (self, user, ...)
        local allowed = login.is_allowed(host, user)
        if not allowed then return nil, allowed end
        return original(self, user, ...)
      end
    end
  end
end

local function guard_provider(host, provider)
  if not provider or not rawget(provider, "get_sasl_handler") then return nil end
  local get_handler, test = provider.get_sasl_handler, rawget(provider, "test_password")
  provider.get_sasl_handler = function (session)
    local handler = get_handler(session)
    if handler.profile then guard_profile(host, handler.profile) end
    return handler
  end
  if test then
    provider.test_password = function (user, password)
      if not login.is_allowed(host, user) then return nil, "Account disabled." end
      return test(user, password)
    end
  end
  return function ()
    provider.get_sasl_handler, provider.test_password = get_handler, test
  end
end

-- What a mechanism that is not guarded above lets through ends here.
local function refuse_bind(event)
  local session = event.session
  if not login.is_allowed(session.host, session.username) then
    event.error = errors.new({
      type = "auth", condition = "not-authorized", text = "This account is not active",
    })
    return false
  end
end

local function remember(event)
  local session = event.session
  local store = storagemanager.open(session.host, store_name, "keyval")
  if not store then return end  -- A storage that takes only what it knows.
  local known = store:get(session.username)
  local now = os.time()
  if type(known) ~= "table" or now - (tonumber(known.time) or 0) >= granularity then
    store:set(session.username, { time = now })
  end
end

-- Seconds since 1970, or nil.
function login.last(host, user)
  local known = storagemanager.open(host, store_name, "keyval"):get(user)
  return type(known) == "table" and math.tointeger(known.time) or nil
end

function login.attach(host_module)
  local host = host_module.host
  local restore = guard_provider(host, registry.vhost(host).users)
  local guarded = restore and registry.vhost(host).users
  host_module:hook("item-added/auth-provider", function ()
    local provider = registry.vhost(host).users
    if provider ~= guarded then
      guarded, restore = provider, guard_provider(host, provider)
    end
  end, -10)
  host_module:hook("pre-resource-bind", refuse_bind, 100)
  host_module:hook("resource-bind", remember)
  return function () if restore then restore() end end
end

return login
