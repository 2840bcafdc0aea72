#!/usr/bin/env python3
"""Starts one private ejabberd in the foreground, for tests.

Everything it writes is below --directory, it listens on loopback only, and it becomes the Erlang
process (exec), so that whoever started it can signal and wait for it as usual. It is no node of
Erlang's distribution unless --node-port is given: no epmd is started, no cookie of the system's is
read, and several run side by side.

When it is up, --directory holds `token` (may call the commands of --command, or those that
allotment needs), `tester.token` (may call every command) and `ready`.
"""

import argparse
import json
import os
import pathlib
import secrets
import shutil
import subprocess
import sys

FIRST_EPHEMERAL_PORT = 32768
# What allotment calls; docs/ejabberd.md has the same list.
COMMANDS = [
    "change_password", "change_room_option", "check_password", "connected_users_vhost",
    "create_room_with_opts", "destroy_room", "generate_invite_with_username",
    "get_room_affiliations", "get_room_options", "get_roster", "get_vcard", "get_vcard2",
    "kick_user", "list_invites", "muc_online_rooms", "muc_unregister_nick", "private_get",
    "register", "registered_users", "registered_vhosts",
    "reload_config", "send_direct_invitation", "set_room_affiliation", "set_vcard",
    "srg_create", "srg_delete", "srg_get_info", "srg_get_members", "srg_list", "srg_user_add",
    "srg_user_del", "status", "unregister",
]
# The values come from the environment: none is joined into the expression.
PROVISION = """
[Dir, Host, Password] = [list_to_binary(os:getenv(N))
  || N <- ["PRIVATE_DIRECTORY", "PRIVATE_HOST", "PRIVATE_PASSWORD"]],
Issue = fun(Name, File) ->
  case ejabberd_auth:try_register(Name, Host, Password) of ok -> ok; {error, exists} -> ok end,
  {Token, _, _} = ejabberd_oauth:oauth_issue_token(
    binary_to_list(<<Name/binary, "@", Host/binary>>), 315360000, "ejabberd:admin"),
  ok = file:write_file(filename:join(Dir, File), [Token, 10])
end,
Issue(<<"allotment">>, <<"token">>),
Issue(<<"tester">>, <<"tester.token">>),
ok = file:write_file(filename:join(Dir, <<"ready">>), <<>>).
"""


def fail(message):
    print(f"ejabberd.py: {message}", file=sys.stderr)
    sys.exit(64)


def port(text):
    value = int(text)
    if not 1 <= value < FIRST_EPHEMERAL_PORT:
        raise argparse.ArgumentTypeError(f"{value} is not below {FIRST_EPHEMERAL_PORT}")
    return value


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--directory", required=True, type=pathlib.Path)
    parser.add_argument("--hosts-file", required=True, type=pathlib.Path,
                        help="the file that allotment writes; made when it is missing")
    parser.add_argument("--c2s-port", required=True, type=port)
    parser.add_argument("--http-port", required=True, type=port)
    parser.add_argument("--node-port", type=port,
                        help="be a node of Erlang's distribution, for `ejabberdctl`")
    parser.add_argument("--vhost", action="append", default=[], metavar="NAME",
                        help="a vhost that is not allotment's, to be found or adopted")
    parser.add_argument("--command", action="append", default=[], metavar="NAME",
                        help="allow allotment only these commands")
    parser.add_argument("--database", choices=["mnesia"], default="mnesia")
    parser.add_argument("--lax-login", action="store_true",
                        help="leave out the rule that refuses suspended members")
    options = parser.parse_args()
    for path in (options.directory, options.hosts_file):
        if not path.is_absolute():
            fail(f"{path} is not an absolute path")
    return options


def certificate(directory):
    path = directory / "private.pem"
    if not path.exists() and shutil.which("openssl"):
        key, cert = directory / "private.key", directory / "private.crt"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
             "-subj", "/CN=private.example", "-keyout", key, "-out", cert],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        path.write_bytes(key.read_bytes() + cert.read_bytes())
    return [str(path)] if path.exists() else []


def settings(options):
    suspended = [] if options.lax_login else [{"deny": "allotment_suspended"}]
    return {
        "loglevel": "notice",
        "log_rotate_count": 0,
        # After a reload 23.01 keeps trying to reach a database for every vhost, whether or not
        # one is configured: with one process each in place of ten.
        "sql_pool_size": 1, "sql_start_interval": 3600,
        "hosts": ["localhost"] + options.vhost,
        "include_config_file": {
            str(options.hosts_file): {
                "allow_only": ["hosts", "host_config", "append_host_config"]}},
        "certfiles": certificate(options.directory),
        "s2s_use_starttls": "optional",
        "listen": [
            {"port": options.c2s_port, "ip": "127.0.0.1", "module": "ejabberd_c2s",
             "access": "c2s", "starttls": True},
            {"port": options.http_port, "ip": "127.0.0.1", "module": "ejabberd_http",
             "request_handlers": {"/api": "mod_http_api"}},
        ],
        "auth_password_format": "scram",
        "acl": {
            "allotment": {"user": ["allotment@localhost"]},
            "tester": {"user": ["tester@localhost"]},
            "local": {"user_regexp": ""},
        },
        "access_rules": {
            "c2s": suspended + [{"deny": "blocked"}, {"allow": "all"}],
            "api_tokens": [{"allow": "allotment"}, {"allow": "tester"}],
            "muc_create": [{"allow": "local"}],
        },
        "oauth_access": "api_tokens",
        "api_permissions": {
            "allotment": {
                "from": ["mod_http_api"],
                "who": {"oauth": {"scope": "ejabberd:admin",
                                  "access": [{"allow": {"acl": "allotment"}}]},
                        "access": [{"allow": {"acl": "allotment"}}]},
                "what": options.command or COMMANDS},
            "tester": {
                "from": ["mod_http_api"],
                "who": {"oauth": {"scope": "ejabberd:admin",
                                  "access": [{"allow": {"acl": "tester"}}]}},
                "what": "*"},
        },
        "modules": {
            "mod_admin_extra": {}, "mod_caps": {}, "mod_carboncopy": {}, "mod_http_api": {},
            "mod_last": {}, "mod_muc": {
                "host": "conference.@HOST@", "access_create": "muc_create",
                "default_room_options": {"mam": False}},
            "mod_muc_admin": {}, "mod_offline": {}, "mod_ping": {}, "mod_private": {},
            "mod_register": {"access": "none", "access_remove": "none"},
            "mod_roster": {"versioning": True}, "mod_shared_roster": {}, "mod_vcard": {},
        },
    }


def write(path, text):
    temporary = path.with_name(f".{path.name}.tmp")
    with open(temporary, "w", opener=lambda p, f: os.open(p, f, 0o600)) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def distribution(options):
    """A node that `ejabberdctl` reaches: on loopback, without epmd, by a cookie of its own."""
    if options.node_port is None:
        return []
    cookie = options.directory / ".erlang.cookie"
    if not cookie.exists():
        write(cookie, secrets.token_hex(16))
        cookie.chmod(0o400)
    return ["-sname", "allotment@localhost", "-start_epmd", "false",
            "-erl_epmd_port", str(options.node_port),
            "-kernel", "inet_dist_use_interface", "{127,0,0,1}"]


def main():
    options = arguments()
    program = shutil.which("erl")
    libraries = "/usr/lib/x86_64-linux-gnu"
    for folder in pathlib.Path("/usr/lib").glob("*/ejabberd-*/ebin"):
        libraries = str(folder.parent.parent)
    if program is None or not list(pathlib.Path(libraries).glob("ejabberd-*")):
        fail("ejabberd is not installed")
    os.umask(0o077)
    directory = options.directory
    (directory / "database").mkdir(mode=0o700, parents=True, exist_ok=True)
    (directory / "ready").unlink(missing_ok=True)
    if not options.hosts_file.exists():
        write(options.hosts_file, "{}\n")
    # JSON is YAML.
    write(directory / "ejabberd.yml", json.dumps(settings(options), indent=1))
    os.environ.update({
        "EJABBERD_CONFIG_PATH": str(directory / "ejabberd.yml"),
        "EJABBERD_LOG_PATH": str(directory / "ejabberd.log"),
        "ERL_CRASH_DUMP": str(directory / "crash.dump"), "ERL_LIBS": libraries,
        "ERL_MAX_ETS_TABLES": "20000", "HOME": str(directory),
        "PRIVATE_DIRECTORY": str(directory), "PRIVATE_HOST": "localhost",
        "PRIVATE_PASSWORD": secrets.token_hex(16),
    })
    os.chdir(directory)
    os.execv(program, [
        program, "+K", "true", "+S", "2:2", "-noinput", "-mnesia", "dir",
        json.dumps(str(directory / "database"))] + distribution(options)
        + ["-s", "ejabberd", "-eval", PROVISION])


if __name__ == "__main__":
    main()
