"""Free ports on loopback, below the range that the system gives to clients."""

import socket

import layout

FIRST_EPHEMERAL = 32768


def free(preferred, tries=100):
    for port in range(preferred, min(preferred + tries, FIRST_EPHEMERAL)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise SystemExit(f"{layout.NAME}: no free port from {preferred} on")


def answers(port):
    with socket.create_connection(("127.0.0.1", port), timeout=2):
        return True
