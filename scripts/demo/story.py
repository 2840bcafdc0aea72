"""The story: what is done, and how one sees that it came true."""

import first
import mishaps
import commits
import services
import tell
import wait

STEPS = [
    first.repository, first.servers, first.convergence, first.pages, first.invitation,
    commits.new_member, mishaps.behind_its_back, mishaps.bad_commit,
]


def run():
    """(the ports, whether all of it came true)"""
    chosen = services.choose_ports()
    for step in STEPS:
        try:
            step(chosen)
        except wait.PATIENCE as error:
            tell.check("The story can go on", False, f"{type(error).__name__}: {error}")
            break
    return chosen, tell.summary()
