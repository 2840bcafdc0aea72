"""What the servers really have, asked of them and not of the agent."""

import http.client
import json
import socket

import layout

SECONDS = 60


class _UnixConnection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(layout.PROSODY_SOCKET))


def module(operation, **arguments):
    """One operation of our module in Prosody; its result."""
    body = json.dumps({"protocol": 1, "operations": [{"op": operation, **arguments}]})
    connection = _UnixConnection("localhost", timeout=SECONDS)
    answer = json.loads(_answer(connection, "POST", "/v1", body)[1])
    result = answer["results"][0]
    if not result["ok"]:
        raise ValueError(f"{operation}: {result['error']}")
    return result


def page(club, port):
    """(status, text) of the club's front page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    status, text = _answer(connection, "GET", "/", headers={"Host": club.host})
    return status, text.decode("utf-8", "replace")


def _answer(connection, *request, headers=None):
    try:
        connection.request(*request, headers=headers or {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read(1 << 24)
    except http.client.HTTPException as error:
        raise ValueError(f"no answer: {error!r}") from error
    finally:
        connection.close()


def difference(club, port):
    """What is not as it should be, in words; nothing when all is."""
    read = module("read", host=club.host)
    status, text = page(club, port)
    if club.gone:
        return "it is still there" if read["present"] or status == 200 else ""
    if not read["present"]:
        return "the vhost is missing"
    wanted, seen = _wanted(club), _seen(read)
    for what, value in wanted.items():
        if seen[what] != value:
            return f"{what}: {seen[what]} and not {value}"
    return "" if (status, text) == (200, club.page) else f"the page: {status} {text[:80]}"


def _wanted(club):
    inside = {f"{i}@{club.host}" for i, (_, _, state) in club.members.items() if state != "left"}
    return {
        "the name": club.name, "accounts": dict(club.members), "strangers": club.strangers,
        "rooms": {i: (topic, inside) for i, topic in club.rooms.items()},
        "contact lists": {"everyone": inside},
    }


def _seen(read):
    accounts, rooms = read["accounts"], read["rooms"]
    return {
        "the name": read["settings"].get("name"),
        "accounts": {a["user"]: (a["name"], a["role"], a["state"]) for a in accounts if a["ours"]},
        "strangers": {a["user"] for a in accounts if not a["ours"]},
        "rooms": {r["room"]: (r["topic"], set(r["affiliations"])) for r in rooms},
        "contact lists": {c["id"]: set(c["members"]) for c in read["contactLists"]},
    }
