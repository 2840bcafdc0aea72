-- account_move: an account gets another name, with all that it holds: password, messages, contacts,
-- its places in rooms, in shared lists and in the contacts of others on this server.
--
-- The account's own file goes last but for the old mark: a move that was cut short is finished when
-- it is asked for again. Only internal storage can do this, by renaming files.

local common = use "common"
local registry = use "registry"
local storage = use "storage"
local stores = use "stores"
local accounts = use "accounts"
local contacts = use "contacts"
local rooms = use "rooms"
local shared_contacts = use "shared_contacts"
local slices = use "slices"
local rostermanager = require "core.rostermanager"
local storagemanager = require "core.storagemanager"
local configmanager = require "core.configmanager"
local datamanager = storagemanager.olddm
local jid = require "util.jid"
local lfs = require "lfs"

local fail = common.fail
local extensions = { "dat", "list" }

-- Some of an account's data somewhere else could not go along.
local function check_storage(host)
  local configured = configmanager.get(host, "storage")
  local all = type(configured) == "table" and configured or { accounts = configured }
  for store, driver in pairs(all) do
    if driver and driver ~= "internal" then
      fail("cannot-move", "%s of %s are in the storage %s: an account can be renamed in internal "
        .."storage only", store, host, tostring(driver))
    end
  end
  if not stores.is_internal(host, "accounts") then
    fail("cannot-move", "an account can be renamed in internal storage only")
  end
end

local function is_there(path) return lfs.attributes(path, "mode") ~= nil end

local function rename(host, store, from, to)
  for _, extension in ipairs(extensions) do
    local old = datamanager.getpath(from, host, store, extension)
    if is_there(old) then
      local new = datamanager.getpath(to, host, store, extension)
      local ok, message = os.rename(old, new)
      if not ok then
        fail("storage", "%s of %s@%s cannot be renamed: %s", store, from, host, tostring(message))
      end
    end
  end
end

-- All stores that hold something for each account; the account itself comes last.
local function rename_all(host, from, to)
  local names = {}
  for store in datamanager.stores(true, host) do
    if store ~= "accounts" and store ~= storage.accounts_store then names[#names + 1] = store end
  end
  table.sort(names)
  for _, store in ipairs(names) do rename(host, store, from, to) end
  rename(host, "accounts", from, to)
end

-- In the stored contacts of another account on this server, and in those of its open sessions.
local function rename_contact(host, user, old, new)
  if not registry.vhost(host) or not stores.get(host, "accounts", user) then return end
  local roster, problem = rostermanager.load_roster(user, host)
  if not roster or problem then
    fail("storage", "the contacts of %s@%s cannot be read", user, host)
  end
  local pending = roster[false] and roster[false].pending
  local asked = pending and pending[old]
  local item = roster[old]
  if not item and not asked then return end
  if asked then pending[old], pending[new] = nil, asked end
  if item then
    -- Shared or not, what the member noted of the contact stays.
    local shared = shared_contacts.entry(host, user, new)
    roster[old], roster[new] = nil, shared and shared_contacts.merge(host, new, item, shared) or item
  end
  if not rostermanager.save_roster(user, host, roster) then
    fail("storage", "the contacts of %s@%s cannot be written", user, host)
  end
  if item then
    rostermanager.roster_push(user, host, old)
    rostermanager.roster_push(user, host, new)
  end
end

-- Who may have the account in a contact list: everybody on its vhost, and whom it has in its own.
local function acquaintances(host, from)
  local found = {}
  for _, user in ipairs(stores.keys(host, "roster")) do found[user.."@"..host] = true end
  local roster, problem = rostermanager.load_roster(from, host)
  if not roster or problem then
    fail("storage", "the contacts of %s@%s cannot be read", from, host)
  end
  for address in pairs(roster) do
    local user, domain = jid.split(address or "")
    if user and registry.is_ours(domain) then found[address] = true end
  end
  found[from.."@"..host] = nil
  return common.sorted_keys(found)
end

local function move_mark(host, from, to, mark)
  local state = storage.state(host)
  state.accounts[to] = mark
  state.invitations[to] = state.invitations[from] or state.invitations[to]
  if state.invitations[to] then state.invitations[to].member = mark.member end
  storage.save_account(host, to)
end

local function forget_mark(host, from)
  local state = storage.state(host)
  state.accounts[from], state.invitations[from] = nil, nil
  storage.save_account(host, from)
end

local move = {}

function move.account_move(operation)
  local host = accounts.our_host(operation)
  local from = common.local_part(operation, "from")
  local to = common.local_part(operation, "user")
  local mark = accounts.mark(operation)
  if from == to then fail("bad-request", "an account moves to another name") end
  check_storage(host)
  local old, new = from.."@"..host, to.."@"..host
  local state = storage.state(host)
  if accounts.is_there(host, to) then
    if not state.accounts[to] then fail("not-ours", "%s was not made by allotment", new) end
    if accounts.is_there(host, from) then
      fail("cannot-move", "%s is there already, and %s cannot be put into it", new, old)
    end
    -- All but the old mark was done before.
    local changed = state.accounts[from] ~= nil or not common.same(state.accounts[to], mark)
    if changed then
      move_mark(host, from, to, mark)
      forget_mark(host, from)
    end
    return { changed = changed }
  end
  if not accounts.is_there(host, from) then
    fail("no-such-account", "%s does not exist", old)
  end
  if not state.accounts[from] then fail("not-ours", "%s was not made by allotment", old) end
  accounts.close_sessions(host, from, "This account has another address now: "..new)
  contacts.rename(host, old, new)
  rooms.rename(host, old, new)
  for _, address in ipairs(acquaintances(host, from)) do
    local user, domain = jid.split(address)
    rename_contact(domain, user, old, new)
    slices.breathe()
  end
  -- Somebody may have come in meanwhile; from here on nothing else runs until it is done.
  accounts.close_sessions(host, from, "This account has another address now: "..new)
  move_mark(host, from, to, mark)
  local session = registry.vhost(host)
  if session.roster_cache then
    session.roster_cache:set(old, nil)
    session.roster_cache:set(new, nil)
  end
  rename_all(host, from, to)
  forget_mark(host, from)
  storage.bump(host)
  return { changed = true }
end

return move
