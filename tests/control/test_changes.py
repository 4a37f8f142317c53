"""Change notices reach everybody, whatever one of them does."""

from streamingpro.control.changes import Change, ChangeBus, ChangeKind


def test_all_listeners_hear_until_they_leave() -> None:
    bus, first, second = ChangeBus(), list[Change](), list[Change]()
    leave = bus.subscribe(first.append)
    bus.subscribe(second.append)
    bus.notify(ChangeKind.OUTPUTS, ["o"], input_ids=["i"])
    leave()
    leave()
    bus.notify(ChangeKind.INPUTS, iter(["i"]))
    assert first == [Change(ChangeKind.OUTPUTS, ("o",), ("i",))]
    assert second == [*first, Change(ChangeKind.INPUTS, ("i",), ("i",))]


def test_one_that_fails_hinders_nobody() -> None:
    bus, heard = ChangeBus(), list[Change]()

    def broken(_change: Change) -> None:
        raise RuntimeError

    bus.subscribe(broken)
    bus.subscribe(heard.append)
    bus.notify(ChangeKind.INPUTS, ["i"])
    assert len(heard) == 1
