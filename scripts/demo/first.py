"""From nothing to eleven living clubs."""

import html
import re
import secrets

import clubs
import join
import layout
import provider
import services
import tell
import tools

GARDENERS = "thornbury-gardeners.example"
RINGERS = "st-marys-ringers.clubs.example"
# host, and words that stand on its front page
PAGES = [
    (GARDENERS, "Come and dig with us"),
    ("knit-and-natter.clubs.example", "There is always a free chair"),
    ("oakfield-primary.example", "Good morning from Oakfield"),
    ("dentists.example", "The dentists of the Severn Vale"),
    ("thornbury-railway.example", "Mind the very small gap"),
    ("thornbury-fair.example", "Saturday 10 July 2027"),
    ("schrebergärten-münchen.example", "Grüß Gott am Gartenzaun"),
]
# host, path, where it leads
REDIRECTS = [
    (GARDENERS, "/old-programme", "/programme.html"),
    ("thornbury-railway.example", "/layouts.htm", "/layouts.html"),
    ("castle-street-chess.clubs.example", "/",
     "https://county-chess-league.example/clubs/castle-street"),
]


def repository(_):
    tell.heading("1. A provider's repository")
    provider.create()
    tell.say("The provider keeps every club as one file in git. This is a copy of examples/, with "
             "a first commit, in .demo/clubs. Before anything is merged, it is checked:")
    result = tools.allotment("validate", layout.shown(layout.CLUBS), configured=False)
    tell.check("All club files are valid", result.returncode == 0)


def servers(chosen):
    tell.heading("2. Two servers that know no club")
    tell.say("A Prosody and a Caddy of our own, on this machine's loopback only. What would "
             "happen to them?")
    services.start_prosody(chosen)
    services.start_caddy(chosen)
    services.write_agent_file(chosen)
    result = tools.allotment("plan", lines=14)
    before, _, _ = tools.page(GARDENERS, chosen.web)
    tell.check("The plan has differences (exit code 2), and nothing was changed",
               result.returncode == 2 and before != 200,
               f"exit code {result.returncode}, status {before}\n{result.stderr}")


def convergence(chosen):
    tell.heading("3. The agent starts, and the clubs come to life")
    services.start_agent(chosen)
    came, seconds, why = clubs.wait_for_all(provider.head())
    tools.allotment("status")
    tell.check(f"Every club is in sync ({seconds:.1f} s)", came, why)
    listed = tools.accounts(GARDENERS)
    tell.check(f"Prosody itself lists {len(listed)} gardeners", f"rose@{GARDENERS}" in listed)
    munich = tools.accounts("schrebergärten-münchen.example")
    tell.check("… and Jürgen with his umlaut, under a domain with two more",
               "jürgen@schrebergärten-münchen.example" in munich, "\n".join(sorted(munich)))


def pages(chosen):
    tell.heading("4. What a visitor sees")
    tell.command("curl", "-H", f"Host: {GARDENERS}", f"http://127.0.0.1:{chosen.web}/")
    for host, words in PAGES:
        code, _, text = tools.page(host, chosen.web)
        tell.check(f"{host} says “{words}”", code == 200 and words in text, f"status {code}")
    for host, path, target in REDIRECTS:
        code, location, _ = tools.page(host, chosen.web, path)
        tell.check(f"{host}{path} leads to {target}",
                   code in (301, 302, 303, 307, 308) and location.endswith(target),
                   f"status {code}, location {location}")
    code, _, _ = tools.page(RINGERS, chosen.web)
    tell.check(f"{RINGERS} is suspended, and says that it is closed (503)", code == 503,
               f"status {code}")


def letter_link(address, chosen):
    """The link in the letter to a member."""
    for letter in sorted(layout.LETTERS.rglob("*.html")):
        text = html.unescape(letter.read_text(encoding="utf-8"))
        found = re.search(rf"http://[^\s\"'<>]+:{chosen.web}/join/[A-Za-z0-9_-]+", text)
        if address in text and found:
            return letter, found.group()
    return None, None


def invitation(chosen):
    tell.heading("5. An invitation becomes a login")
    tell.say("Nobody at the provider knows a password. Each member gets a letter with a link, and "
             "chooses one. Priya has just done so:")
    result = tools.allotment("letters", "thornbury-gardeners", "--out",
                             layout.shown(layout.LETTERS), lines=4)
    address, password = f"priya@{GARDENERS}", secrets.token_urlsafe(18)
    letter, link = letter_link(address, chosen)
    if not tell.check("Her letter is there", result.returncode == 0 and link):
        return
    tell.check("It is for her eyes only (mode 0600)", letter.stat().st_mode & 0o777 == 0o600)
    tell.check("The page took the password that she chose", *join.accept(link, password))
    login = tools.xmpp_login(address, password, chosen.chat)
    if login is None:
        tell.note("There is no XMPP client here to try it with (`make bootstrap` brings one)")
    else:
        tell.check("She logs in with it, in an XMPP client", login.returncode == 0,
                   login.stdout + login.stderr)
