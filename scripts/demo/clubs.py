"""What the story waits for in `allotment status`."""

import tools
import wait

SECONDS = 120


def applied(club, revision):
    return club["sync"] == "Synced" and (club["lastAppliedRevision"] or "").endswith(revision)


def wait_for_all(revision=None, seconds=SECONDS):
    """(came true, seconds, why not) of: every club is in sync, and at the revision if one is given."""
    def all_there():
        clubs = tools.status()
        rest = [i for i, club in clubs.items()
                if club["sync"] != "Synced" or (revision and not applied(club, revision))]
        if rest or not clubs:
            raise ValueError(f"not in sync: {', '.join(rest) or 'no club at all'}")
        return True
    return wait.until(all_there, seconds)


def wait_for(identifier, revision, seconds=SECONDS):
    def there():
        club = tools.status()[identifier]
        if not applied(club, revision):
            raise ValueError(f"{identifier}: {club['sync']} at {club['lastAppliedRevision']}")
        return True
    return wait.until(there, seconds)


def messages(club):
    return " ".join(condition.get("message") or "" for condition in club["conditions"])
