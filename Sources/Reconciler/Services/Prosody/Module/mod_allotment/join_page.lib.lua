-- The page at /join/TOKEN where a member chooses a password. It needs no script and no cookie;
-- the token is all there is to know. It is never logged.

local registry = use "registry"
local redeem = use "redeem"
local template = use "join_template"
local base64 = require "util.encodings".base64
local formdecode = require "util.http".formdecode
local sha256 = require "util.hashes".sha256
local xml_escape = require "util.stanza".xml_escape
local render = require "util.interpolation".new("%b{}", function (text)
  return (xml_escape(text))
end)

local largest_form = 8192  -- bytes
local style_hash = base64.encode(sha256(template.style))

local headers = {
  content_type = "text/html; charset=utf-8", cache_control = "no-store",
  referrer_policy = "no-referrer", x_content_type_options = "nosniff",
  x_frame_options = "DENY", x_robots_tag = "noindex",
  content_security_policy = "default-src 'none'; style-src 'sha256-"..style_hash
    .."'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}

local unusable = {
  unknown = { 404, "This link does not work",
    "Please check that you typed or copied all of it. If it still does not work, "
    .."ask your club for a new one." },
  redeemed = { 410, "This link was used already",
    "A password has been chosen with it. If that was not you, tell your club at once. "
    .."If you forgot your password, ask your club for a new link." },
  expired = { 410, "This link is too old", "Please ask your club for a new one." },
  inactive = { 403, "This account is not active", "Please ask your club what happened." },
}

local mistakes = {
  short = "Please choose a password of at least 10 characters.",
  long = "This password is too long.",
  characters = "This password has characters that cannot be used.",
  different = "The two passwords are not the same. Please type them again.",
  failed = "The password could not be saved. Please try again in a moment.",
}

local function answer(event, status, values)
  local host = event.allotment_host
  local record = registry.records[host]
  values.style = template.style
  values.club = record and record.settings.name ~= "" and record.settings.name or host
  event.response.status_code = status
  for name, value in pairs(headers) do event.response.headers[name] = value end
  return render(template.page, values)
end

local function refuse(event, status, heading, text)
  return answer(event, status, { heading = heading, notice = text })
end

local function too_many(event)
  event.response.headers.retry_after = "60"
  return refuse(event, 429, "Too many tries", "Please wait a minute, then try again.")
end

local function ask(event, status, user, mistake)
  return answer(event, status, {
    heading = "Choose your password", form = true, mistake = mistakes[mistake],
    address = user.."@"..event.allotment_host,
  })
end

-- The account of the link, or nil and the page that says why not.
local function check(event, token)
  local address = event.request.ip
  if redeem.is_barred(token, address) then return nil, too_many(event) end
  local user, why = redeem.check(event.allotment_host, token)
  if user then return user end
  if why == "unknown" then redeem.note_failure(token, address) end
  return nil, refuse(event, unusable[why][1], unusable[why][2], unusable[why][3])
end

local function show(event, token)
  local user, page = check(event, token)
  return user and ask(event, 200, user) or page
end

local function form_of(event)
  local body = event.request.body
  if type(body) ~= "string" or #body > largest_form then return nil end
  local fields = formdecode(body)
  return type(fields) == "table" and fields or nil
end

local function submit(event, token)
  local user, page = check(event, token)
  if not user then return page end
  local form = form_of(event)
  local problem = not form and "characters" or redeem.password_problem(form.password)
  if not problem and form.password ~= form.again then problem = "different" end
  if problem then
    redeem.note_failure(token, event.request.ip)
    return ask(event, 422, user, problem)
  end
  if not redeem.complete(event.allotment_host, user, form.password) then
    return ask(event, 503, user, "failed")
  end
  return answer(event, 200, {
    heading = "Your account is ready", done = true, address = user.."@"..event.allotment_host,
    clients = template.clients,
  })
end

local join_page = {}

function join_page.attach(host_module)
  local function route(handler)
    return function (event, token)
      event.allotment_host = host_module.host
      return handler(event, token)
    end
  end
  host_module:depends("http")
  host_module:provides("http", {
    name = "join", default_path = "/join", cors = { enabled = false },
    route = { ["GET /*"] = route(show), ["POST /*"] = route(submit) },
  })
end

return join_page
