"""The provider's repository of the story, and the changes that people make to it."""

import shutil

import layout
import tools

GARDENERS = layout.CLUBS / "clubs" / "thornbury-gardeners.yaml"
KNITTERS = layout.CLUBS / "clubs" / "hobby" / "knit-and-natter.yaml"
FRONT_PAGE = layout.CLUBS / "sites" / "thornbury-gardeners" / "index.html"
DIARY = layout.CLUBS / "sites" / "thornbury-railway" / "diary.html"

WELCOME = "A warm welcome to Clover Mead on plot 31, who brings her own wheelbarrow."
EVENT = "Wagons wanted: bring what runs, and what does not"


def create():
    shutil.copytree(layout.EXAMPLES, layout.CLUBS)
    tools.git("init", "--quiet", "--initial-branch=main")
    return commit("Our clubs, as they were agreed")


def commit(message):
    tools.git("add", "--all")
    tools.git("commit", "--quiet", "--message", message)
    return head()


def head():
    return tools.git("rev-parse", "HEAD").strip()


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"demo: {layout.shown(path)} is not the file that the story knows")
    path.write_text(text.replace(old, new), encoding="utf-8")


def add_clover():
    last = "  - {id: zanele, name: Zanele Dube}\n"
    edit(GARDENERS, last, last + "  - {id: clover, name: Clover Mead, devices: [phone]}\n")
    news = '    <ul class="news">\n'
    edit(FRONT_PAGE, news, f"{news}      <li>{WELCOME}</li>\n")
    return commit("Clover has joined the gardeners")


def slip_of_the_pen():
    """One good change and one bad one, in one commit. The line of the bad one."""
    edit(KNITTERS, "name: Yaw Asante, role: admin", "name: Yaw Asante, rol: admin")
    row = "      <tr><td>16 December</td>"
    edit(DIARY, row, f"      <tr><td>9 December</td><td>{EVENT}</td></tr>\n{row}")
    commit("Diary for the railway; Yaw looks after the wool")
    lines = KNITTERS.read_text(encoding="utf-8").splitlines()
    return 1 + next(i for i, line in enumerate(lines) if "rol: admin" in line)


def mend():
    edit(KNITTERS, "name: Yaw Asante, rol: admin", "name: Yaw Asante, role: admin")
    return commit("Yaw's role, spelled right")


def changed_lines():
    """The last commit, as short as one can say it."""
    shown = tools.git("show", "--format=%h %an: %s", "--unified=0", "--no-color").splitlines()
    rows = shown[:1]
    for line in shown[1:]:
        if line.startswith("+++ b/"):
            rows.append(line.removeprefix("+++ b/"))
        elif line.startswith(("+", "-")) and not line.startswith("---"):
            rows.append("  " + line)
    return "\n".join(rows)
