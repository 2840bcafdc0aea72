"""The clubs as they should be, and the commits that change what that is."""

import dataclasses

import layout
import tools

ROLES = ["admin", "moderator", "member", "limited"]
PROVIDER = """\
apiVersion: allotment/v1
kind: Provider
name: Example Community Hosting
domain: clubs.example
contacts: {abuse: abuse@clubs.example}
tariffs:
  small:
    fee: {amount: "5.00", currency: EUR, period: month}
    limits: {members: 50, rooms: 5, uploads: 1GB, retention: P90D}
placements:
  green-1: {chat: prosody, web: caddy}
defaults: {tariff: small, placement: green-1, language: en}
policy: {prune: enabled}
"""


@dataclasses.dataclass
class Club:
    id: str
    members: dict = dataclasses.field(default_factory=dict)  # id: (name, role, state)
    rooms: dict = dataclasses.field(default_factory=dict)  # id: topic
    page: str = ""
    broken: bool = False  # its file cannot be read: what was before holds
    gone: bool = False
    strangers: set = dataclasses.field(default_factory=set)  # accounts that are not ours

    @property
    def host(self):
        return f"{self.id}.clubs.example"

    @property
    def name(self):
        return f"The {self.id} society"

    @property
    def file(self):
        return layout.CLUBS / "clubs" / f"{self.id}.yaml"

    @property
    def index(self):
        return layout.CLUBS / "sites" / self.id / "index.html"

    def text(self):
        lines = ["apiVersion: allotment/v1", "kind: Club", f"id: {self.id}", f"name: {self.name}",
                 "members:"]
        lines += [f"  - {{id: {i}, name: {name}, role: {role}, state: {state}}}"
                  for i, (name, role, state) in self.members.items()]
        lines += ["chat:", "  rooms:"]
        lines += [f"    - {{id: {i}, topic: {topic}}}" for i, topic in self.rooms.items()]
        lines += ["site:", f"  static: {{path: sites/{self.id}}}"]
        return "\n".join(lines) + "\n"

    def write(self):
        self.index.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(self.text(), encoding="utf-8")
        self.index.write_text(self.page, encoding="utf-8")


class World:
    """All clubs. Every kind of commit is a method that gives the club that it changed."""

    def __init__(self, count, random):
        self.random, self.number = random, 0
        self.clubs = {}
        self.newborn = set()  # of this round: nobody has seen them alive yet
        (layout.CLUBS / "clubs").mkdir(parents=True)
        (layout.CLUBS / "provider.yaml").write_text(PROVIDER, encoding="utf-8")
        for _ in range(count):
            self.found_club()
        tools.git("init", "--quiet", "--initial-branch=main")
        self.commit("Our clubs, as they were agreed")

    def commit(self, message):
        tools.git("add", "--all")
        tools.git("commit", "--quiet", "--allow-empty", "--message", message)

    def next(self):
        self.number += 1
        return self.number

    def pick(self, without=()):
        """A club whose file can be read, and that is in nobody's hands."""
        return self.random.choice([club for club in self.clubs.values()
                                   if not (club.broken or club.gone or club.id in without
                                           or club.id in self.newborn)])

    def member(self, club):
        """Anybody who is in, but the owner."""
        inside = [i for i, (_, role, state) in club.members.items()
                  if role != "owner" and state != "left"]
        return self.random.choice(inside)

    # What people commit.

    def found_club(self, _=()):
        club = Club(f"club-{self.next():05}", page=f"<p>Welcome, visitor {self.next()}</p>\n")
        club.members = {f"m{n}": (f"Member {n}", "member" if n else "owner", "active")
                        for n in range(6)}
        club.rooms = {"lounge": "Everything", "hall": "Nothing"}
        self.clubs[club.id] = club
        self.newborn.add(club.id)
        club.write()
        return club

    def join(self, busy):
        club = self.pick(busy)
        number = self.next()
        club.members[f"n{number}"] = (f"Newcomer {number}", self.random.choice(ROLES), "active")
        if len(club.members) > 40:
            for past in [i for i, entry in club.members.items() if entry[2] == "left"][:1]:
                del club.members[past]
        club.write()
        return club

    def change_member(self, busy):
        club = self.pick(busy)
        someone = self.member(club)
        club.members[someone] = (f"Member {self.next()}", self.random.choice(ROLES),
                                 self.random.choice(["active", "suspended"]))
        club.write()
        return club

    def leave(self, busy):
        club = self.pick(busy)
        if sum(state != "left" for _, _, state in club.members.values()) < 4:
            return self.join(busy)
        someone = self.member(club)
        name, role, _ = club.members[someone]
        if self.random.random() < 0.5:
            club.members[someone] = (name, role, "left")
        else:
            del club.members[someone]
        club.write()
        return club

    def change_room(self, busy):
        club = self.pick(busy)
        number = self.next()
        if len(club.rooms) < 4 and self.random.random() < 0.4:
            club.rooms[f"room-{number}"] = f"Opened as {number}"
        elif len(club.rooms) > 2 and self.random.random() < 0.5:
            del club.rooms[list(club.rooms)[-1]]
        else:
            club.rooms[self.random.choice(list(club.rooms))] = f"Topic {number}"
        club.write()
        return club

    def change_page(self, busy):
        club = self.pick(busy)
        club.page = f"<p>News number {self.next()}</p>\n"
        club.write()
        return club

    def break_file(self, busy):
        club = self.pick(busy)
        club.file.write_text(club.text() + "membres: []\n", encoding="utf-8")
        club.broken = True
        return club

    def mend_file(self, busy):
        broken = [club for club in self.clubs.values() if club.broken and club.id not in busy]
        if not broken:
            return self.change_page(busy)
        return self.mend(self.random.choice(broken))

    @staticmethod
    def mend(club):
        club.broken = False
        club.write()
        return club

    def close_club(self, busy):
        club = self.pick(busy)
        if club.strangers:  # its host stays with what is in it
            return self.change_page(busy)
        club.gone = True
        club.file.unlink()
        club.index.unlink()
        self.found_club()
        return club


COMMITS = {
    World.join: 5, World.change_member: 5, World.leave: 4, World.change_room: 5,
    World.change_page: 5, World.break_file: 2, World.mend_file: 3, World.close_club: 1,
}
