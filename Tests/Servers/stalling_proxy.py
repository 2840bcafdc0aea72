"""Forwards TCP connections, and falls silent after so many bytes from the server. For the tests.

Connections stay open: the client sees a server that has stopped answering.
"""

import argparse
import socket
import threading


def forward(source, target, limit):
    sent = 0
    while data := source.recv(4096):
        if limit is not None:
            data = data[: max(limit - sent, 0)]
        target.sendall(data)
        sent += len(data)
        if limit is not None and sent >= limit:
            print("stalled", flush=True)
            threading.Event().wait()


def serve(client):
    server = socket.create_connection(("127.0.0.1", options.target))
    threading.Thread(target=forward, args=(client, server, None), daemon=True).start()
    forward(server, client, options.limit)
    client.shutdown(socket.SHUT_WR)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--target", type=int, required=True)
    parser.add_argument("--limit", type=int, required=True)
    options = parser.parse_args()
    listener = socket.create_server(("127.0.0.1", options.port))
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()
