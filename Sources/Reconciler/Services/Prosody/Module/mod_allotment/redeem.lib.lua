-- Setting a password with an invitation: for the page and for in-band registration alike.

local invitations = use "invitations"
local storage = use "storage"
local new_cache = require "util.cache".new
local saslprep = require "util.encodings".stringprep.saslprep
local valid_utf8 = require "util.encodings".utf8.valid
local sha256 = require "util.hashes".sha256
local usermanager = require "core.usermanager"
local now = require "util.time".now

local redeem = {}
local tries_allowed = 10
local window = 60             -- seconds
local shortest, longest = 10, 1000
local counts = new_cache(10000)

local function failures(key)
  local entry = counts:get(key)
  return entry and now() - entry.since < window and entry.tries or 0
end

local function count(key)
  local entry = counts:get(key)
  if not entry or now() - entry.since >= window then entry = { since = now(), tries = 0 } end
  entry.tries = entry.tries + 1
  counts:set(key, entry)
end

local function keys(token, address)
  return "token "..sha256(tostring(token), true), "address "..tostring(address)
end

-- Whether there were too many failed tries lately, with this token or from this address.
function redeem.is_barred(token, address)
  local by_token, by_address = keys(token, address)
  return failures(by_token) >= tries_allowed or failures(by_address) >= tries_allowed
end

-- Counts a try that failed. One that succeeds does not count: a whole club may sit behind one
-- address on its first evening.
function redeem.note_failure(token, address)
  local by_token, by_address = keys(token, address)
  count(by_token)
  count(by_address)
end

-- The account of a token that can be used now; nil and why not: unknown, redeemed, expired,
-- inactive.
function redeem.check(host, token)
  local user, invitation = invitations.find(host, token)
  if not user then return nil, "unknown" end
  local state = invitations.state_of(invitation)
  if state ~= "pending" then return nil, state end
  local marks = storage.peek(host).accounts
  if not marks[user] or marks[user].state ~= "active" then return nil, "inactive" end
  if not usermanager.user_exists(user, host) then return nil, "inactive" end
  return user, invitation
end

-- nil, or what is wrong with a password: short, long, characters.
function redeem.password_problem(password)
  if type(password) ~= "string" or not valid_utf8(password) then return "characters" end
  if utf8.len(password) < shortest then return "short" end
  if #password > longest then return "long" end
  if not saslprep(password) then return "characters" end
  return nil
end

-- Sets the password, then closes the invitation: a process that dies in between leaves a link
-- that still works, not an account that nobody can open.
function redeem.complete(host, user, password)
  local ok, problem = usermanager.set_password(user, password, host)
  if not ok then
    module:log("error", "The password of %s@%s cannot be set: %s", user, host, problem)
    return false
  end
  local closed, reason = pcall(invitations.redeem, host, user)
  if not closed then
    module:log("error", "The invitation of %s@%s stays open: %s", user, host, reason)
  end
  module:log("info", "The invitation of %s@%s was redeemed", user, host)
  return true
end

return redeem
