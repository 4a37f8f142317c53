"""Where the archive may come from, what may be in it, and which one it is."""

import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from streamingpro.mediamtx.program import installed_path, version_of
from streamingpro.mediamtxinstall import archive
from streamingpro.mediamtxinstall.errors import (
    BadArchive,
    NoChecksum,
    NotFound,
    Unsupported,
    WrongChecksum,
)
from streamingpro.mediamtxinstall.install import Order
from streamingpro.mediamtxinstall.release import (
    CHECKSUMS,
    RELEASE,
    Release,
    as_sum,
    listed_sum,
    platform_of,
)
from tests.mediamtxinstall.material import ARCHIVE, NAME, PROGRAM, left_over, packed, run, sum_of
from tests.mediamtxinstall.origin import Origin


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
