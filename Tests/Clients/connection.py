"""One connection of the test client: what arrives on it becomes a queue of events."""

import asyncio
import ipaddress
import secrets
import ssl

import slixmpp
from slixmpp.xmlstream import ET
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath


class Failure(Exception):
    def __init__(self, condition, message=""):
        super().__init__(condition)
        self.condition, self.message = condition, message


def tls_context():
    """The servers are on loopback and have certificates of their own making."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Client:
    """One connection. `events` is a queue of (kind, value) in the order of arrival."""

    def __init__(self, jid, secret, options):
        # A resource of its own, so that one account can be in several commands at a time.
        self.stream = slixmpp.ClientXMPP(
            f"{jid}/test-{secrets.token_hex(4)}", secret, plugin_config={
                "feature_mechanisms": {"unencrypted_scram": True}})
        self.options = options
        self.events = asyncio.Queue()
        self.roster, self.online = {}, {}
        self.failures = []
        stream = self.stream
        stream.ssl_context = tls_context()
        stream.enable_direct_tls = False
        stream.enable_plaintext = True
        stream.auto_authorize = stream.auto_subscribe = None
        for plugin in ("xep_0030", "xep_0004", "xep_0249"):
            stream.register_plugin(plugin)
        stream.add_event_handler("session_start", lambda _: self.put("session", None))
        stream.add_event_handler("failed_auth", self.on_failed_auth)
        stream.add_event_handler("disconnected", lambda reason: self.put("closed", str(reason)))
        stream.add_event_handler("connection_failed", lambda e: self.put("refused", str(e)))
        stream.add_event_handler("stream_error", self.on_stream_error)
        # slixmpp's own event leaves out messages without a body.
        stream.register_handler(Callback(
            "every message", MatchXPath("{jabber:client}message"), self.on_message))
        stream.add_event_handler("presence", self.on_presence)
        stream.add_event_handler("roster_update", self.on_roster)

    def put(self, kind, value):
        self.events.put_nowait((kind, value))

    def on_failed_auth(self, stanza):
        self.failures.append(stanza["condition"])
        self.put("failed_auth", stanza["condition"])

    def on_stream_error(self, stanza):
        self.failures.append(stanza["condition"])

    def on_message(self, stanza):
        if stanza["type"] == "groupchat" and stanza.xml.find("{jabber:client}subject") is not None:
            self.put("subject", {"from": str(stanza["from"]), "text": stanza["subject"] or ""})
            return
        value = {"from": str(stanza["from"]), "type": stanza["type"], "body": stanza["body"]}
        if stanza["type"] == "error":
            value["error"] = stanza["error"]["condition"]
        if stanza.get_plugin("groupchat_invite", check=True):
            value["invite"] = str(stanza["groupchat_invite"]["jid"])
        self.put("message", value)

    def on_presence(self, stanza):
        sender, kind = str(stanza["from"]), stanza["type"]
        value = {"from": sender, "type": kind}
        if kind == "error":
            value["error"] = stanza["error"]["condition"]
        codes = [item.get("code") for item in stanza.xml.iter(
            "{http://jabber.org/protocol/muc#user}status")]
        if codes:
            value["codes"] = sorted(codes)
        for item in stanza.xml.iter("{http://jabber.org/protocol/muc#user}item"):
            value["affiliation"], value["role"] = item.get("affiliation"), item.get("role")
        if kind == "unavailable":
            self.online.pop(sender, None)
        elif kind != "error":
            self.online[sender] = kind
        self.put("presence", value)

    def on_roster(self, stanza):
        """Keeps the roster as the server sent it: slixmpp's own view mixes in its state."""
        namespace = "{jabber:iq:roster}"
        for item in stanza.xml.iter(f"{namespace}item"):
            if item.get("subscription") == "remove":
                self.roster.pop(item.get("jid"), None)
                continue
            self.roster[item.get("jid")] = {
                "name": item.get("name"), "subscription": item.get("subscription"),
                "groups": sorted(group.text or "" for group in item.iter(f"{namespace}group"))}
        self.put("roster", None)

    def connect(self):
        host, _, port = self.options.server.rpartition(":")
        if not ipaddress.ip_address(host).is_loopback:
            raise Failure("usage", "the server must be on loopback")
        self.stream.connect(host, int(port))

    async def next(self):
        kind, value = await self.events.get()
        if kind == "closed":
            raise Failure(self.failures[-1] if self.failures else "disconnected", value)
        if kind == "refused":
            raise Failure("connection-refused", value)
        return kind, value

    async def until(self, check):
        """The first event for which `check` answers something."""
        while True:
            found = check(*await self.next())
            if found is not None:
                return found

    async def login(self):
        self.connect()
        while True:
            kind, value = await self.next()
            if kind == "failed_auth" and value == "account-disabled":
                raise Failure(value, "the server refused the login")
            if kind == "failed_auth" and self.stream["feature_mechanisms"].mech_list <= (
                    self.stream["feature_mechanisms"].attempted_mechs):
                raise Failure(value, "the server refused the login")
            if kind == "session":
                return

    async def start(self):
        """Logs in, reads the roster, then becomes available."""
        await self.login()
        await self.stream.get_roster()
        self.stream.send_presence()

    async def join(self, room, nick):
        """Joins as XEP-0045 has it: the others, oneself (status 110), then the subject."""
        presence = self.stream.make_presence(pto=f"{room}/{nick}")
        muc = ET.SubElement(presence.xml, "{http://jabber.org/protocol/muc}x")
        ET.SubElement(muc, "{http://jabber.org/protocol/muc}history", {"maxchars": "0"})
        presence.send()
        occupants, own = set(), {}

        def check(kind, value):
            if not value or slixmpp.JID(value.get("from")).bare != room:
                return None
            if value.get("error"):
                raise Failure(value["error"], f"from {value['from']}")
            if kind == "presence":
                occupants.add(slixmpp.JID(value["from"]).resource)
                if "110" in value.get("codes", []):
                    own.update(value)
            return value["text"] if kind == "subject" and own else None
        subject = await self.until(check)
        return {"room": room, "subject": subject, "occupants": sorted(occupants),
                "affiliation": own.get("affiliation"), "role": own.get("role")}

    async def close(self):
        if self.stream.is_connected():
            self.stream.disconnect(wait=1)
            try:
                await asyncio.wait_for(self.stream.disconnected, 3)
            except asyncio.TimeoutError:
                self.stream.abort()
