"""Accepts an invitation as a browser does: reads the form of the page, fills it in, sends it."""

import html.parser
import http.client
import urllib.parse

import tools

PAGE_LIMIT = 1 << 20


class Form(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.fields, self.passwords, self.action = {}, [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self.action = values.get("action")
        elif tag == "input" and values.get("name"):
            if values.get("type") == "password":
                self.passwords.append(values["name"])
            else:
                self.fields[values["name"]] = values.get("value", "")


def _ask(link, method, fields=None):
    """(status, page). The club's name leads to loopback, without a name server; and the link, which
    is a secret, stands on no command line."""
    url = urllib.parse.urlsplit(link)
    body = urllib.parse.urlencode(fields) if fields else None
    headers = {"Host": f"{tools.ascii_name(url.hostname)}:{url.port}"}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection("127.0.0.1", url.port, timeout=10)
    try:
        connection.request(method, url.path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(PAGE_LIMIT).decode("utf-8", "replace")
    finally:
        connection.close()


def accept(link, password):
    """(whether the page accepted the password, why not)"""
    form = Form(_ask(link, "GET")[1])
    if not form.passwords:
        return False, "the page has no form with a password"
    fields = {**form.fields, **{name: password for name in form.passwords}}
    status, page = _ask(urllib.parse.urljoin(link, form.action or ""), "POST", fields)
    refused = status not in (200, 303) or bool(Form(page).passwords)
    return not refused, f"status {status}"
