"""Samples what the agent holds, while all else goes on."""

import dataclasses
import http.client
import os
import statistics
import threading
import time

import processes

PAUSE = 10  # seconds


@dataclasses.dataclass
class Sample:
    seconds: float  # since the start
    resident: float  # MB
    descriptors: int  # but those of the clone's packs
    packs: int  # one for each fetch, until the clone is made anew
    threads: int
    healthy: bool


class Watch:
    def __init__(self, port):
        self.port, self.samples, self.start = port, [], time.monotonic()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self):
        self._end.set()
        self._thread.join(timeout=PAUSE)

    def _run(self):
        while not self._end.wait(PAUSE):
            try:
                self.samples.append(self._sample(processes.pid_of("agent")))
            except (OSError, TypeError):
                return  # it has ended, and whoever waits for it will say so

    def _sample(self, pid):
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            status = dict(line.split(":", 1) for line in file)
        opened = list(_opened(pid))
        packs = sum(name.endswith((".pack", ".pack (deleted)")) for name in opened)
        return Sample(
            time.monotonic() - self.start, int(status["VmRSS"].split()[0]) / 1024,
            len(opened) - packs, packs, int(status["Threads"]), self._healthy())

    def _healthy(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def settled(self):
        """The samples after the first quarter: caches are filled by then."""
        return self.samples[len(self.samples) // 4:]

    def growth(self, value):
        """The median of the first and of the last third of what is settled."""
        samples = self.settled()
        third = max(1, len(samples) // 3)
        return (statistics.median(map(value, samples[:third])),
                statistics.median(map(value, samples[-third:])))


def _opened(pid):
    """What the process has open, by name."""
    for number in os.listdir(f"/proc/{pid}/fd"):
        try:
            yield os.readlink(f"/proc/{pid}/fd/{number}")
        except FileNotFoundError:
            pass  # closed since
