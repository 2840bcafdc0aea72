"""A private receiver of webhooks for the tests: writes each request to a file, as a line of JSON.

While the file of --refuse exists, its first line is the status of the answers.
"""

import argparse
import http.server
import json
import os


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        status = 200
        if options.refuse and os.path.exists(options.refuse):
            with open(options.refuse, encoding="ascii") as file:
                status = int(file.readline())
        request = {
            "path": self.path,
            "status": status,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": body.decode("utf-8"),
        }
        with open(options.log, "a", encoding="utf-8") as log:
            log.write(json.dumps(request) + "\n")
        self.send_response(status)
        if status in (301, 302, 307, 308):
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("--refuse")
    options = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
    print("listening", flush=True)
    server.serve_forever()
