-- account_read: what an account holds besides messages, for its owner to take along (XEP-0227).

local common = use "common"
local registry = use "registry"
local accounts = use "accounts"
local stores = use "stores"
local rostermanager = require "core.rostermanager"
local array = require "util.array"
local json = require "util.json"
local base64 = require "util.encodings".base64
local hex = require "util.hex"

local most_elements = 20000  -- of one account
local deepest = 64
local most_items = 1000      -- of one node of an account's own (XEP-0163)

-- A stanza, preserialized or not, as JSON: text, or an object with its children.
local function tree(element, budget, depth)
  budget.left = budget.left - 1
  if budget.left < 0 or depth > deepest then
    common.fail("too-large", "what the account holds is too large to be told")
  end
  local attributes, children = {}, array()
  for name, value in pairs(element.attr or {}) do
    -- Attributes with a namespace of their own have no place in this form.
    if type(name) == "string" and not name:find("[\1|]") then attributes[name] = tostring(value) end
  end
  for _, child in ipairs(element) do
    children:push(type(child) == "table" and tree(child, budget, depth + 1) or tostring(child))
  end
  return { name = element.name, attributes = attributes, children = children }
end

local function element(name, namespace, children)
  return { name = name, attributes = { xmlns = namespace }, children = array(children) }
end

local function roster(host, user)
  local items, requests = array(), array()
  local loaded, problem = rostermanager.load_roster(user, host)
  if not loaded or problem then
    common.fail("storage", "the contacts of %s@%s cannot be read", user, host)
  end
  for address, item in pairs(loaded) do
    if address then
      local groups = array()
      for group in pairs(item.groups or {}) do groups:push(group) end
      table.sort(groups)
      items:push({
        jid = address, name = item.name or json.null, subscription = item.subscription or "none",
        ask = item.ask or json.null, groups = groups, shared = item.persist == false,
      })
    else
      for pending in pairs(item.pending or {}) do requests:push(pending) end
    end
  end
  table.sort(items, function (a, b) return a.jid < b.jid end)
  table.sort(requests)
  return items, requests
end

-- A value of a store that may hold nothing.
local function value(host, user, store)
  local found, problem = stores.get(host, store, user)
  if problem then
    common.fail("storage", "%s of %s@%s cannot be read: it %s", store, user, host, problem)
  end
  return found
end

local function nodes(host, user, budget)
  local pep = registry.vhost(host).modules.pep
  if not pep then return nil end
  local service = pep.get_pep_service(user)
  local ok, found = service:get_nodes(true)
  if not ok then common.fail("storage", "the nodes of %s@%s cannot be read", user, host) end
  local result = array()
  for _, node in ipairs(common.sorted_keys(found)) do
    local got, items = service:get_items(node, true, nil, { max = most_items })
    if not got then common.fail("storage", "%s of %s@%s cannot be read", node, user, host) end
    local children = array()
    for index = #items, 1, -1 do children:push(tree(items[items[index]], budget, 3)) end
    if #children > 0 then
      result:push({ name = "items", attributes = { node = node }, children = children })
    end
  end
  if #result == 0 then return nil end
  return element("pubsub", "http://jabber.org/protocol/pubsub", result)
end

local function elements(host, user)
  local budget, result = { left = most_elements }, array()
  local vcard = value(host, user, "vcard")
  if vcard and vcard.attr then result:push(tree(vcard, budget, 1)) end
  local private, children = value(host, user, "private"), array()
  for _, key in ipairs(common.sorted_keys(private or {})) do
    if type(private[key]) == "table" then children:push(tree(private[key], budget, 2)) end
  end
  if #children > 0 then result:push(element("query", "jabber:iq:private", children)) end
  result:push(nodes(host, user, budget))
  return result
end

local function credentials(host, record)
  if not record.stored_key then return json.null end
  return {
    mechanism = "SCRAM-"..module:context(host):get_option_string("password_hash", "SHA-1"),
    iterations = math.tointeger(record.iteration_count), salt = base64.encode(record.salt),
    storedKey = base64.encode(hex.decode(record.stored_key)),
    serverKey = base64.encode(hex.decode(record.server_key)),
  }
end

local account_read = {}

-- `credentials` gives what the server keeps of the password, too.
function account_read.account_read(operation)
  local host = common.host_name(operation)
  local user = common.local_part(operation, "user")
  local secret = common.flag(operation, "credentials", false)
  if not registry.vhost(host) then common.fail("no-such-host", "%s is not served here", host) end
  local there = false
  if registry.is_ours(host) then
    there = accounts.is_there(host, user)
  else
    there = value(host, user, "accounts") ~= nil
  end
  if not there then common.fail("no-such-account", "there is no %s@%s", user, host) end
  local contacts, requests = roster(host, user)
  return {
    user = user, contacts = contacts, requests = requests, elements = elements(host, user),
    credentials = secret and credentials(host, value(host, user, "accounts")) or json.null,
  }
end

return account_read
