#!/usr/bin/env python3
"""Stands before an ejabberd, counts the commands that are called, and is slow where asked to be.

With --invitations it answers what only 26.01 and later have (mod_invites):
`generate_invite_with_username` and `list_invites`, as src/mod_invites.erl of 26.01 does. Everything else
goes through. `POST /used {"token": …}` notes that somebody made the account, `POST /expired {"user": …}`
lets an invitation run out, and `POST /calls {}` tells how often each command was called since it was last
asked.
"""

import argparse
import collections
import datetime
import http.client
import http.server
import json
import secrets
import threading
import time

lock = threading.Lock()
invites = []
calls = collections.Counter()


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def text(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def told(invite):
    address = f"{invite['user']}@{invite['host']}"
    return {
        "token": invite["token"],
        "valid": "true" if not invite["invitee"] and invite["expires"] > now() else "false",
        "created_at": text(invite["created"]), "expires": text(invite["expires"]),
        "type": "account_only", "inviter": invite["host"], "invitee": invite["invitee"],
        "account_name": invite["user"],
        "token_uri": f"xmpp:{address}?register;preauth={invite['token']}",
        "landing_page": f"https://{invite['host']}/invites/{invite['token']}",
    }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    target = ("127.0.0.1", 0)
    invites = False
    delay = 0.0

    def log_message(self, *arguments):
        pass

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def forward(self, path, body):
        connection = http.client.HTTPConnection(*self.target, timeout=60)
        try:
            headers = {"Content-Type": "application/json"}
            if "Authorization" in self.headers:
                headers["Authorization"] = self.headers["Authorization"]
            connection.request("POST", path, body, headers)
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def invite(self, asked):
        user, host = asked["username"], asked["host"]
        status, users = self.forward("/api/registered_users", json.dumps({"host": host}))
        if status != 200:
            return status, users
        if user in json.loads(users):
            return 400, b'"Username already taken"'
        with lock:
            if any(i["user"] == user and i["host"] == host and not i["invitee"]
                   and i["expires"] > now() for i in invites):
                return 400, b'"reserved"'
            made = {"user": user, "host": host, "token": secrets.token_hex(12), "invitee": "",
                    "created": now(), "expires": now() + datetime.timedelta(days=5)}
            invites.append(made)
        shown = told(made)
        return 200, json.dumps({
            "invite_uri": shown["token_uri"], "landing_page": shown["landing_page"]}).encode()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/api/"):
            with lock:
                calls[self.path.removeprefix("/api/")] += 1
            time.sleep(self.delay)
        if self.path == "/api/generate_invite_with_username" and self.invites:
            return self.answer(*self.invite(json.loads(body)))
        with lock:
            if self.path == "/calls":
                told_calls = json.dumps(calls).encode()
                calls.clear()
                return self.answer(200, told_calls)
            if self.path == "/api/list_invites" and self.invites:
                host = json.loads(body)["host"]
                return self.answer(
                    200, json.dumps([told(i) for i in invites if i["host"] == host]).encode())
            if self.path == "/used":
                token = json.loads(body)["token"]
                for invite in invites:
                    if invite["token"] == token:
                        invite["invitee"] = f"{invite['user']}@{invite['host']}"
                return self.answer(200, b"0")
            if self.path == "/expired":
                user = json.loads(body)["user"]
                for invite in invites:
                    if invite["user"] == user:
                        invite["expires"] = now() - datetime.timedelta(days=1)
                return self.answer(200, b"0")
        return self.answer(*self.forward(self.path, body))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--target-port", required=True, type=int)
    parser.add_argument("--invitations", action="store_true")
    parser.add_argument("--delay", type=float, default=0, help="seconds before each answer")
    options = parser.parse_args()
    Handler.invites, Handler.delay = options.invitations, options.delay
    Handler.target = ("127.0.0.1", options.target_port)
    server = Server(("127.0.0.1", options.port), Handler)
    print("listening", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
