"""Which addresses and files a source may reach."""

from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from streamingpro.engine.sources import guard as guard_module
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.guard import Guard, is_public
from streamingpro.engine.sources.pull import SourceOptions

NOBODY = SourceOptions()


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.9.10", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192"),
        *("224.0.0.1", "239.1.2.3", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::7f00:1"),
        *("64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1"),
        *("2001:db8::1", "2001::1", "3fff::1", "100::1", "4000::1"),
    ],
)
def test_what_belongs_to_this_machine_or_its_network_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not Guard(NOBODY).allows(address)
    assert Guard(SourceOptions(networks="any")).allows(address)


@pytest.mark.parametrize(
    "address",
    [
        *("1.1.1.1", "8.8.8.8", "93.184.215.14", "172.15.0.1", "172.32.0.1", "100.128.0.1"),
        *("2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"),
    ],
)
def test_the_public_internet(address: str) -> None:
    assert is_public(ip_address(address))
    assert Guard(NOBODY).allows(address)


def test_an_administrator_allows_networks_and_no_others() -> None:
    networks = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    guard = Guard(SourceOptions(networks=networks))
    assert guard.allows("10.200.0.1")
    assert guard.allows("::ffff:10.0.0.1"), "it leads to the same place"
    assert guard.allows("fd12::1")
    assert not guard.allows("127.0.0.1")
    assert not guard.allows("192.168.0.1")
    assert not guard.allows("nonsense")


async def refusal(guard: Guard, host: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await guard.resolve(host, 80)
    return caught.value


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "::1", "0", "127.1", "0x7f.1", "2130706433", "017700000001"]
)
async def test_every_way_to_write_a_local_address(host: str) -> None:
    problem = await refusal(Guard(NOBODY), host)
    assert problem.kind is SourceErrorKind.FORBIDDEN
    assert "STREAMINGPRO_PULL_NETWORKS" in problem.message


@pytest.mark.parametrize("host", ["no.such.name.invalid", "a" * 64 + ".example", "..", "ü" * 70])
async def test_names_that_are_none(host: str) -> None:
    assert (await refusal(Guard(NOBODY), host)).kind is SourceErrorKind.DNS


async def test_of_several_addresses_only_the_allowed_ones_are_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def two(_host: str, port: int) -> list[object]:
        return [(2, 1, 6, "", (ip, port)) for ip in ("10.0.0.1", "8.8.8.8", "169.254.169.254")]

    monkeypatch.setattr(guard_module, "resolve", two)
    found = await Guard(NOBODY).resolve("mixed.example", 80)
    assert [entry[4][0] for entry in found] == ["8.8.8.8"]


# files


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """A media folder with a file and links in it, and a secret beside it."""
    (tmp_path / "media" / "deep").mkdir(parents=True)
    (tmp_path / "media" / "a.mp4").write_bytes(b"a")
    (tmp_path / "secret.mp4").write_bytes(b"s")
    (tmp_path / "media-2").mkdir()
    (tmp_path / "media-2" / "b.mp4").write_bytes(b"b")
    (tmp_path / "media" / "in").symlink_to("a.mp4")
    (tmp_path / "media" / "out").symlink_to("../secret.mp4")
    (tmp_path / "media" / "deep" / "up").symlink_to(tmp_path)
    (tmp_path / "media" / "loop").symlink_to("loop")
    (tmp_path / "way").symlink_to("media")
    return tmp_path


def test_files_of_a_media_folder_may_be_read(disk: Path) -> None:
    guard = Guard(SourceOptions(media_folders=(disk / "way",)))
    real = (disk / "media" / "a.mp4").resolve()
    assert guard.file(disk / "media" / "a.mp4") == real
    assert guard.file(disk / "way" / "in") == real
    assert guard.file(disk / "media" / "deep" / ".." / "a.mp4") == real
    assert guard.file(disk / "media") == (disk / "media").resolve()


@pytest.mark.parametrize(
    "name",
    [
        *("secret.mp4", "media/../secret.mp4", "media/out", "media/deep/up/secret.mp4"),
        *("media-2/b.mp4", ".", "/etc/passwd", "no/such", "media/../no"),
    ],
)
def test_nothing_else_may(disk: Path, name: str) -> None:
    guard = Guard(SourceOptions(media_folders=(disk / "media",)))
    with pytest.raises(SourceError) as caught:
        guard.file(disk / name)
    assert caught.value.kind is SourceErrorKind.FORBIDDEN
    assert "STREAMINGPRO_MEDIA_FOLDERS" in caught.value.message


@pytest.mark.parametrize("name", ["media/no.mp4", "media/loop", "media/a.mp4/x"])
def test_what_is_missing_in_the_folder_is_said_to_be_missing(disk: Path, name: str) -> None:
    guard = Guard(SourceOptions(media_folders=(disk / "media",)))
    with pytest.raises(SourceError) as caught:
        guard.file(disk / name)
    assert caught.value.kind is SourceErrorKind.NOT_FOUND


def test_without_a_media_folder_there_are_no_files(disk: Path) -> None:
    with pytest.raises(SourceError, match="no folder is set") as caught:
        Guard(NOBODY).file(disk / "media" / "a.mp4")
    assert caught.value.kind is SourceErrorKind.FORBIDDEN
