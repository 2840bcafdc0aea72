"""What one can do with the demonstration while it runs."""

import first
import layout
import processes
import provider
import tell
import wait


def invite(chosen):
    address = f"rose@{first.GARDENERS}"
    letter, link = first.letter_link(address, chosen)
    host = first.GARDENERS
    page = f"http://{host}:{chosen.web}/"
    tell.heading("Now it is yours")
    tell.say("The names of the clubs are on no name server, so a browser must be told that they "
             "are here:")
    tell.command("chromium", f"--user-data-dir={layout.shown(layout.HOME / 'browser')}",
                 "--host-resolver-rules=MAP *.example 127.0.0.1", page)
    tell.say(f"Any other host of the clubs works the same way, on port {chosen.web}: "
             + ", ".join(name for name, _ in first.PAGES[1:]) + ".")
    tell.say(f"What the provider sees: http://127.0.0.1:{chosen.agent}/")
    if link:
        tell.say(f"To log in as {address}: open {link} in that browser (it stands in "
                 f"{layout.shown(letter)}) and choose a password. Then in an XMPP client (Gajim, "
                 f"Dino, Profanity): that address, server 127.0.0.1, port {chosen.chat}, STARTTLS; "
                 "the certificate is of the demonstration's own making.")
    tell.say("Change a club and see what happens:")
    tell.command("nano", layout.shown(provider.GARDENERS))
    tell.command("git", "-C", layout.shown(layout.CLUBS), "commit", "-am", "A change of mine")
    tell.command(layout.shown(layout.PROGRAM), "status", "--config", layout.shown(layout.CONFIG))
    tell.command(layout.shown(layout.PROGRAM), "history", "--config", layout.shown(layout.CONFIG))
    tell.say("Ctrl-C ends all of it. `make demo-stop` also removes .demo/.")


def stay():
    """Until interrupted, or until one of the three has gone."""
    while True:
        for name in ("prosody", "caddy", "agent"):
            if not processes.alive(name):
                raise SystemExit(f"demo: {name} has ended. See .demo/logs/{name}.log")
        wait.until(lambda: False, 1, pause=1)
