#!/usr/bin/env python3
"""Starts one private Prosody in the foreground, for tests and the demonstration.

Everything it writes is below --directory, it listens on loopback only, and it becomes the Prosody
process (exec), so that whoever started it can signal and wait for it as usual.
"""

import argparse
import ipaddress
import os
import pathlib
import shutil
import subprocess
import sys

FIRST_EPHEMERAL_PORT = 32768
MODULES = [
    "disco", "roster", "saslauth", "tls", "blocklist", "bookmarks", "carbons", "dialback", "pep",
    "private", "smacks", "vcard4", "vcard_legacy", "csi_simple", "ping", "register", "time",
    "uptime", "version", "admin_shell", "posix", "allotment",
]


def fail(message):
    print(f"prosody.py: {message}", file=sys.stderr)
    sys.exit(64)


def port(text):
    value = int(text)
    if not 1 <= value < FIRST_EPHEMERAL_PORT:
        raise argparse.ArgumentTypeError(f"{value} is not below {FIRST_EPHEMERAL_PORT}")
    return value


def loopback(text):
    address = ipaddress.ip_address(text)
    if not address.is_loopback:
        raise argparse.ArgumentTypeError(f"{text} is not a loopback address")
    return str(address)


def endpoint(text):
    host, _, number = text.rpartition(":")
    return f"{loopback(host)}@{port(number)}"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--directory", required=True, type=pathlib.Path)
    parser.add_argument("--modules", required=True, type=pathlib.Path,
                        help="the folder that holds mod_allotment/")
    parser.add_argument("--socket", required=True, type=pathlib.Path)
    parser.add_argument("--c2s-port", required=True, type=port)
    parser.add_argument("--http-port", required=True, type=port)
    parser.add_argument("--s2s-port", type=port, help="without it there is no s2s")
    parser.add_argument("--s2s-address", type=loopback, default="127.0.0.1")
    parser.add_argument("--resolver", type=endpoint, metavar="HOST:PORT",
                        help="a private DNS server for s2s (see dns.py)")
    parser.add_argument("--invite-url", help="pattern of invitation links, {host} and {token}")
    parser.add_argument("--enable", action="append", default=[], metavar="MODULE",
                        help="a further module for all vhosts")
    parser.add_argument("--disable", action="append", default=[], metavar="MODULE",
                        help="a module that is left out")
    parser.add_argument("--vhost", action="append", default=[], metavar="NAME",
                        help="a vhost with rooms that is not allotment's, to be found or adopted")
    parser.add_argument("--option", action="append", default=[], metavar="NAME=TEXT",
                        help="a further global option, as text")
    parser.add_argument("--verbose", action="store_true", help="log at level debug")
    options = parser.parse_args()
    for path in (options.directory, options.modules, options.socket):
        if not path.is_absolute():
            fail(f"{path} is not an absolute path")
    if len(os.fsencode(options.socket)) > 100:
        fail("the path of the socket is too long for a UNIX socket")
    return options


def lua(value):
    """A Lua literal; text is never joined into the configuration unescaped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (str, pathlib.Path)):
        return '"' + "".join(f"\\{byte:03d}" if byte < 32 or byte in b'"\\' or byte > 126
                             else chr(byte) for byte in os.fsencode(value)) + '"'
    if isinstance(value, list):
        return "{ " + ", ".join(lua(item) for item in value) + " }"
    return "{ " + ", ".join(f"[{lua(k)}] = {lua(v)}" for k, v in value.items()) + " }"


def certificate(directory):
    """One self-signed certificate for all hosts, or nothing if there is no openssl."""
    key, cert = directory / "private.key", directory / "private.crt"
    if not cert.exists():
        if shutil.which("openssl") is None:
            return None
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
             "-subj", "/CN=private.example", "-keyout", key, "-out", cert],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        key.chmod(0o600)
    return {"key": key, "certificate": cert}


def settings(options):
    directory = options.directory
    values = {
        "data_path": directory / "data",
        "pidfile": directory / "prosody.pid",
        "log": {"debug" if options.verbose else "info": directory / "prosody.log"},
        "plugin_paths": [options.modules],
        "installer_plugin_path": directory / "plugins",
        "modules_enabled": MODULES + options.enable,
        "modules_disabled": options.disable + (
            [] if options.s2s_port else ["s2s", "s2s_auth_certs"]),
        "authentication": "internal_hashed",
        "allotment_socket": options.socket,
        "interfaces": ["127.0.0.1"], "local_interfaces": ["127.0.0.1"],
        "c2s_interfaces": ["127.0.0.1"], "c2s_ports": [options.c2s_port],
        "c2s_direct_tls_ports": [],
        "http_interfaces": ["127.0.0.1"], "http_ports": [options.http_port], "https_ports": [],
        "s2s_interfaces": [options.s2s_address], "s2s_direct_tls_ports": [],
        "s2s_ports": [options.s2s_port] if options.s2s_port else [],
        "s2s_secure_auth": False, "use_ipv6": False,
        "run_as_root": os.geteuid() == 0,
    }
    if options.resolver:
        values["unbound"] = {"resolvconf": False, "forward": options.resolver,
                             "options": {"do-not-query-localhost:": "no"}}
    if options.invite_url:
        values["allotment_invite_url"] = options.invite_url
    tls = certificate(directory)
    if tls:
        values["ssl"] = tls
        values["certificates"] = directory / "certificates"
    else:
        values["c2s_require_encryption"] = False
        values["s2s_require_encryption"] = False
    for item in options.option:
        name, equals, text = item.partition("=")
        if not equals or not name.isidentifier():
            fail(f"--option {item} is not NAME=TEXT")
        values[name] = text
    return values


def write_configuration(options):
    directory = options.directory
    # What is taken away later stays away.
    if not (directory / "data").exists():
        (directory / "hosts").mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("data", "certificates"):
        (directory / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)
    loader = options.modules / "mod_allotment" / "allotment_hosts.lua"
    lines = [f"{name} = {lua(value)}" for name, value in settings(options).items()]
    lines.append(f"dofile {lua(loader)} (_ENV, {lua(directory / 'hosts')})")
    for name in ["localhost"] + options.vhost:
        lines.append(f"VirtualHost {lua(name)}")
    for name in options.vhost:
        lines.append(f'Component {lua("conference." + name)} "muc"')
    path = directory / "prosody.cfg.lua"
    temporary = directory / ".prosody.cfg.lua.tmp"
    with open(temporary, "w", opener=lambda p, f: os.open(p, f, 0o600)) as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    return path


def main():
    options = arguments()
    program = shutil.which("prosody")
    if program is None:
        fail("prosody is not installed")
    os.umask(0o077)
    options.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = write_configuration(options)
    os.execv(program, [program, "--config", str(path), "-F"])


if __name__ == "__main__":
    main()
