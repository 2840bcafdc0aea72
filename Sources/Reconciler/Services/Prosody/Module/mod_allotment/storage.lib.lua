-- What allotment keeps of each vhost, in two stores of that vhost: `allotment` has the contact
-- lists and who was invited to rooms; `allotment_accounts` has a value for each account, its mark
-- and its invitation. Its keys begin with a slash, which no account's name can, so that they
-- outlive the account: an invitation is never made twice.

local common = use "common"
local registry = use "registry"
local stores = use "stores"
local lfs = require "lfs"

local storage = { accounts_store = "allotment_accounts" }
local lists_store = "allotment"
local states = {}       -- [host] = { data, signature }
local generations = {}  -- [host] = number of changes seen in this process
local reported = {}     -- [host] = the problem that was logged last

-- Counts a change of a vhost or of a component below it.
function storage.bump(domain)
  local host = registry.owner(domain) or domain
  generations[host] = (generations[host] or 0) + 1
end

function storage.generation(host) return generations[host] or 0 end

local function signature(host)
  local found = lfs.attributes(stores.file(host, lists_store))
  local time = lfs.attributes(stores.values_folder(host, storage.accounts_store), "modification")
  if not found then return "none" end
  return ("%d:%d:%d:%d"):format(found.ino, found.modification, found.size, time or 0)
end

local function load_accounts(host, data)
  for _, key in ipairs(stores.keys(host, storage.accounts_store)) do
    local user = key:match("^/(.+)$")
    local value, problem = stores.get(host, storage.accounts_store, key)
    if user and problem then
      data.broken[user] = problem
    elseif user and value then
      data.accounts[user], data.invitations[user] = value.mark, value.invitation
    end
  end
end

-- The state as the disk has it, or nil and why it cannot be read. A vhost of ours always has
-- lists: when they are gone (a volume that is not mounted, say) it is unreadable, not empty.
local function load(host)
  local lists, problem = stores.get(host, lists_store, nil)
  if problem then return nil, problem end
  if not lists and stores.is_internal(host, lists_store) then return nil, "is missing" end
  lists = lists or { contact_lists = {}, invited = {} }
  if type(lists.contact_lists) ~= "table" or type(lists.invited) ~= "table" then
    return nil, "lacks a part"
  end
  local data = {
    contact_lists = lists.contact_lists, invited = lists.invited,
    accounts = {}, invitations = {}, broken = {},
  }
  local ok, failure = pcall(load_accounts, host, data)
  if not ok then return nil, "is incomplete ("..tostring(failure)..")" end
  return data
end

local function reload(host)
  local mark = signature(host)
  local data, problem = load(host)
  if data then states[host] = { data = data, signature = mark } end
  return data, problem
end

-- What is known of a vhost without looking at the disk again: for what runs with every stanza.
-- nil when the store could not be read.
function storage.peek(host)
  local known = states[host]
  if known then return known.data end
  if not registry.vhost(host) then return nil end
  local data, problem = reload(host)
  if not data and reported[host] ~= problem then
    reported[host] = problem
    module:log("error", "The store of %s cannot be read: it %s", host, problem)
  end
  return data
end

-- The state of a vhost of ours, read again if it changed on the disk (or if `anew`).
function storage.state(host, anew)
  local known = states[host]
  if known and not anew and known.signature == signature(host) then return known.data end
  local data, problem = reload(host)
  if not data then
    common.fail("storage", "the store of %s cannot be read: it %s", host, problem)
  end
  if known and known.signature ~= states[host].signature then storage.bump(host) end
  return data
end

-- Writes one value; a failure leaves what is on disk as the truth.
local function write(host, store, key, value)
  local ok, failure = pcall(stores.put, host, store, key, value)
  if not ok then
    states[host] = nil
    error(failure, 0)
  end
  states[host].signature = signature(host)
  storage.bump(host)
end

-- Writes the contact lists and who was invited to rooms.
function storage.save_lists(host)
  local data = states[host].data
  write(host, lists_store, nil, { contact_lists = data.contact_lists, invited = data.invited })
end

-- Writes the mark and the invitation of one account, or removes them if there is neither.
function storage.save_account(host, user)
  local data = states[host].data
  local mark, invitation = data.accounts[user], data.invitations[user]
  local value = (mark or invitation) and { mark = mark, invitation = invitation } or nil
  write(host, storage.accounts_store, "/"..user, value)
end

-- Makes the store of a new vhost; one that is there stays.
function storage.prepare(host)
  local lists, problem = stores.get(host, lists_store, nil)
  if problem then
    common.fail("storage", "the store of %s cannot be read: it %s", host, problem)
  end
  if lists then return false end
  stores.put(host, lists_store, nil, { contact_lists = {}, invited = {} })
  states[host] = nil
  storage.bump(host)
  return true
end

function storage.forget(host)
  states[host], reported[host] = nil, nil
  generations[host] = (generations[host] or 0) + 1
end

return storage
