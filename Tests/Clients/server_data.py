#!/usr/bin/env python3
"""Reads accounts in XEP-0227 with another XML reader than the one that wrote them.

Prints what it found as JSON. With --split it writes a document of each account's own into a
folder, as Prosody's mod_storage_xep0227 reads them.
"""

import argparse
import json
import os
import pathlib
import xml.etree.ElementTree as ET

PIE = "{urn:xmpp:pie:0}"
ROSTER = "{jabber:iq:roster}"
SCRAM = "{urn:xmpp:pie:0#scram}"


def child_text(element, tag):
    child = element.find(tag)
    return None if child is None else child.text


def account(user):
    scram = user.find(f"{SCRAM}scram-credentials")
    return {
        "password": user.get("password"),
        "scram": None if scram is None else scram.get("mechanism"),
        "contacts": {
            item.get("jid"): {
                "name": item.get("name"), "subscription": item.get("subscription"),
                "groups": [group.text for group in item.findall(f"{ROSTER}group")],
            } for item in user.findall(f"{ROSTER}query/{ROSTER}item")
        },
        "requests": [p.get("from") for p in user.findall("{jabber:client}presence")
                     if p.get("type") == "subscribe"],
        "vcard": child_text(user, "{vcard-temp}vCard/{vcard-temp}FN"),
    }


def split(host, user, folder):
    root = ET.Element(f"{PIE}server-data")
    ET.SubElement(root, f"{PIE}host", jid=host).append(user)
    path = folder / f"{user.get('name')}@{host}.xml"
    with open(path, "wb", opener=lambda p, f: os.open(p, f, 0o600)) as file:
        ET.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--split", type=pathlib.Path)
    options = parser.parse_args()
    root = ET.parse(options.file).getroot()
    if root.tag != f"{PIE}server-data":
        raise SystemExit(f"{root.tag} is no server-data of XEP-0227")
    hosts = {}
    for host in root.findall(f"{PIE}host"):
        users = host.findall(f"{PIE}user")
        hosts[host.get("jid")] = {user.get("name"): account(user) for user in users}
        if options.split:
            for user in users:
                split(host.get("jid"), user, options.split)
    print(json.dumps(hosts, ensure_ascii=False, sort_keys=True))


if __name__ == "__main__":
    main()
