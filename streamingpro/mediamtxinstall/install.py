"""The installation in its order; each step raises an InstallError and leaves what was there."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from streamingpro.mediamtx.program import Origin as ProgramOrigin
from streamingpro.mediamtx.program import (
    Program,
    ProgramError,
    Version,
    installed_path,
    version_of,
    version_text,
)
from streamingpro.mediamtxinstall.archive import extract_program
from streamingpro.mediamtxinstall.download import Download, Progress
from streamingpro.mediamtxinstall.errors import (
    BadArchive,
    InstallError,
    NoChecksum,
    NoRoom,
    NotFound,
    Refused,
    Unreachable,
    WrongChecksum,
)
from streamingpro.mediamtxinstall.release import CHECKSUMS, Release, as_sum, listed_sum

_LIST_BYTES = 64 << 10


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be installed. `origin`: a mirror's folder, an archive's address or its file; None
    means the release itself. `sha256`: the archive's, when the user knows better than we do."""

    release: Release
    platform: str
    data_dir: Path
    origin: str | None = None
    sha256: str | None = None


def install(
    order: Order,
    http: httpx.Client,
    *,
    progress: Progress = lambda _have, _whole: None,
    pause: Callable[[float], None] | None = None,
) -> Program:
    """Fetch, check and put in place. Returns the program that is installed then."""
    folder = installed_path(order.data_dir).parent
    name = order.release.archive(order.platform)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _only_one(folder):
            wanted = expected_sum(order, http)
            local = _local(order.origin, name)
            if local is not None:
                _check(local, wanted)
                return _put_in_place(order, local)
            part = folder / f".{name}.part"
            options = {} if pause is None else {"pause": pause}
            download = Download(http, archive_url(order), part, progress=progress, **options)
            download.run()
            try:
                _check(part, wanted)
                return _put_in_place(order, part)
            finally:  # complete, so there is nothing to go on with
                download.discard()
    except OSError as error:
        raise NoRoom(f"{folder} can't be used: {error.strerror or error}.") from None


def expected_sum(order: Order, http: httpx.Client) -> str:
    """The SHA-256 that the archive must have: the user's, ours, or that of the release's own list.

    A mirror is never asked for it: it could lie about both. Raises NoChecksum.
    """
    if order.sha256 is not None:
        given = as_sum(order.sha256)
        if given is None:
            raise NoChecksum("A SHA-256 is 64 digits from 0 to f.")
        return given
    pinned = order.release.pinned.get(order.platform)
    return pinned or _listed(order, http)


def archive_url(order: Order) -> str:
    """Where the archive is fetched from."""
    name = order.release.archive(order.platform)
    if order.origin is None:
        return order.release.url(name)
    if urlsplit(order.origin).path.endswith(".tar.gz"):
        return order.origin
    return f"{order.origin.rstrip('/')}/{name}"


def client(*, use_proxy: bool = True, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """An HTTP client that takes the system's proxy, follows redirects, and from https:// never to
    http://."""
    return httpx.Client(
        trust_env=use_proxy,
        transport=transport,
        follow_redirects=True,
        max_redirects=5,
        timeout=httpx.Timeout(30.0, connect=15.0),
        event_hooks={"response": [_stays_encrypted]},
    )


def _stays_encrypted(response: httpx.Response) -> None:
    if response.url.scheme != "https" or not response.has_redirect_location:
        return
    if response.url.join(response.headers["Location"]).scheme != "https":
        raise Refused(f"{response.url.host} leads to an address without encryption.")


def _listed(order: Order, http: httpx.Client) -> str:
    name = order.release.archive(order.platform)
    url = order.release.url(CHECKSUMS)
    advice = "Give the archive's SHA-256 with --sha256 when you know it."
    try:
        with http.stream("GET", url) as response:
            if response.status_code == 404:
                raise NotFound(f"There is no {url} to check the archive with. {advice}")
            if response.status_code != 200:
                raise Refused(f"{url} can't be had (HTTP {response.status_code}). {advice}")
            text = _short(response).decode(errors="replace")
    except httpx.TransportError as error:
        raise Unreachable(
            f"{httpx.URL(url).host} can't be reached ({type(error).__name__}), which has the"
            f" checksums. Is this machine online? {advice}"
        ) from None
    found = listed_sum(text, name)
    if found is None:
        raise NoChecksum(f"{url} does not list {name}. {advice}")
    return found


def _short(response: httpx.Response) -> bytes:
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > _LIST_BYTES:
            raise Refused(f"{response.url.host} sends a list of checksums without end.")
    return body


def _local(origin: str | None, name: str) -> Path | None:
    """The archive on this machine that `origin` names, or None when it is an address."""
    if origin is None or origin.startswith(("http://", "https://")):
        return None
    path = Path(origin).expanduser()
    path = path / name if path.is_dir() else path
    if not path.is_file():
        raise NotFound(f"There is no file {path}.")
    return path


def _check(archive: Path, wanted: str) -> None:
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != wanted:
        raise WrongChecksum(
            f"{archive.name.removeprefix('.').removesuffix('.part')} is not what it should be: its"
            f" SHA-256 is {found}, and {wanted} is right. It was not used. A proxy or a mirror may"
            " have changed it; try again, or another source with --from."
        )


def _put_in_place(order: Order, archive: Path) -> Program:
    """Take the program out beside its place, try it, and let it take the place at once."""
    target = installed_path(order.data_dir)
    draft = target.with_name(".mediamtx.new")
    draft.unlink(missing_ok=True)
    try:
        extract_program(archive, draft)
        version = _version(draft)
        if order.sha256 is None and version != order.release.version:
            raise BadArchive(
                f"The archive has MediaMTX {version_text(version)} in it, and not"
                f" {version_text(order.release.version)}."
            )
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    _persist(target.parent)
    return Program(target, ProgramOrigin.INSTALLED, version)


def _version(program: Path) -> Version:
    try:
        return version_of(program)
    except ProgramError as error:
        raise BadArchive(f"The program in the archive can't be used: {error}") from None


def _persist(folder: Path) -> None:
    """The new name is on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    with (folder / ".install.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InstallError("Another installation of MediaMTX is under way.") from None
        yield
