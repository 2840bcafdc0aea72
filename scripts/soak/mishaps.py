"""The servers die and come back. The agent never does: it is what is watched."""

import os
import signal

import processes
import services


def kill_prosody(chosen):
    _kill("prosody")
    services.start_prosody(chosen, seconds=600)


def kill_caddy(chosen):
    _kill("caddy")
    services.start_caddy(chosen)


def _kill(name):
    os.kill(processes.pid_of(name), signal.SIGKILL)
    processes.stop(name)


ALL = [kill_prosody, kill_caddy]
