"""Bad days: somebody works behind the agent's back, and somebody commits a mistake."""

import os

import clubs
import first
import layout
import provider
import tell
import tools
import wait

CLUB = "thornbury-gardeners"
CLOVER = f"clover@{first.GARDENERS}"
HEADING = "Come and dig with us"
GRAFFITI = "Slugs are the real gardeners."


def _published_page():
    return (layout.WEB / "sites" / first.GARDENERS / "index.html").resolve(strict=True)


def _paint_over():
    """Edits the page where the web server has it, as an editor does: write aside, rename."""
    page = _published_page()
    text = page.read_text(encoding="utf-8").replace(HEADING, GRAFFITI)
    os.chmod(page.parent, 0o755)
    aside = page.with_name("index.html~")
    aside.write_text(text, encoding="utf-8")
    os.chmod(aside, 0o644)
    os.replace(aside, page)
    tell.command("sed", "-i", f"s/{HEADING}/{GRAFFITI}/",
                 layout.shown(layout.WEB / "sites" / first.GARDENERS / "index.html"))


def behind_its_back(chosen):
    tell.heading("7. Somebody works behind its back")
    tell.say("An account is deleted by hand, and a published page is edited in place. The club is "
             "paused for that long, so that there is time to look: the agent would mend it first.")
    paused = tools.allotment("pause", CLUB, "--reason", "to show what drift is")
    tools.prosodyctl("deluser", CLOVER)
    _paint_over()
    gone = CLOVER not in tools.accounts(first.GARDENERS)
    painted = GRAFFITI in tools.page(first.GARDENERS, chosen.web)[2]
    tell.check("Clover's account is gone, and the page says something else", gone and painted)
    result = tools.allotment("drift", "--club", CLUB)
    drifted = tools.drifted(CLUB)
    tell.check("`drift` finds both (exit code 2)", paused.returncode == 0
               and result.returncode == 2 and drifted >= {"prosody", "caddy"}, str(drifted))
    tools.allotment("resume", CLUB)

    def healed():
        if CLOVER not in tools.accounts(first.GARDENERS):
            raise ValueError("Clover's account is still missing")
        code, _, text = tools.page(first.GARDENERS, chosen.web)
        if code != 200 or HEADING not in text or GRAFFITI in text:
            raise ValueError(f"the page is still wrong (status {code})")
        return True
    came, seconds, why = wait.until(healed, clubs.SECONDS)
    tell.check(f"Both came back, without anybody's doing ({seconds:.1f} s)", came, why)
    came, _, why = clubs.wait_for_all()
    result = tools.allotment("drift")
    tell.check("Nothing has drifted any more (exit code 0)", came and result.returncode == 0, why)


def bad_commit(chosen):
    tell.heading("8. A mistake is committed, together with something good")
    line = provider.slip_of_the_pen()
    place = f"clubs/hobby/knit-and-natter.yaml:{line}"
    tell.output(provider.changed_lines())
    result = tools.allotment("validate", layout.shown(layout.CLUBS), configured=False)
    tell.check(f"`validate` refuses it and says where: {place} (exit code 3)",
               result.returncode == 3 and place in result.stdout + result.stderr)

    def diary_is_live():
        return provider.EVENT in tools.page("thornbury-railway.example", chosen.web,
                                            "/diary.html")[2]
    came, seconds, why = wait.until(diary_is_live, clubs.SECONDS)
    tell.check(f"The railway's diary is live all the same ({seconds:.1f} s)", came, why)

    def knitters_say_so():
        said = clubs.messages(tools.status()["knit-and-natter"])
        if place not in said:
            raise ValueError(f"the conditions say: {said}")
        return True
    came, _, why = wait.until(knitters_say_so, clubs.SECONDS)
    tools.allotment("status", "knit-and-natter")
    tell.check("`status` says why the knitters wait", came, why)
    host = "knit-and-natter.clubs.example"
    tell.check("The knitters keep what they had: page and accounts",
               tools.page(host, chosen.web)[0] == 200 and f"yaw@{host}" in tools.accounts(host))

    tell.say("The next commit mends it:")
    revision = provider.mend()
    tell.output(provider.changed_lines())
    came, seconds, why = clubs.wait_for("knit-and-natter", revision)
    tell.check(f"The knitters are in sync again ({seconds:.1f} s)", came, why)
