"""The installation against a web server that cuts, lies, redirects and refuses."""

import shutil
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from streamingpro.mediamtx.program import installed_path, version_of
from streamingpro.mediamtxinstall import download
from streamingpro.mediamtxinstall.errors import (
    InstallError,
    Interrupted,
    NoChecksum,
    NoRoom,
    NotFound,
    Refused,
    Unreachable,
    WrongChecksum,
)
from streamingpro.mediamtxinstall.install import Order, client, install
from streamingpro.mediamtxinstall.release import (
    CHECKSUMS,
    Release,
)
from tests.mediamtxinstall.material import ARCHIVE, NAME, PROGRAM, left_over, packed, run, sum_of
from tests.mediamtxinstall.origin import Origin, serving


def test_it_is_there_can_be_run_and_nothing_is_left_over(order: Order, origin: Origin) -> None:
    path = run(order)
    assert path == installed_path(order.data_dir)
    assert path.read_bytes() == PROGRAM
    assert path.stat().st_mode & 0o7777 == 0o755, "no bit of the archive's own"
    assert version_of(path) == (1, 20, 1)
    assert left_over(order) == set()
    assert [path for path, _ in origin.asked] == [f"/v1.20.1/{CHECKSUMS}", f"/v1.20.1/{NAME}"]


def test_with_a_checksum_of_ours_nobody_is_asked_for_one(order: Order, origin: Origin) -> None:
    pinned = replace(order.release, pinned={"linux_amd64": sum_of(ARCHIVE)})
    run(replace(order, release=pinned))
    assert [path for path, _ in origin.asked] == [f"/v1.20.1/{NAME}"]


def test_a_transfer_that_breaks_off_goes_on_where_it_ended(order: Order, origin: Origin) -> None:
    origin.cuts = [None, 5000, 7000]
    assert run(order).read_bytes() == PROGRAM
    assert [part for _, part in origin.asked[1:]] == [None, "bytes=5000-", "bytes=12000-"]


def test_the_next_run_goes_on_where_the_one_before_ended(order: Order, origin: Origin) -> None:
    origin.cuts = [None, 5000, *[0] * download.ATTEMPTS]
    with pytest.raises(Interrupted, match=r"0\.0 MB that have come are kept"):
        run(order)
    assert left_over(order) == {f".{NAME}.part", f".{NAME}.part.json"}
    origin.asked.clear()
    assert run(order).read_bytes() == PROGRAM
    assert origin.asked[-1] == (f"/v1.20.1/{NAME}", "bytes=5000-")
    assert left_over(order) == set()


def test_where_no_parts_are_served_it_begins_again(order: Order, origin: Origin) -> None:
    origin.ranges = False
    origin.cuts = [None, 5000]
    assert run(order).read_bytes() == PROGRAM


def test_without_a_mark_it_begins_again(order: Order, origin: Origin) -> None:
    """Nobody could tell whether the rest is that of the same file."""
    origin.mark = None
    origin.cuts = [None, 5000]
    assert run(order).read_bytes() == PROGRAM
    assert origin.asked[-1][1] is None


def test_a_file_that_changed_in_between_is_fetched_anew(order: Order, origin: Origin) -> None:
    origin.cuts = [None, 5000, *[0] * download.ATTEMPTS]
    origin.files[f"/v1.20.1/{NAME}"] = b"x" * 20_000
    with pytest.raises(Interrupted):
        run(order)
    origin.files[f"/v1.20.1/{NAME}"] = ARCHIVE
    origin.mark = '"two"'
    assert run(order).read_bytes() == PROGRAM


def test_a_partial_file_that_is_too_long_is_thrown_away(order: Order, origin: Origin) -> None:
    origin.cuts = [None, 5000, *[0] * download.ATTEMPTS]
    with pytest.raises(Interrupted):
        run(order)
    part = installed_path(order.data_dir).with_name(f".{NAME}.part")
    with part.open("ab") as file:
        file.write(b"x" * len(ARCHIVE))
    assert run(order).read_bytes() == PROGRAM


def test_a_complete_partial_file_is_not_fetched_again(order: Order, origin: Origin) -> None:
    origin.cuts = [None, 5000, *[0] * download.ATTEMPTS]
    with pytest.raises(Interrupted):
        run(order)
    installed_path(order.data_dir).with_name(f".{NAME}.part").write_bytes(ARCHIVE)
    origin.asked.clear()
    assert run(order).read_bytes() == PROGRAM
    assert origin.asked[-1][1] == f"bytes={len(ARCHIVE)}-"


def test_a_server_that_does_not_tell_the_size_is_fine(order: Order, origin: Origin) -> None:
    origin.length = False
    assert run(order).read_bytes() == PROGRAM


def test_a_server_that_is_busy_is_asked_again(order: Order, origin: Origin) -> None:
    pinned = replace(order.release, pinned={"linux_amd64": sum_of(ARCHIVE)})
    origin.statuses = [503, 429, 500]
    assert run(replace(order, release=pinned)).read_bytes() == PROGRAM


def test_wrong_bytes_are_never_used_and_not_kept(order: Order, origin: Origin) -> None:
    run(order)
    evil = packed({"mediamtx": b"#!/bin/sh\ntouch /tmp/owned; echo v1.20.1\n"})
    origin.files[f"/v1.20.1/{NAME}"] = evil
    with pytest.raises(WrongChecksum, match=sum_of(evil)):
        run(order)
    assert installed_path(order.data_dir).read_bytes() == PROGRAM, "what was there is there still"
    assert left_over(order) == set()


def test_redirects_are_followed_also_for_parts(order: Order, origin: Origin) -> None:
    origin.files["/storage/x"] = origin.files.pop(f"/v1.20.1/{NAME}")
    origin.redirects = {f"/v1.20.1/{NAME}": "/storage/x"}
    origin.cuts = [None, 5000]
    assert run(order).read_bytes() == PROGRAM
    assert origin.asked[-1] == ("/storage/x", "bytes=5000-")


def test_redirects_without_end_are_told(order: Order, origin: Origin) -> None:
    origin.redirects = {f"/v1.20.1/{NAME}": f"/v1.20.1/{NAME}"}
    with pytest.raises(Refused, match="without end"):
        run(order)


def test_a_redirect_away_from_encryption_is_not_followed(order: Order) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.scheme == "https", "this must never be asked"
        return httpx.Response(302, headers={"Location": "http://elsewhere/x"})

    given = replace(order, origin="https://mirror/", sha256="0" * 64)
    http = client(use_proxy=False, transport=httpx.MockTransport(answer))
    with http, pytest.raises(Refused, match="without encryption"):
        install(given, http)


def test_a_missing_file_is_told(order: Order, origin: Origin) -> None:
    del origin.files[f"/v1.20.1/{NAME}"]
    with pytest.raises(NotFound, match=rf"{NAME} \(HTTP 404\)"):
        run(order)


def test_a_refusal_is_told(order: Order, origin: Origin) -> None:
    pinned = replace(order.release, pinned={"linux_amd64": sum_of(ARCHIVE)})
    origin.statuses = [403]
    with pytest.raises(Refused, match="HTTP 403"):
        run(replace(order, release=pinned))


def test_offline_is_told_and_what_to_do_then(tmp_path: Path) -> None:
    with serving() as gone:
        address = gone.address
    release = Release((1, 20, 1), address, {"linux_amd64": "0" * 64})
    with pytest.raises(Unreachable, match=r"Is this machine online\?.*--from"):
        run(Order(release, "linux_amd64", tmp_path))
    with pytest.raises(Unreachable, match=r"which has the checksums.*--sha256"):
        run(Order(release, "linux_arm64", tmp_path))


def test_a_list_without_this_archive_is_told(order: Order, origin: Origin) -> None:
    origin.files[f"/v1.20.1/{CHECKSUMS}"] = b"nothing of use"
    with pytest.raises(NoChecksum, match="does not list"):
        run(order)
    del origin.files[f"/v1.20.1/{CHECKSUMS}"]
    with pytest.raises(NotFound, match="--sha256"):
        run(order)


def test_no_room_is_told_before_anything_is_written(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9 - 10**6, 10**6))
    with pytest.raises(NoRoom, match="are needed, 1 MB are free"):
        run(order)


def test_a_folder_that_can_not_be_made_is_told(order: Order) -> None:
    (order.data_dir / "bin").write_text("a file")
    with pytest.raises(NoRoom, match="can't be used"):
        run(order)


def test_two_at_once_do_not_disturb_each_other(order: Order) -> None:
    with client(use_proxy=False) as http, pytest.raises(InstallError, match="under way"):
        install(order, http, progress=lambda _have, _whole: run(order) and None)
