#!/usr/bin/env python3
"""A small XMPP client for tests of private servers.

Each command prints one JSON object. Failure is `{"error": condition, "message": text}` and exit
status 1; a wait that ended is the error `timeout`. Commands that stay online print
`{"ready": true}` first, so that a test can act when everything is in place.

Passwords are read from the environment: XMPP_PASSWORD, and XMPP_PASSWORD_2 for the second account.
"""

import argparse
import asyncio
import json
import logging
import os
import sys

import slixmpp
from slixmpp.exceptions import IqError, IqTimeout
from slixmpp.xmlstream import ET
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

from connection import Client, Failure


def emit(value):
    print(json.dumps(value, ensure_ascii=False, sort_keys=True), flush=True)


def password(number):
    name = "XMPP_PASSWORD" if number == 1 else f"XMPP_PASSWORD_{number}"
    value = os.environ.get(name)
    if value is None:
        raise Failure("usage", f"{name} is not set")
    return value


def account(options, number=1, jid=None):
    jid = jid or options.jid
    client = Client(jid, password(number), options)
    options.clients.append(client)
    return client


async def login(options):
    """Logs in and leaves."""
    client = account(options)
    await client.login()
    return {"jid": client.stream.boundjid.full}


async def roster(options):
    """The contact list as the server sends it."""
    client = account(options)
    await client.login()
    await client.stream.get_roster()
    return {"roster": client.roster}


async def join(options):
    """Joins a room: its subject, the occupants, the own affiliation."""
    client = account(options)
    await client.start()
    return await client.join(options.room, options.nick)


def same_text(options):
    def check(kind, value):
        if kind != "message":
            return None
        if value.get("error"):
            raise Failure(value["error"], f"from {value['from']}")
        return value if value["body"] == options.text else None
    return check


async def message(options):
    """From one account to another, both online; or to any address with --no-receipt."""
    sender = account(options)
    await sender.start()
    if options.no_receipt:
        sender.stream.send_message(options.to, options.text)
        # An answer to a query comes after a bounce of what was sent before it.
        await sender.stream["xep_0030"].get_info(jid=slixmpp.JID(options.jid).domain)
        while not sender.events.empty():
            same_text(options)(*await sender.next())
        return {"sent": True}
    receiver = account(options, 2, options.to)
    receiver.options = options if not options.to_server else argparse.Namespace(
        **{**vars(options), "server": options.to_server})
    await receiver.start()
    sender.stream.send_message(options.to, options.text)
    arrival = asyncio.ensure_future(receiver.until(same_text(options)))
    bounce = asyncio.ensure_future(sender.until(same_text(options)))
    done, pending = await asyncio.wait([arrival, bounce], return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return {"received": done.pop().result()}


async def room_message(options):
    """One account speaks in a room, another one hears it."""
    sender, receiver = account(options), account(options, 2, options.listener)
    await asyncio.gather(sender.start(), receiver.start())
    await sender.join(options.room, "speaker")
    await receiver.join(options.room, "listener")
    sender.stream.send_message(options.room, options.text, mtype="groupchat")
    return {"received": await receiver.until(same_text(options))}


async def send_iq(stream, kind, to, element):
    iq = stream.make_iq(itype=kind, ito=to)
    iq.append(element)
    return await iq.send(timeout=10)


async def register(options):
    """In-band registration with a token: XEP-0445, then XEP-0077."""
    domain = slixmpp.JID(options.jid).domain
    client = account(options)
    stream = client.stream
    stream._always_send_everything = True  # else slixmpp holds queries until there is a session
    for order, name in list(stream._stream_feature_order):
        if name != "starttls":
            stream.unregister_feature(name, order)
    offered = []

    def note(features):
        offered.extend(child.tag for child in features.xml)
    stream.register_handler(Callback(
        "note features", MatchXPath("{http://etherx.jabber.org/streams}features"), note))
    stream.add_event_handler("stream_negotiated", lambda _: client.put("negotiated", None))
    client.connect()
    await client.until(lambda kind, _: True if kind == "negotiated" else None)
    token = ET.Element("{urn:xmpp:pars:0}preauth", {"token": options.token})
    await send_iq(stream, "set", domain, token)
    form = await send_iq(stream, "get", domain, ET.Element("{jabber:iq:register}query"))
    username = form.xml.findtext(".//{jabber:iq:register}username")
    query = ET.Element("{jabber:iq:register}query")
    ET.SubElement(query, "{jabber:iq:register}username").text = slixmpp.JID(options.jid).local
    ET.SubElement(query, "{jabber:iq:register}password").text = password(1)
    await send_iq(stream, "set", domain, query)
    return {"registered": options.jid, "username": username,
            "offered": "{urn:xmpp:ibr-token:0}register" in offered}


async def disco(options):
    """What an address says of itself, with its forms (XEP-0030, XEP-0128)."""
    client = account(options)
    await client.login()
    info = (await client.stream["xep_0030"].get_info(jid=options.target))["disco_info"]
    forms = {}
    for form in info.xml.iter("{jabber:x:data}x"):
        fields = {field.get("var"): [v.text or "" for v in field.iter("{jabber:x:data}value")]
                  for field in form.iter("{jabber:x:data}field")}
        forms[fields.pop("FORM_TYPE", ["?"])[0]] = fields
    return {"identities": sorted([list(i) for i in info["identities"]], key=str),
            "features": sorted(info["features"]), "forms": forms}


async def items(options):
    """What is listed below an address (XEP-0030)."""
    client = account(options)
    await client.login()
    found = await client.stream["xep_0030"].get_items(jid=options.target)
    return {"items": {str(item[0]): item[2] for item in found["disco_items"]["items"]}}


def condition(text):
    """KIND:VALUE, what `watch` waits for."""
    kind, _, value = text.partition(":")

    def check(client, event, detail):
        if kind == "contact":
            return client.roster.get(value)
        if kind == "gone":
            return {"gone": value} if value not in client.roster else None
        if kind == "named":
            jid, _, name = value.partition("=")
            item = client.roster.get(jid)
            return item if item and item["name"] == name else None
        if kind == "online":
            return next(({"from": full} for full in client.online
                         if slixmpp.JID(full).bare == value), None)
        if kind == "offline":
            left = event == "presence" and detail["type"] == "unavailable" and (
                slixmpp.JID(detail["from"]).bare == value)
            return {"offline": value} if left and all(
                slixmpp.JID(full).bare != value for full in client.online) else None
        if kind == "subject":
            return detail if event == "subject" and detail["text"] == value else None
        if kind == "message":
            return detail if event == "message" and value in ("", detail["body"]) else None
        if kind == "invite":
            return detail if event == "message" and detail.get("invite") == value else None
        if kind == "kicked":
            return detail if event == "presence" and detail["type"] == "unavailable" and (
                "110" in detail.get("codes", [])) else None
        raise Failure("usage", f"watch does not know {kind}")
    check(argparse.Namespace(roster={}, online={}), None, None)
    return check


async def watch(options):
    """Stays online until something happens; the stream's end is `closed`."""
    client = account(options)
    await client.start()
    if options.room:
        await client.join(options.room, options.nick)
    closed = options.until == "closed"
    check = None if closed else condition(options.until)
    emit({"ready": True})
    try:
        if check and (found := check(client, None, None)) is not None:
            return {"happened": found}
        happened = await client.until(
            lambda event, detail: check(client, event, detail) if check else None)
    except Failure as failure:
        if closed and failure.condition != "usage":
            return {"happened": {"closed": failure.condition}}
        raise
    return {"happened": happened}


async def change(options):
    """Edits the own roster: --set JID=NAME or --remove JID."""
    client = account(options)
    await client.start()
    query = ET.Element("{jabber:iq:roster}query")
    if options.remove:
        ET.SubElement(query, "{jabber:iq:roster}item",
                      {"jid": options.remove, "subscription": "remove"})
    else:
        jid, _, name = options.set.partition("=")
        item = ET.SubElement(query, "{jabber:iq:roster}item", {"jid": jid, "name": name})
        for group in options.group:
            ET.SubElement(item, "{jabber:iq:roster}group").text = group
    await send_iq(client.stream, "set", None, query)
    await client.stream.get_roster()
    return {"roster": client.roster}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True, metavar="HOST:PORT")
    parser.add_argument("--timeout", type=float, default=20, metavar="SECONDS")
    parser.add_argument("--debug", action="store_true", help="the stream, on standard error")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(action, *positional):
        sub = commands.add_parser(action.__name__.replace("_", "-"), help=action.__doc__)
        sub.set_defaults(action=action)
        for name in positional:
            sub.add_argument(name)
        return sub
    command(login, "jid")
    command(roster, "jid")
    command(join, "jid", "room").add_argument("--nick", default="tester")
    sub = command(message, "jid", "to", "text")
    sub.add_argument("--no-receipt", action="store_true")
    sub.add_argument("--to-server", metavar="HOST:PORT")
    command(room_message, "jid", "listener", "room", "text")
    command(register, "jid", "token")
    command(disco, "jid", "target")
    command(items, "jid", "target")
    sub = command(watch, "jid", "until")
    sub.add_argument("--room")
    sub.add_argument("--nick", default="tester")
    sub = command(change, "jid")
    sub.add_argument("--set", metavar="JID=NAME")
    sub.add_argument("--group", action="append", default=[])
    sub.add_argument("--remove", metavar="JID")
    return parser.parse_args()


async def run(options):
    options.clients = []
    try:
        return await asyncio.wait_for(options.action(options), options.timeout)
    except asyncio.TimeoutError:
        raise Failure("timeout", f"nothing came within {options.timeout:g} s") from None
    except IqTimeout:
        raise Failure("timeout", "a query was not answered") from None
    except IqError as error:
        raise Failure(error.iq["error"]["condition"], error.iq["error"]["text"]) from None
    finally:
        await asyncio.gather(*(client.close() for client in options.clients),
                             return_exceptions=True)


def main():
    options = arguments()
    logging.basicConfig(level=logging.DEBUG if options.debug else logging.CRITICAL,
                        stream=sys.stderr)
    try:
        emit(asyncio.run(run(options)))
    except Failure as failure:
        emit({"error": failure.condition, "message": failure.message})
        sys.exit(1)


if __name__ == "__main__":
    main()
