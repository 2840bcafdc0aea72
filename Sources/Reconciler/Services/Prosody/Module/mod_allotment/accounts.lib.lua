-- account_put and account_remove.

local common = use "common"
local registry = use "registry"
local storage = use "storage"
local stores = use "stores"
local invitations = use "invitations"
local usermanager = require "core.usermanager"

local fail = common.fail
local roles = { owner = true, admin = true, moderator = true, member = true, limited = true }
local states = { active = true, suspended = true, left = true }
local key_lengths = { ["SHA-1"] = 40, ["SHA-256"] = 64 }

-- The vhost of ours that an operation is about.
local function our_host(operation)
  local host = common.host_name(operation)
  if not registry.vhost(host) then fail("no-such-host", "%s is not served here", host) end
  if not registry.is_ours(host) then fail("not-ours", "%s was not made by allotment", host) end
  return host
end

local function check_scram(operation, host)
  local scram = common.map(operation, "scram", 8)
  local hash = module:context(host):get_option_string("password_hash", "SHA-1")
  local length = key_lengths[hash]
  local function key(name)
    local value = common.text(scram, name, length)
    if #value ~= length or not value:match("^%x+$") then
      fail("bad-request", "%s must be %d hexadecimal digits (SCRAM-%s)", name, length, hash)
    end
    return value:lower()
  end
  local salt = common.text(scram, "salt", 200)
  if salt == "" then fail("bad-request", "salt must not be empty") end
  return {
    stored_key = key("stored_key"), server_key = key("server_key"), salt = salt,
    iteration_count = common.whole(scram, "iteration_count", 4096, 10000000),
  }
end

local function close_sessions(host, user, text)
  local found = registry.vhost(host).sessions[user]
  for _, session in pairs(found and common.copy(found.sessions) or {}) do
    session:close({ condition = "not-authorized", text = text })
  end
end

-- Whether the account is in Prosody's store. One whose file cannot be read is never touched.
local function is_there(host, user)
  local account, problem = stores.get(host, "accounts", user)
  problem = problem or storage.state(host).broken[user]
  if problem then
    fail("corrupt", "a file of the account %s@%s cannot be read: it %s", user, host, problem)
  end
  return account ~= nil
end

local function create(host, user, scram)
  stores.put(host, "accounts", user, scram)
  local event = { username = user, host = host, source = "mod_allotment" }
  prosody.events.fire_event("user-registered", event)
  registry.vhost(host).events.fire_event("user-registered", event)
end

local accounts = { our_host = our_host, is_there = is_there, close_sessions = close_sessions }

function accounts.mark(operation)
  return {
    member = common.text(operation, "member", 1023), name = common.text(operation, "name", 1000),
    role = common.choice(operation, "role", roles),
    state = common.choice(operation, "state", states),
  }
end

function accounts.account_put(operation)
  local host = our_host(operation)
  local user = common.local_part(operation, "user")
  local mark = accounts.mark(operation)
  local scram = common.given(operation, "scram") ~= nil and check_scram(operation, host) or nil
  local invite = common.flag(operation, "invite", false)
  local adopt = common.flag(operation, "adopt", false)
  local state = storage.state(host)
  local there = is_there(host, user)
  if there and not state.accounts[user] and not adopt then
    fail("not-ours", "%s@%s was not made by allotment", user, host)
  end
  if not there and not scram then
    fail("bad-request", "%s@%s is missing and no scram record is given", user, host)
  end
  local changed = invite and invitations.ensure(host, user, mark.member, 1, true)
  if not common.same(state.accounts[user] or {}, mark) then
    state.accounts[user] = mark
    changed = true
  end
  if changed then storage.save_account(host, user) end
  if not there then
    create(host, user, scram)
    changed = true
  end
  if mark.state ~= "active" then close_sessions(host, user, "This account is not active") end
  if changed then storage.bump(host) end
  return { changed = changed or false }
end

-- The mark goes last, so that a removal that was cut short is finished when asked for again.
function accounts.account_remove(operation)
  local host = our_host(operation)
  local user = common.local_part(operation, "user")
  local state = storage.state(host)
  local there = is_there(host, user)
  if not state.accounts[user] then
    if there then fail("not-ours", "%s@%s was not made by allotment", user, host) end
    return { changed = false }
  end
  local address = user.."@"..host
  close_sessions(host, user, "This account was removed")
  use "contacts".forget(host, address)
  use "rooms".forget(host, address)
  if there then
    local ok, message = usermanager.delete_user(user, host)
    if not ok then
      fail("storage", "%s cannot be removed: %s", address, tostring(message))
    end
  end
  state = storage.state(host)
  state.invitations[user] = nil
  state.accounts[user] = nil
  storage.save_account(host, user)
  return { changed = true }
end

return accounts
