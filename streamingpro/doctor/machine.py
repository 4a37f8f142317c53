"""Checks of the machine: Python, libraries, ffmpeg, clock, file descriptors, kernel settings."""

import ctypes
import importlib
import importlib.metadata
import platform
import resource
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from streamingpro import __version__
from streamingpro.config import Settings
from streamingpro.demo.picture import find_ffmpeg
from streamingpro.doctor.report import Finding, fail, ok, warn

OLDEST_SANE_YEAR = 2025
# One descriptor per publisher, reader and destination, two per HTTP client; 1024 is what
# many systems give, and what 200 destinations with a dashboard come near to.
FEW_DESCRIPTORS = 256
SCARCE_DESCRIPTORS = 4096
# A destination 300 ms away at 20 Mb/s has 750 kB in flight.
SMALL_SEND_BUFFER = 1 << 20
FEW_LOCAL_PORTS = 2000
TIME_ERROR = 5  # adjtimex(2): the clock is not synchronised

SYSCTL = Path("/proc/sys/net")


def python(_settings: Settings) -> Iterator[Finding]:
    """Which interpreter runs which version; pip refuses to install us on one that is too old."""
    said = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    yield ok("python", f"{said}, StreamingPro {__version__}")


def libraries(settings: Settings) -> Iterator[Finding]:
    """Compiled libraries load (a wheel for another machine fails only when it is loaded)."""
    url = settings.database_url.get_secret_value() if settings.database_url else "sqlite"
    driver = "asyncpg" if url.startswith("postgres") else "aiosqlite"
    names = ("uvloop", "cryptography.fernet", "orjson", "argon2", "av", "sqlalchemy", driver)
    broken = False
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:
            broken = True
            yield fail(
                "libraries",
                f"{name} can't be loaded ({error})",
                f"Reinstall: pip install --force-reinstall {name.split('.', maxsplit=1)[0]}",
            )
    if not broken:
        uvloop, av = (importlib.metadata.version(name) for name in ("uvloop", "av"))
        yield ok("libraries", f"uvloop {uvloop}, PyAV {av}, {ssl.OPENSSL_VERSION}, {driver}")


def ffmpeg(_settings: Settings) -> Iterator[Finding]:
    """ffmpeg with H.264 and AAC encoders: only `streamingpro demo` needs it."""
    path = find_ffmpeg()
    if path is None:
        yield warn(
            "ffmpeg",
            "not found; `streamingpro demo` needs it, nothing else does",
            "Install it: apt install ffmpeg, or brew install ffmpeg.",
        )
        return
    shown = _output([path, "-hide_banner", "-encoders"])
    missing = [name for name in ("libx264", "aac") if f" {name} " not in shown]
    if missing:
        yield warn(
            "ffmpeg",
            f"{path} has no encoder {' and '.join(missing)}; `streamingpro demo` needs it",
            "Install an ffmpeg built with libx264, such as your distribution's.",
        )
        return
    first = _output([path, "-version"]).split("\n", 1)[0].split(" Copyright")[0]
    yield ok("ffmpeg", f"{first or 'found'} ({path})")


def clock(_settings: Settings) -> Iterator[Finding]:
    """A sane date, a clock that runs evenly, and synchronisation."""
    mend = "Turn on time synchronisation: timedatectl set-ntp true (of a container: on its host)."
    now = datetime.now(UTC)
    if now.year < OLDEST_SANE_YEAR:
        yield fail(
            "clock", f"the date is {now:%Y-%m-%d}: RTMPS certificates can't be checked", mend
        )
        return
    drift_ms = _drift_ms()
    if abs(drift_ms) > 50:
        yield warn("clock", f"the clock jumped by {drift_ms:.0f} ms while it was watched", mend)
        return
    synchronised = _synchronised()
    if synchronised is False:
        yield warn("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC, but not synchronised", mend)
    else:
        known = "synchronised" if synchronised else "synchronisation unknown"
        yield ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC, {known}")


def file_descriptors(_settings: Settings) -> Iterator[Finding]:
    """The limit on open files, which bounds the number of connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= SCARCE_DESCRIPTORS:
        yield ok("file descriptors", "no limit" if soft < 0 else f"limit {soft}")
        return
    most = "unlimited" if hard == resource.RLIM_INFINITY else str(hard)
    finding = fail if soft < FEW_DESCRIPTORS else warn
    yield finding(
        "file descriptors",
        f"limit {soft}: one is taken by every encoder, player and destination",
        f"Raise it: ulimit -n 65536 (at most {most} here), or LimitNOFILE=65536 in the service.",
    )


def kernel_tcp(_settings: Settings) -> Iterator[Finding]:
    """Linux settings that hold a distant or lossy destination back."""
    if not SYSCTL.is_dir():
        return
    trouble = list(_tcp_trouble())
    yield from trouble
    if not trouble:
        control = _sysctl("ipv4/tcp_congestion_control") or "unknown"
        yield ok("kernel", f"TCP settings fit (congestion control: {control})")


def _tcp_trouble() -> Iterator[Finding]:
    for name, meaning in (
        ("tcp_window_scaling", "no destination far away gets a high bitrate"),
        ("tcp_sack", "lost packets cost much more on a bad line"),
    ):
        if _sysctl(f"ipv4/{name}") == "0":
            mend = f"sysctl -w net.ipv4.{name}=1 (and in /etc/sysctl.d to keep it)."
            yield warn("kernel", f"net.ipv4.{name} is off: {meaning}", mend)
    buffers = (_sysctl("ipv4/tcp_wmem") or "").split()
    if len(buffers) == 3 and int(buffers[2]) < SMALL_SEND_BUFFER:
        yield warn(
            "kernel",
            f"net.ipv4.tcp_wmem allows only {int(buffers[2]) >> 10} KiB to be in flight",
            'sysctl -w net.ipv4.tcp_wmem="4096 16384 4194304" (and in /etc/sysctl.d to keep it).',
        )
    ports = (_sysctl("ipv4/ip_local_port_range") or "").split()
    if len(ports) == 2 and int(ports[1]) - int(ports[0]) < FEW_LOCAL_PORTS:
        yield warn(
            "kernel",
            f"only {int(ports[1]) - int(ports[0])} local ports for outgoing connections",
            'sysctl -w net.ipv4.ip_local_port_range="32768 60999".',
        )


def _sysctl(name: str) -> str | None:
    try:
        return (SYSCTL / name).read_text().strip()
    except OSError:
        return None


def _drift_ms(watch_s: float = 0.1) -> float:
    wall, steady = time.time(), time.monotonic()
    time.sleep(watch_s)
    return ((time.time() - wall) - (time.monotonic() - steady)) * 1000


def _synchronised() -> bool | None:
    """What systemd says, else the kernel; None when neither knows."""
    if shutil.which("timedatectl"):
        said = _output(["timedatectl", "show", "--property=NTPSynchronized", "--value"]).strip()
        if said in ("yes", "no"):
            return said == "yes"
    if sys.platform != "linux":
        return None
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        # struct timex is 208 bytes on 64-bit Linux; modes 0 only reads.
        state = libc.adjtimex(ctypes.create_string_buffer(512))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != TIME_ERROR


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours
            command, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
