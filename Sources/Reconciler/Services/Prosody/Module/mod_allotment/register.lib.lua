-- In-band registration with an invitation's token (XEP-0077 after XEP-0445): sets the password
-- of the account that waits for its member. Registration without a token is refused on vhosts
-- of ours, whatever other modules allow: their accounts are declared.

local registry = use "registry"
local redeem = use "redeem"
local modulemanager = require "core.modulemanager"
local nodeprep = require "util.encodings".stringprep.nodeprep
local st = require "util.stanza"

local xmlns_register = "jabber:iq:register"
local features = {
  { "register", "urn:xmpp:ibr-token:0" },
  { "register", "urn:xmpp:invite" },
  { "register", "http://jabber.org/features/iq-register" },
}

local problems = {
  short = "The password must have at least 10 characters",
  long = "The password is too long",
  characters = "The password has characters that cannot be used",
}

local register = {}

local function answer_error(session, stanza, ...)
  session.send(st.error_reply(stanza, ...))
  return true
end

local function may_talk(host_module, session)
  local needs_encryption = host_module:get_option_boolean("c2s_require_encryption",
    host_module:get_option_boolean("require_encryption", true))
  return session.type == "c2s_unauthed" and (session.secure or not needs_encryption)
end

local function on_token(host_module, event)
  local session, stanza = event.origin, event.stanza
  local token = stanza.tags[1].attr.token
  if not may_talk(host_module, session) or stanza.attr.type ~= "set" then return end
  if redeem.is_barred(token, session.ip) then
    return answer_error(session, stanza, "wait", "resource-constraint", "Too many tries")
  end
  local user, why = redeem.check(host_module.host, token)
  if user then
    session.allotment_token = token
    session.send(st.reply(stanza))
    return true
  end
  local others = modulemanager.is_loaded(host_module.host, "invites_register")
  if why == "unknown" and others then return end
  redeem.note_failure(token, session.ip)
  return answer_error(session, stanza, "cancel", "item-not-found",
    "The invitation is not valid or was used")
end

local function form(stanza, user)
  return st.reply(stanza):tag("query", { xmlns = xmlns_register })
    :text_tag("instructions", "Choose a password of at least 10 characters")
    :text_tag("username", user):tag("password"):up()
end

local function on_register(host_module, event)
  local session, stanza = event.origin, event.stanza
  local token = session.allotment_token
  if not token or not may_talk(host_module, session) then return end
  local host, query = host_module.host, stanza.tags[1]
  local user = redeem.check(host, token)
  if not user then
    session.allotment_token = nil
    return answer_error(session, stanza, "cancel", "item-not-found", "The invitation was used")
  end
  if stanza.attr.type == "get" then
    session.send(form(stanza, user))
    return true
  end
  if redeem.is_barred(token, session.ip) then
    return answer_error(session, stanza, "wait", "resource-constraint", "Too many tries")
  end
  if nodeprep(query:get_child_text("username") or "") ~= user then
    redeem.note_failure(token, session.ip)
    return answer_error(session, stanza, "modify", "not-acceptable", "The invitation is for "..user)
  end
  local password = query:get_child_text("password")
  local problem = redeem.password_problem(password)
  if problem then
    redeem.note_failure(token, session.ip)
    return answer_error(session, stanza, "modify", "not-acceptable", problems[problem])
  end
  if not redeem.complete(host, user, password) then
    return answer_error(session, stanza, "wait", "internal-server-error")
  end
  session.allotment_token = nil
  session.send(st.reply(stanza))
  return true
end

function register.attach(host_module)
  local host = host_module.host
  host_module:hook("stream-features", function (event)
    if not registry.is_ours(host) or not may_talk(host_module, event.origin) then return end
    for _, feature in ipairs(features) do
      if not event.features:get_child(feature[1], feature[2]) then
        event.features:tag(feature[1], { xmlns = feature[2] }):up()
      end
    end
  end, -100)
  host_module:hook("stanza/iq/urn:xmpp:pars:0:preauth", function (event)
    if registry.is_ours(host) then return on_token(host_module, event) end
  end, 100)
  host_module:hook("stanza/iq/jabber:iq:register:query", function (event)
    return on_register(host_module, event)
  end, 100)
  host_module:hook("user-registering", function (event)
    if not registry.is_ours(host) then return end
    event.allowed, event.reason = false, "Accounts are made by invitation only"
    return true
  end, 1000)
end

return register
