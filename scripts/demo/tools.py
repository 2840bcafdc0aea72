"""The programs that the story uses: allotment itself, git, curl, Prosody's and an XMPP client."""

import json
import os
import subprocess

import layout
import tell

SECONDS = 120  # no single command may take longer


def run(arguments, environment=None, seconds=SECONDS):
    return subprocess.run(
        [str(a) for a in arguments], cwd=layout.ROOT, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", errors="replace",
        timeout=seconds, env={**os.environ, **(environment or {})})


def must(arguments, **options):
    result = run(arguments, **options)
    if result.returncode != 0:
        raise SystemExit(f"{layout.NAME}: {arguments[0]} ended with {result.returncode}:\n{result.stderr}")
    return result.stdout


def allotment(*arguments, show=True, lines=20, configured=True):
    """Runs allotment, and shows the command and what it printed."""
    command = [layout.PROGRAM, *arguments]
    if configured:
        command += ["--config", layout.CONFIG]
    if show:
        tell.command(*map(layout.shown, command))
    result = run(command, environment={"NO_COLOR": "1"})
    if show:
        tell.output(result.stdout + result.stderr, lines)
    return result


def status():
    """The clubs by id, as `allotment status --format json` has them."""
    result = allotment("status", "--format", "json", show=False)
    return {club["id"]: club for club in json.loads(result.stdout)["clubs"]}


def drifted(club):
    """The services on which something of the club has drifted."""
    result = allotment("drift", "--club", club, "--format", "json", show=False)
    return {change["service"] for entry in json.loads(result.stdout)["clubs"]
            if entry["id"] == club for change in entry["changes"]}


def git(*arguments, author="Ada Ops"):
    mail = author.split()[0].lower() + "@clubs.example"
    return must(["git", "-C", layout.CLUBS, *arguments], environment={
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": mail,
        "GIT_COMMITTER_NAME": author, "GIT_COMMITTER_EMAIL": mail})


def ascii_name(host):
    return host.encode("idna").decode("ascii")


def page(host, port, path="/"):
    """(status, Location, text) of a page, by curl and under its host name."""
    result = run(["curl", "--silent", "--show-error", "--max-time", "10", "--noproxy", "*",
                  "--header", f"Host: {ascii_name(host)}", "--write-out",
                  "\n%{http_code} %{redirect_url}", f"http://127.0.0.1:{port}{path}"])
    text, _, last = result.stdout.rpartition("\n")
    code, _, location = last.partition(" ")
    return int(code or 0), location, text


def prosodyctl(*arguments, show=True):
    command = ["prosodyctl", "--config", layout.PROSODY_CONFIG, *arguments]
    if show:
        tell.command(*map(layout.shown, command))
    return run(command)


def accounts(host):
    """The addresses that Prosody itself lists."""
    result = prosodyctl("shell", f'user:list("{host}")', show=False)
    if result.returncode != 0 or "OK: " not in result.stdout:
        raise ValueError(f"Prosody does not list {host}: {result.stdout}{result.stderr}")
    return {line.strip() for line in result.stdout.splitlines() if line.strip().endswith("@" + host)}


def xmpp_login(address, password, port):
    """What the XMPP client of the tests says; None where it is not installed."""
    if not layout.XMPP_PYTHON.exists():
        return None
    return run([layout.XMPP_PYTHON, layout.XMPP_CLIENT, "--server", f"127.0.0.1:{port}",
                "login", address], environment={"XMPP_PASSWORD": password}, seconds=60)
