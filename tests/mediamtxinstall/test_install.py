"""The installation against a web server that cuts, lies, redirects and refuses."""

import hashlib
import io
import os
import shutil
import tarfile
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from streamingpro.mediamtx.program import installed_path, version_of
from streamingpro.mediamtxinstall import archive, download
from streamingpro.mediamtxinstall.errors import (
    BadArchive,
    InstallError,
    Interrupted,
    NoChecksum,
    NoRoom,
    NotFound,
    Refused,
    Unreachable,
    Unsupported,
    WrongChecksum,
)
from streamingpro.mediamtxinstall.install import Order, client, install
from streamingpro.mediamtxinstall.release import (
    CHECKSUMS,
    RELEASE,
    Release,
    as_sum,
    listed_sum,
    platform_of,
)
from tests.mediamtxinstall.origin import Origin, serving

PROGRAM = b"#!/bin/sh\necho v1.20.1\n" + b"#" + os.urandom(40_000).hex().encode() + b"\n"
NAME = "mediamtx_v1.20.1_linux_amd64.tar.gz"


def packed(members: dict[str, bytes], *, kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    """A tar.gz archive."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, body in members.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.type, member.linkname = len(body), 0o4777, kind, link
            tar.addfile(member, io.BytesIO(body))
    return buffer.getvalue()


ARCHIVE = packed({"LICENSE": b"MIT", "mediamtx": PROGRAM, "mediamtx.yml": b"paths:"})


def sum_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@pytest.fixture
def origin() -> Iterator[Origin]:
    with serving() as origin:
        origin.files = {
            f"/v1.20.1/{NAME}": ARCHIVE,
            f"/v1.20.1/{CHECKSUMS}": f"{'0' * 64} *other\n{sum_of(ARCHIVE)} *{NAME}\n".encode(),
        }
        yield origin


@pytest.fixture
def order(origin: Origin, tmp_path: Path) -> Order:
    release = Release((1, 20, 1), f"{origin.address}/v1.20.1")
    return Order(release, "linux_amd64", tmp_path)


def run(order: Order) -> Path:
    with client(use_proxy=False) as http:
        return install(order, http, pause=lambda _s: None).path


def left_over(order: Order) -> set[str]:
    """Everything in the folder but the program and the lock."""
    folder = installed_path(order.data_dir).parent
    return {path.name for path in folder.iterdir()} - {"mediamtx", ".install.lock"}


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


class TestOrigins:
    def test_a_mirror_has_the_archive_but_not_the_last_word(
        self, order: Order, origin: Origin
    ) -> None:
        origin.files[f"/mirror/{NAME}"] = ARCHIVE
        origin.files[f"/mirror/{CHECKSUMS}"] = f"{'1' * 64} *{NAME}".encode()
        assert run(replace(order, origin=f"{origin.address}/mirror/")).read_bytes() == PROGRAM
        assert f"/mirror/{CHECKSUMS}" not in [path for path, _ in origin.asked]

    def test_an_archive_by_its_address(self, order: Order, origin: Origin) -> None:
        origin.files["/my.tar.gz"] = ARCHIVE
        assert run(replace(order, origin=f"{origin.address}/my.tar.gz")).read_bytes() == PROGRAM

    def test_a_file_or_its_folder_needs_no_server(self, tmp_path: Path) -> None:
        (tmp_path / NAME).write_bytes(ARCHIVE)
        release = Release((1, 20, 1), "http://127.0.0.1:1", {"linux_amd64": sum_of(ARCHIVE)})
        for given in (tmp_path, tmp_path / NAME):
            data = tmp_path / f"data-{given.name}"
            order = Order(release, "linux_amd64", data, str(given))
            assert run(order).read_bytes() == PROGRAM
            assert left_over(order) == set()
        assert (tmp_path / NAME).read_bytes() == ARCHIVE, "a file of the user's is left alone"

    def test_a_file_is_checked_as_well(self, order: Order, tmp_path: Path) -> None:
        (tmp_path / NAME).write_bytes(ARCHIVE + b"x")
        with pytest.raises(WrongChecksum):
            run(replace(order, origin=str(tmp_path)))

    def test_a_file_that_is_not_there(self, order: Order, tmp_path: Path) -> None:
        with pytest.raises(NotFound, match="There is no file"):
            run(replace(order, origin=str(tmp_path / "nowhere")))

    def test_the_users_checksum_counts_before_all_others(
        self, order: Order, origin: Origin
    ) -> None:
        newer = packed({"mediamtx": b"#!/bin/sh\necho v1.21.0\n"})
        origin.files["/new.tar.gz"] = newer
        given = replace(order, origin=f"{origin.address}/new.tar.gz")
        with pytest.raises(WrongChecksum):
            run(given)
        assert version_of(run(replace(given, sha256=sum_of(newer).upper()))) == (1, 21, 0)
        with pytest.raises(NoChecksum):
            run(replace(given, sha256="abc"))


class TestArchive:
    def refused(self, order: Order, body: bytes, words: str) -> None:
        file = order.data_dir / "given.tar.gz"
        file.write_bytes(body)
        with pytest.raises(BadArchive, match=words):
            run(replace(order, origin=str(file), sha256=sum_of(body)))
        assert not installed_path(order.data_dir).exists()
        assert left_over(order) == set()

    @pytest.mark.parametrize("name", ["../mediamtx", "/tmp/mediamtx", "x/mediamtx", "mediamtx.exe"])
    def test_only_the_program_itself_is_taken(self, order: Order, name: str) -> None:
        self.refused(order, packed({name: PROGRAM}), "no program")

    def test_a_link_is_no_program(self, order: Order) -> None:
        body = packed({"mediamtx": b""}, kind=tarfile.SYMTYPE, link="/bin/sh")
        self.refused(order, body, "no program")

    @pytest.mark.parametrize("body", [b"", b"no archive", ARCHIVE[:9000], ARCHIVE[:30]], ids=len)
    def test_what_is_no_whole_archive_is_told(self, order: Order, body: bytes) -> None:
        self.refused(order, body, "no tar.gz archive, or a damaged one")

    def test_one_that_is_too_large_is_not_unpacked(
        self, order: Order, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(archive, "MAX_PROGRAM_BYTES", 1000)
        self.refused(order, packed({"x": b"0" * 900, "mediamtx": b"0" * 101}), "larger")

    def test_a_program_for_another_machine_is_not_put_in_place(self, order: Order) -> None:
        self.refused(order, packed({"mediamtx": b"\x7fELF of another"}), "does not run")

    def test_another_version_is_not_put_in_place(self, order: Order, origin: Origin) -> None:
        older = packed({"mediamtx": b"#!/bin/sh\necho v1.19.0\n"})
        origin.files[f"/v1.20.1/{NAME}"] = older
        pinned = replace(order.release, pinned={"linux_amd64": sum_of(older)})
        with pytest.raises(BadArchive, match=r"v1\.19\.0 in it, and not v1\.20\.1"):
            run(replace(order, release=pinned))


class TestRelease:
    def test_the_one_that_is_installed(self) -> None:
        assert RELEASE.url(RELEASE.archive("linux_arm64")) == (
            "https://github.com/bluenviron/mediamtx/releases/download/v1.20.1/"
            "mediamtx_v1.20.1_linux_arm64.tar.gz"
        )
        assert all(as_sum(value) == value for value in RELEASE.pinned.values())

    @pytest.mark.parametrize(
        ("system", "machine", "name"),
        [
            ("Linux", "x86_64", "linux_amd64"),
            ("Linux", "aarch64", "linux_arm64"),
            ("Linux", "armv7l", "linux_armv7"),
            ("Linux", "armv6l", "linux_armv6"),
            ("Darwin", "arm64", "darwin_arm64"),
            ("Darwin", "x86_64", "darwin_amd64"),
        ],
    )
    def test_every_machine_has_its_archive(self, system: str, machine: str, name: str) -> None:
        assert platform_of(system, machine) == name

    def test_other_machines_have_none(self) -> None:
        with pytest.raises(Unsupported, match="riscv64"):
            platform_of("Linux", "riscv64")

    @pytest.mark.parametrize("line", [f"{'A' * 64} *{NAME}", f"{'a' * 64}  {NAME}"])
    def test_lists_of_both_forms_are_read(self, line: str) -> None:
        assert listed_sum(f"{'b' * 64} *x\n{line}\n", NAME) == "a" * 64
        assert listed_sum(line, "x") is None
