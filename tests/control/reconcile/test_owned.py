"""Which paths are ours on each server, and with which key who publishes there was let in."""

from streamingpro.control.db import Database
from streamingpro.control.reconcile.owned import OwnedPaths


async def test_what_is_added_is_remembered_by_the_next_one(db: Database) -> None:
    await OwnedPaths(db, "a").add({"show": None, "cam": "v1"})
    again = OwnedPaths(db, "a")
    assert await again.names() == {"show", "cam"}
    await again.remove({"show", "never there"})
    assert await again.names() == {"cam"}
    assert await OwnedPaths(db, "a").names() == {"cam"}


async def test_each_server_has_its_own(db: Database) -> None:
    await OwnedPaths(db, "a").add({"show": "v1"})
    other = OwnedPaths(db, "b")
    assert await other.names() == set()
    await other.add({"show": "v2"})
    await other.remove({"show"})
    assert await OwnedPaths(db, "a").names() == {"show"}


async def test_names_are_a_set_of_their_own(db: Database) -> None:
    owned = OwnedPaths(db, "a")
    names = set(await owned.names())
    await owned.add({"show": None})
    assert names == set()
    assert await owned.names() == {"show"}


async def test_a_key_that_changed_is_outdated_until_who_came_with_it_was_sent_away(
    db: Database,
) -> None:
    owned = OwnedPaths(db, "a")
    await owned.add({"show": "v1", "cam": "v1"})
    assert await owned.outdated({"show": "v1", "cam": "v1"}) == []
    await owned.add({"show": "v2"})  # as with every round: what is known stays
    assert await owned.outdated({"show": "v2", "cam": "v1"}) == ["show"]
    assert await OwnedPaths(db, "a").outdated({"show": "v2"}) == ["show"], "over a restart too"
    await owned.key_changed("show", "v2")
    assert await owned.outdated({"show": "v2"}) == []
    assert await OwnedPaths(db, "a").outdated({"show": "v2"}) == []


async def test_a_path_that_is_not_there_has_no_publisher_with_an_old_key(db: Database) -> None:
    assert await OwnedPaths(db, "a").outdated({"show": "v1"}) == []
