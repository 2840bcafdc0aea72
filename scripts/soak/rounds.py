"""Rounds of random commits and meddlings, each followed until the servers are as they should be."""

import time

import live
import meddling
import mishaps
import processes
import wait
import world as worlds

MISHAP_SECONDS = 900  # between two deaths of a server


class Soak:
    def __init__(self, world, chosen, patience):
        self.world, self.chosen, self.patience = world, chosen, patience
        self.random = world.random
        self.times = {}  # by kind: seconds until all was right
        self.missed = []  # what was not right in time
        self.meddlings = 0  # tried
        self.undone = []  # meddlings that did not come about: a server was just coming back
        self.mishap_at = time.monotonic() + MISHAP_SECONDS / 2

    def round(self):
        began = time.monotonic()
        self.world.newborn.clear()
        busy, pending = set(), []  # (kind, club)
        for _ in range(self.random.randint(0, 3)):
            kind, club = self._commit(busy)
            busy.add(club.id)
            pending.append((kind, club))
        if pending:
            self.world.commit(", ".join(f"{kind} {club.id}" for kind, club in pending))
        for _ in range(self.random.randint(0 if pending else 1, 4)):
            kind, club = self._meddle(busy)
            busy.add(club.id)
            pending.append((kind, club))
        if began > self.mishap_at:
            self._mishap()
        self._follow(pending)
        time.sleep(self.random.uniform(0, 3))

    def _commit(self, busy):
        kind = self.random.choices(list(worlds.COMMITS), worlds.COMMITS.values())[0]
        return f"commit: {_words(kind)}", kind(self.world, busy)

    def _meddle(self, busy):
        club = self.world.pick(busy)
        kind = self.random.choice(meddling.ALL)
        self.meddlings += 1
        try:
            kind(self.world, club)
        except (*wait.PATIENCE, IndexError) as error:
            self.undone.append(f"{_words(kind)} in {club.id}: {error}")
        return f"meddling: {_words(kind)}", club

    def _mishap(self):
        kind = self.random.choice(mishaps.ALL)
        kind(self.chosen)
        self.times.setdefault(f"mishap: {_words(kind)}", []).append(0.0)
        self.mishap_at = time.monotonic() + MISHAP_SECONDS

    def _follow(self, pending):
        start = time.monotonic()
        for kind, club in pending:  # each has a patience of its own
            came, why = self._is_right(club, self.patience)
            if came:
                self.times.setdefault(kind, []).append(time.monotonic() - start)
            else:
                self.missed.append(f"{kind} {club.id}: {why}")
            if club.gone:
                self.world.clubs.pop(club.id, None)

    def _is_right(self, club, seconds):
        def right():
            if not processes.alive("agent"):
                raise SystemExit("soak: the agent has ended. See .soak/logs/agent.log")
            why = live.difference(club, self.chosen.web)
            if why:
                raise ValueError(why)
            return True
        came, _, why = wait.until(right, seconds, pause=0.3)
        return came, why

    def finish(self):
        """Mends every file, and looks at every club, whether anybody touched it or not."""
        for club in self.world.clubs.values():
            if club.broken:
                self.world.mend(club)
        self.world.commit("Everything is mended")
        self._follow([("the last look", club) for club in list(self.world.clubs.values())])


def _words(function):
    return function.__name__.replace("_", " ")
