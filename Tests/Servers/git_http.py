"""A private git server over HTTP for the tests: `git http-backend` behind Basic authentication.

With --redirect every request is answered with a redirect. Requests go to the log on standard
output, one a line, with the credentials that came with them, which are those of the test.
"""

import argparse
import http.server
import os
import ssl
import subprocess


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(b"")

    def do_POST(self):
        self.answer(self.body())

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b""
        while size := int(self.rfile.readline().strip(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def answer(self, body):
        authorization = self.headers.get("Authorization", "none")
        print(self.command, self.path, authorization, flush=True)
        if options.redirect:
            self.reply(302, [("Location", options.redirect + self.path)], b"")
        elif options.token and authorization != expected:
            self.reply(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
        else:
            self.backend(body)

    def backend(self, body):
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": options.root,
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
        }
        encoding = self.headers.get("Content-Encoding")
        if encoding:
            environment["HTTP_CONTENT_ENCODING"] = encoding
        done = subprocess.run(
            ["git", "http-backend"], input=body, env=environment, capture_output=True, check=False
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = [line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line]
        status = next((int(value.split()[0]) for name, value in fields if name == "Status"), 200)
        self.reply(status, [(n, v) for n, v in fields if n != "Status"], content)

    def reply(self, status, fields, content):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    import base64

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--root", default="/nonexistent")
    parser.add_argument("--token", help="the password of the user git")
    parser.add_argument("--redirect", help="where every request is sent to")
    parser.add_argument("--certificate", help="a PEM file with key and certificate: serve https")
    options = parser.parse_args()
    expected = "Basic " + base64.b64encode(f"git:{options.token}".encode()).decode()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()
