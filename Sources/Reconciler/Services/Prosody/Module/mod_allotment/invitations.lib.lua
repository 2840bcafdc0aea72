-- Invitations: one for each account and generation, in the vhost's own store. A token is kept
-- while it is open, because letters are printed from it; afterwards only its hash is.

local common = use "common"
local registry = use "registry"
local storage = use "storage"
local array = require "util.array"
local json = require "util.json"
local idna = require "util.encodings".idna
local sha256 = require "util.hashes".sha256
local new_token = require "util.id".custom(24)

local invitations = {}

local function lifetime()
  return module:get_option_number("allotment_invite_days", 60) * 86400
end

local function fresh(member, generation)
  local token, now = new_token(), os.time()
  return {
    member = member, generation = generation, token = token, hash = sha256(token, true),
    created = now, expires = now + lifetime(),
  }
end

-- Makes an invitation of a generation unless one of it or of a later one was made; with
-- `only_first`, unless there is any. Does not save. Answers whether it made one.
function invitations.ensure(host, user, member, generation, only_first)
  local state = storage.state(host)
  local known = state.invitations[user]
  if known and (only_first or known.generation >= generation) then return false end
  state.invitations[user] = fresh(member, generation)
  return true
end

function invitations.state_of(invitation)
  if invitation.redeemed then return "redeemed" end
  return os.time() >= invitation.expires and "expired" or "pending"
end

-- The account that a token was made for and its invitation, or nil.
function invitations.find(host, token)
  local state = registry.is_ours(host) and storage.peek(host)
  if not state or type(token) ~= "string" or #token > 100 then return nil end
  local hash = sha256(token, true)
  for user, invitation in pairs(state.invitations) do
    if invitation.hash == hash then return user, invitation end
  end
  return nil
end

function invitations.redeem(host, user)
  local invitation = storage.state(host).invitations[user]
  invitation.redeemed, invitation.token = os.time(), nil
  storage.save_account(host, user)
end

local function percent_encode(text)
  return (text:gsub("[^%w._~-]", function (c) return ("%%%02X"):format(c:byte()) end))
end

function invitations.page_address(host, token)
  local pattern = module:context(host):get_option_string("allotment_invite_url",
    "https://{host}/join/{token}")
  return (pattern:gsub("{(%a+)}", { host = idna.to_ascii(host), token = token }))
end

-- XEP-0401; RFC 5122 for what must be percent-encoded.
function invitations.xmpp_uri(host, user, token)
  return ("xmpp:%s@%s?register;preauth=%s"):format(
    percent_encode(user), percent_encode(host), token)
end

local function describe(host, user, invitation)
  local state = invitations.state_of(invitation)
  local open = state == "pending"
  return {
    user = user, member = invitation.member, generation = invitation.generation, state = state,
    link = open and invitations.page_address(host, invitation.token) or json.null,
    uri = open and invitations.xmpp_uri(host, user, invitation.token) or json.null,
    expires = invitation.expires,
  }
end

local operations = {}

function operations.invitations(operation)
  local host = use "accounts".our_host(operation)
  local all, result = storage.state(host).invitations, array()
  for _, user in ipairs(common.sorted_keys(all)) do result:push(describe(host, user, all[user])) end
  return { invitations = result }
end

function operations.invitation_renew(operation)
  local accounts = use "accounts"
  local host = accounts.our_host(operation)
  local user = common.local_part(operation, "user")
  local generation = common.whole(operation, "generation", 1, 1000000)
  local mark = storage.state(host).accounts[user]
  if not accounts.is_there(host, user) then
    common.fail("no-such-account", "%s@%s does not exist", user, host)
  end
  if not mark then common.fail("not-ours", "%s@%s was not made by allotment", user, host) end
  local changed = invitations.ensure(host, user, mark.member, generation)
  if changed then storage.save_account(host, user) end
  return { changed = changed }
end

invitations.operations = operations
return invitations
