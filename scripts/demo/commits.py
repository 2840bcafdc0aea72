"""A good commit."""

import clubs
import first
import layout
import provider
import tell
import tools


def new_member(chosen):
    tell.heading("6. A commit: somebody joins, and the front page says so")
    revision = provider.add_clover()
    tell.command("git", "-C", layout.shown(layout.CLUBS), "show")
    tell.output(provider.changed_lines())
    came, seconds, why = clubs.wait_for("thornbury-gardeners", revision)
    tell.check(f"The gardeners are at this commit ({seconds:.1f} s)", came, why)
    tell.check("Prosody itself lists Clover", f"clover@{first.GARDENERS}" in
               tools.accounts(first.GARDENERS))
    tell.check("A visitor reads the news",
               provider.WELCOME in tools.page(first.GARDENERS, chosen.web)[2])
    tell.say("Where does her account come from?")
    result = tools.allotment("explain", f"clover@{first.GARDENERS}", lines=12)
    tell.check("From a line of a file, in a commit, by somebody", result.returncode == 0
               and "thornbury-gardeners.yaml" in result.stdout)
