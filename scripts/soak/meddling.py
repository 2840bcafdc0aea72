"""What people do behind the agent's back. Each gives a club of which something is wrong now."""

import os
import secrets

import layout
import live
import tools


def _site(club):
    return layout.WEB / "sites" / club.host


def _published(club):
    return (_site(club) / "index.html").resolve(strict=True)


def delete_account(world, club):
    """With Prosody's own tool."""
    _must(tools.prosodyctl("deluser", f"{world.member(club)}@{club.host}", show=False))


def take_account(world, club):
    live.module("account_remove", host=club.host, user=world.member(club))


def promote(world, club):
    user = world.member(club)
    name, role, state = club.members[user]
    live.module("account_put", host=club.host, user=user, member=user, name=name,
                role="owner" if role != "owner" else "limited", state=state)


def rename_room(world, club):
    room = world.random.choice(live.module("read", host=club.host)["rooms"])
    keys = ("room", "name", "membersOnly", "public", "affiliations")
    live.module("room_put", host=club.host, topic="Slugs", **{key: room[key] for key in keys})


def throw_out(world, club):
    room = world.random.choice(live.module("read", host=club.host)["rooms"])
    keys = ("room", "name", "topic", "membersOnly", "public")
    live.module("room_put", host=club.host, affiliations={}, **{key: room[key] for key in keys})


def destroy_room(world, club):
    live.module("room_remove", host=club.host, room=world.random.choice(list(club.rooms)))


def take_contacts(_, club):
    live.module("contact_list_remove", host=club.host, id="everyone")


def lose_host_file(_, club):
    (layout.PROSODY / "hosts" / f"{club.host}.json").unlink()


def paint_page(_, club):
    page = _published(club)
    os.chmod(page, 0o644)
    page.write_text("Slugs are the real gardeners.", encoding="utf-8")


def lose_page(_, club):
    _published(club).unlink()


def lose_site(_, club):
    _site(club).unlink()


def lead_elsewhere(_, club):
    aside = _site(club).with_name(".aside")
    aside.symlink_to(layout.WEB)
    aside.rename(_site(club))


def add_stranger(world, club):
    """Not a fault: it must be left alone."""
    user = f"stranger{world.next()}"
    _must(tools.prosodyctl("register", user, club.host, secrets.token_urlsafe(12), show=False))
    club.strangers.add(user)


def _must(result):
    if result.returncode != 0:
        raise ValueError(f"prosodyctl: {result.stdout}{result.stderr}")


ALL = [delete_account, take_account, promote, rename_room, throw_out, destroy_room, take_contacts,
       lose_host_file, paint_page, lose_page, lose_site, lead_elsewhere, add_stranger]
