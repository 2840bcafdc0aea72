"""Where things are. Everything that the demonstration writes is below .demo/.

The soak (scripts/soak) uses the same servers and tools, in a folder of its own.
"""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAME = os.environ.get("ALLOTMENT_PLAYGROUND", "demo")
HOME = ROOT / f".{NAME}"

PROGRAM = ROOT / ".build" / "debug" / "allotment"
EXAMPLES = ROOT / "examples"
SERVERS = ROOT / "scripts" / "servers"
XMPP_CLIENT = ROOT / "Tests" / "Clients" / "xmpp.py"
XMPP_PYTHON = ROOT / ".venv" / "bin" / "python"

CLUBS = HOME / "clubs"  # the provider's repository
CONFIG = HOME / "agent.yaml"
CONTROL_SOCKET = HOME / "control.sock"
DATA = HOME / "data"
LETTERS = HOME / "letters"
LOGS = HOME / "logs"
PIDS = HOME / "pids"
MODULES = HOME / "prosody-modules"
PROSODY = HOME / "prosody"
PROSODY_SOCKET = HOME / "prosody.sock"
PROSODY_CONFIG = PROSODY / "prosody.cfg.lua"
CADDY = HOME / "caddy"
WEB = HOME / "web"  # what Caddy serves

MARK = HOME / "made-by-the-demonstration"
SOCKET_LIMIT = 100  # sun_path holds 108 bytes, and temporary names need a few


def longest_socket():
    return max(len(os.fsencode(path)) for path in
               (CONTROL_SOCKET, PROSODY_SOCKET, PROSODY / "data" / "prosody.sock"))


def shown(path):
    """A path as somebody in the project's folder would type it."""
    try:
        return str(pathlib.Path(path).relative_to(ROOT))
    except ValueError:
        return str(path)
