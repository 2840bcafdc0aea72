#!/usr/bin/env python3
"""A private DNS server on loopback for tests of federation between private servers.

`--host a.example=127.0.0.1:15269` makes a.example and every name below it resolve to 127.0.0.1,
with an SRV record for XMPP servers that names the port. Everything else does not exist.
With `--zone FILE` further lines of this form are read from a file whenever it changes.
"""

import argparse
import ipaddress
import os
import socket
import struct
import sys

A, SRV, IN = 1, 33, 1
NO_ERROR, FORMAT_ERROR, NO_SUCH_NAME = 0, 1, 3
TTL = 1  # seconds
FIRST_EPHEMERAL_PORT = 32768


def parse_host(text):
    name, equals, place = text.strip().partition("=")
    address, colon, port = place.rpartition(":")
    if not equals or not colon:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=ADDRESS:PORT")
    address = ipaddress.IPv4Address(address)
    if not address.is_loopback or not 1 <= int(port) < FIRST_EPHEMERAL_PORT:
        raise argparse.ArgumentTypeError(f"{place} is not on loopback or not below "
                                         f"{FIRST_EPHEMERAL_PORT}")
    ascii_name = name.rstrip(".").lower().encode("idna").decode()
    return ascii_name, (address.packed, int(port))


def parse_listen(text):
    address, _, port = text.rpartition(":")
    if not ipaddress.ip_address(address).is_loopback or int(port) >= FIRST_EPHEMERAL_PORT:
        raise argparse.ArgumentTypeError(f"{text} is not on loopback or not below "
                                         f"{FIRST_EPHEMERAL_PORT}")
    return address, int(port)


class Zone:
    def __init__(self, hosts, path):
        self.fixed, self.path, self.stamp, self.hosts = dict(hosts), path, None, dict(hosts)

    def refresh(self):
        if self.path is None:
            return
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        if stamp != self.stamp:
            with open(self.path, encoding="utf-8") as file:
                lines = [line for line in file if line.strip()]
            self.hosts = {**self.fixed, **dict(parse_host(line) for line in lines)}
            self.stamp = stamp

    def find(self, name):
        while name:
            if name in self.hosts:
                return self.hosts[name]
            name = name.partition(".")[2]
        return None


def encode_name(name):
    return b"".join(bytes([len(label)]) + label.encode("ascii")
                    for label in name.split(".")) + b"\0"


def question(query):
    """The name, type and end of the first question."""
    labels, position = [], 12
    while length := query[position]:
        if length > 63 or position + 1 + length >= len(query):
            raise ValueError("label")
        labels.append(query[position + 1:position + 1 + length].decode("ascii").lower())
        position += 1 + length
    kind, klass = struct.unpack_from("!HH", query, position + 1)
    if klass != IN:
        raise ValueError("class")
    return ".".join(labels), kind, position + 5


def record(kind, data):
    return b"\xc0\x0c" + struct.pack("!HHIH", kind, IN, TTL, len(data)) + data


def answer(zone, query):
    if len(query) < 17 or query[2] & 0x80:
        return None
    try:
        name, kind, end = question(query)
    except (ValueError, IndexError, struct.error, UnicodeDecodeError):
        return query[:2] + struct.pack("!HHHHH", 0x8180 | FORMAT_ERROR, 0, 0, 0, 0)
    service = name.startswith("_xmpp-server._tcp.")
    bare = name.removeprefix("_xmpp-server._tcp.")
    found, records = zone.find(bare), []
    code = NO_ERROR if found and (service or not name.startswith("_")) else NO_SUCH_NAME
    if code == NO_ERROR and service and kind == SRV:
        records.append(record(SRV, struct.pack("!HHH", 0, 0, found[1]) + encode_name(bare)))
    elif code == NO_ERROR and not service and kind == A:
        records.append(record(A, found[0]))
    header = query[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, len(records), 0, 0)
    return header + query[12:end] + b"".join(records)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--listen", required=True, type=parse_listen, metavar="ADDRESS:PORT")
    parser.add_argument("--host", action="append", default=[], type=parse_host,
                        metavar="NAME=ADDRESS:PORT")
    parser.add_argument("--zone", metavar="FILE")
    options = parser.parse_args()
    zone = Zone(options.host, options.zone)
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(options.listen)
    print("ready", flush=True)
    while True:
        query, client = server.recvfrom(4096)
        try:
            zone.refresh()
            reply = answer(zone, query)
        except (OSError, ValueError, argparse.ArgumentTypeError) as problem:
            print(f"dns.py: {problem}", file=sys.stderr, flush=True)
            continue
        if reply:
            server.sendto(reply, client)


if __name__ == "__main__":
    main()
