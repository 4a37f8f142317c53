"""Pure: SRT addresses as people enter them, of outputs and of pulled inputs.

    srt://host:9000?streamid=publish:show&passphrase=…&latency=200&pkt_size=1316
    srt://host:9000?streamid=#!::r=show,m=publish     the standard's form, also with a bare “#”
    srt://:9000?mode=listener                         we wait for the other side
    srt://host:9000?mode=rendezvous                   both call

Parameter names are those of srt-live-transmit, ffmpeg and OBS. `latency` is in milliseconds, as
libsrt has it; ffmpeg and OBS write microseconds, which shows in its size.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from streamingpro.control.hosts import BLANKS, EDGES, QUOTES, BadAddress, checked_host

MODES = ("caller", "listener", "rendezvous")
KEY_LENGTHS = (0, 16, 24, 32)
MIN_LATENCY_MS, MAX_LATENCY_MS = 20, 8000
MIN_PAYLOAD, MAX_PAYLOAD = 188, 1456
MAX_STREAM_ID = 512
MAX_LENGTH = 1000
_STANDARD_FORM = "#!::"
_MICROSECONDS = 20_000
_NAMES = {
    "streamid": "stream_id",
    "srt_streamid": "stream_id",
    "passphrase": "passphrase",
    "pbkeylen": "key_length",
    "latency": "latency_ms",
    "rcvlatency": "latency_ms",
    "peerlatency": "latency_ms",
    "tsbpddelay": "latency_ms",
    "pkt_size": "payload_size",
    "payload_size": "payload_size",
    "payloadsize": "payload_size",
    "mode": "mode",
}
_SAME = {"client": "caller", "server": "listener"} | {"128": "16", "192": "24", "256": "32"}
"""Other words for modes, and key lengths that are meant in bits."""
_WITHOUT_EFFECT = {
    "transtype": ("live",),
    "congestion": ("live",),
    "smoother": ("live",),
    "tsbpd": ("1", "true", "yes", "on"),
    "messageapi": ("1", "true", "yes", "on"),
    "enforced_encryption": ("1", "true", "yes", "on"),
    "enforcedencryption": ("1", "true", "yes", "on"),
}
"""What OBS, ffmpeg and others like to write, with the values that it has here anyway."""
_TUNING: dict[str, tuple[int, int]] = {
    "connect_timeout": (100, 60_000),
    "fc": (32, 10**6),
    "inputbw": (0, 10**12),
    "iptos": (0, 255),
    "ipttl": (1, 255),
    "lossmaxttl": (0, 10_000),
    "maxbw": (-1, 10**12),
    "mininputbw": (0, 10**12),
    "mss": (576, 9000),
    "nakreport": (0, 1),
    "oheadbw": (5, 100),
    "peeridletimeo": (1000, 600_000),
    "rcvbuf": (1316, 10**9),
    "snddropdelay": (-1, 600_000),
    "sndbuf": (1316, 10**9),
    "tlpktdrop": (0, 1),
}
"""Options for those who know libsrt: least and largest value. They stay in the address."""


@dataclass(frozen=True, slots=True)
class SrtOptions:
    """How to speak SRT with one place. None and "" mean: not prescribed. `key_length` and
    `payload_size` in bytes (key_length 0: not prescribed). `tuning`: names and values of further
    options."""

    mode: str = "caller"
    stream_id: str = field(default="", repr=False)
    passphrase: str | None = field(default=None, repr=False)
    latency_ms: int | None = None
    key_length: int = 0
    payload_size: int | None = None
    tuning: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SrtAddress:
    """`host` as it stands in a URL, "" for a listener on every interface. `given` are the names of
    those options that the address named."""

    host: str
    port: int
    options: SrtOptions
    given: frozenset[str] = frozenset()

    @property
    def server(self) -> str:
        """`srt://host:port`, with the tuning and no other option."""
        query = "&".join(f"{name}={value}" for name, value in self.options.tuning)
        return f"srt://{self.host}:{self.port}{'?' if query else ''}{query}"


def is_srt(url: str) -> bool:
    """Whether what was entered is meant as an SRT address."""
    return url.strip(EDGES + QUOTES).lower().startswith("srt://")


def parse_srt(url: str) -> SrtAddress:
    """Check and take apart an address. Raises BadAddress."""
    url = url.strip(EDGES + QUOTES).replace(f"={_STANDARD_FORM}", f"={quote(_STANDARD_FORM)}", 1)
    if BLANKS.search(url):
        raise BadAddress("The address has a space or a line break in it. Please copy it again.")
    if len(url) > MAX_LENGTH:
        raise BadAddress(f"The address is longer than {MAX_LENGTH} characters.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress(
            "The server name or the port in the address is not right. A port is a number from 1 to"
            " 65535."
        ) from None
    if not port:
        raise BadAddress("An SRT address needs a port, such as srt://server.example.com:8890.")
    if "@" in parts.netloc:
        raise BadAddress("An SRT address has no user name: put it into the stream id.")
    if parts.path.strip("/") or parts.fragment:
        raise BadAddress(
            "After the port of an SRT address comes a “?” with the options, such as"
            " srt://server.example.com:8890?streamid=publish:show."
        )
    options, given = _options(parts.query)
    if not host and "mode" not in given:
        options = replace(options, mode="listener")
    listens = options.mode == "listener" and host in ("", "*")
    return SrtAddress("" if listens else checked_host(host), port, options, given)


def srt_url(server: str, options: SrtOptions) -> str:
    """The whole URL for the media server; it holds the secrets. Every value is percent-encoded.
    `server` is as SrtAddress.server gives it."""
    found: list[tuple[str, str | int | None]] = [
        ("mode", options.mode),
        ("streamid", options.stream_id),
        ("passphrase", options.passphrase),
        ("pbkeylen", options.key_length),
        ("latency", options.latency_ms),
        ("pkt_size", options.payload_size),
    ]
    query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in found if value)
    return f"{server}{'&' if '?' in server else '?'}{query}"


def check_options(options: SrtOptions) -> None:
    """What does not fit together. Raises BadAddress."""
    if options.key_length and not options.passphrase:
        raise BadAddress("A key length only makes sense with a passphrase.")


def passphrase_problem(text: str) -> str:
    """Why libsrt would not take a passphrase, or ""."""
    if 10 <= len(text) <= 79 and text.isascii() and text.isprintable():
        return ""
    return (
        "An SRT passphrase has 10 to 79 characters: letters without accents, digits, signs and"
        " spaces."
    )


def stream_id_problem(text: str) -> str:
    """Why libsrt would not take a stream id, or ""."""
    if len(text.encode()) > MAX_STREAM_ID:
        return f"An SRT stream id has at most {MAX_STREAM_ID} bytes."
    return "" if text.isprintable() else "The stream id has a line break or a control character."


def named_path(stream_id: str) -> str:
    """The path that a stream id names for StreamingPro and MediaMTX, "" for none.

    `publish:PATH:user:key`, `read:PATH`, `PATH` alone, or `#!::r=PATH,…`.
    """
    if stream_id.startswith(_STANDARD_FORM):
        pairs = (one.partition("=") for one in stream_id.removeprefix(_STANDARD_FORM).split(","))
        return next((value for name, _, value in pairs if name == "r"), "").strip("/")
    action, colon, rest = stream_id.partition(":")
    path = rest.partition(":")[0] if colon and action in ("publish", "read") else stream_id
    return path.strip("/")


def _options(query: str) -> tuple[SrtOptions, frozenset[str]]:
    """The options of a query, and the names (of SrtOptions) of those it has."""
    found: dict[str, Any] = {}
    tuning: dict[str, int] = {}
    for pair in query.split("&"):
        name, _, text = pair.partition("=")
        name, text = name.lower(), unquote(text)
        if not name or text.lower() in _WITHOUT_EFFECT.get(name, ()):
            continue
        if name in _TUNING:
            tuning[name] = _whole_number(name, text, *_TUNING[name])
            continue
        known = _NAMES.get(name)
        if known is None:
            raise BadAddress(_unknown(unquote(name)))
        value = _value(known, text) if text else None
        if value is not None and found.setdefault(known, value) != value:
            raise BadAddress(f"The address says twice, and differently, what “{name}” is.")
    return SrtOptions(**found, tuning=tuple(sorted(tuning.items()))), frozenset(found)


def _unknown(name: str) -> str:
    shown = name if name.isprintable() and len(name) <= 30 else "…"
    return (
        f"The option “{shown}” of the SRT address is not known here, or can't have this value."
        " Usual are: streamid, passphrase, pbkeylen, latency, pkt_size, mode."
    )


def _value(name: str, text: str) -> str | int:
    if name == "mode":
        return _one_of(name, text.lower(), MODES)
    if name == "key_length":
        return int(_one_of("pbkeylen", text, [str(one) for one in KEY_LENGTHS]))
    if name == "payload_size":
        return _whole_number("pkt_size", text, MIN_PAYLOAD, MAX_PAYLOAD)
    if name == "latency_ms":
        return _latency(text)
    problem = passphrase_problem(text) if name == "passphrase" else stream_id_problem(text)
    if problem:
        raise BadAddress(problem)
    return text


def _latency(text: str) -> int:
    digits = text if text.isascii() and text.isdigit() else ""
    if digits and int(digits[:12]) >= _MICROSECONDS:
        raise BadAddress(
            f"The latency in the SRT address is {digits[:12]} ms. OBS and ffmpeg write"
            f" microseconds: then it is {int(digits[:12]) // 1000} here."
        )
    return _whole_number("latency", text, MIN_LATENCY_MS, MAX_LATENCY_MS)


def _whole_number(name: str, text: str, least: int, most: int) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 13):
        raise BadAddress(f"“{name}” in the SRT address must be a whole number.")
    value = int(text)
    if not least <= value <= most:
        raise BadAddress(f"“{name}” in the SRT address must be from {least} to {most}.")
    return value


def _one_of(name: str, text: str, choices: Sequence[str]) -> str:
    text = _SAME.get(text, text)
    if text not in choices:
        raise BadAddress(f"“{name}” in the SRT address must be one of: {', '.join(choices)}.")
    return text
