-- What a club's settings may be.

local common = use "common"

local fail = common.fail
local modes = { open = true, ["local"] = true, provider = true, allow = true, deny = true }
local contact_kinds = {
  abuse = true, admin = true, feedback = true, sales = true, security = true, status = true,
  support = true,
}

local function check_contacts(settings)
  local contacts = common.map(settings, "contacts", 16)
  local result = {}
  for kind, addresses in pairs(contacts) do
    if not contact_kinds[kind] then
      fail("bad-request", "contact %s is not of XEP-0157", common.quote(kind))
    end
    for _, address in ipairs(common.list(contacts, kind, 32)) do
      if not common.is_text(address, 2000) or not address:match("^%a[%w+.-]*:%S+$") then
        fail("bad-request", "contact address %s is not a URI", common.quote(address))
      end
    end
    if #addresses > 0 then result[kind] = addresses end
  end
  return result
end

local function check_federation(settings)
  local federation = common.map(settings, "federation", 8)
  local mode = common.choice(federation, "mode", modes)
  local domains = common.list(federation, "domains", 10000)
  for _, domain in ipairs(domains) do
    common.host_name({ host = domain })
  end
  return { mode = mode, domains = domains }
end

local function check_settings(operation)
  local settings = common.map(operation, "settings", 32)
  return {
    name = common.text(settings, "name", 1000),
    language = common.text(settings, "language", 100),
    contacts = check_contacts(settings),
    federation = check_federation(settings),
  }
end

return { check = check_settings }
