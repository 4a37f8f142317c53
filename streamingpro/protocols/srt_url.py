"""SRT addresses: `srt://host:port?streamid=…&passphrase=…&latency=200`.

Parameter names are those of srt-live-transmit and of ffmpeg. `latency` is in milliseconds, as it
is for srt-live-transmit and MediaMTX; ffmpeg means microseconds, which is refused with a hint.
Values are percent-decoded; a plus sign is a plus sign. A `#` needs no encoding: stream ids of the
form `#!::…` are pasted as they are.
"""

from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from streamingpro.protocols.srt_streamid import MAX_BYTES as MAX_STREAMID_BYTES

TS_PACKET = 188
DEFAULT_LATENCY_MS = 200
DEFAULT_PAYLOAD_SIZE = 7 * TS_PACKET
MAX_PAYLOAD_SIZE = 1456
MAX_LATENCY_MS = 20_000
DEFAULT_CONNECT_TIMEOUT_MS = 5000
KEY_LENGTHS = (0, 16, 24, 32)


class SrtUrlError(ValueError):
    """The address can't be used; says why in plain words, without the address."""


class Mode(StrEnum):
    """Who opens the connection."""

    CALLER = "caller"
    LISTENER = "listener"
    RENDEZVOUS = "rendezvous"


@dataclass(frozen=True, slots=True)
class SrtTarget:
    """An address, taken apart. `streamid` and `passphrase` are secrets.

    host, port    the peer; of a listener the address to listen on (`""`: every interface)
    latency_ms    delay of the receiving side; `peer_latency_ms` asks the peer for at least that
    local_*       the address to call from, `""` and 0 for any
    options       further socket options, by their canonical names of `OPTIONS`
    """

    host: str
    port: int
    mode: Mode = Mode.CALLER
    streamid: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)
    pbkeylen: int = 0
    latency_ms: int = DEFAULT_LATENCY_MS
    peer_latency_ms: int = DEFAULT_LATENCY_MS
    payload_size: int = DEFAULT_PAYLOAD_SIZE
    connect_timeout_ms: int = DEFAULT_CONNECT_TIMEOUT_MS
    local_host: str = ""
    local_port: int = 0
    options: tuple[tuple[str, int], ...] = ()

    @property
    def address(self) -> str:
        """`host:port`, to be shown."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


_ALIASES = {
    "srt_streamid": "streamid",
    "payload_size": "pkt_size",
    "payloadsize": "pkt_size",
    "adapter": "localaddr",
    "localport": "port",
    "conntimeo": "connect_timeout",
    "ffs": "fc",
    "tos": "iptos",
    "ttl": "ipttl",
    "smoother": "congestion",
    "enforcedencryption": "enforced_encryption",
}
OPTIONS: dict[str, tuple[int, int]] = {
    "maxbw": (-1, 10**12),
    "inputbw": (0, 10**12),
    "mininputbw": (0, 10**12),
    "oheadbw": (5, 100),
    "iptos": (0, 255),
    "ipttl": (1, 255),
    "lossmaxttl": (0, 10_000),
    "peeridletimeo": (1000, 600_000),
    "snddropdelay": (-1, 600_000),
    "fc": (32, 10**6),
    "sndbuf": (1316, 10**9),
    "rcvbuf": (1316, 10**9),
    "mss": (576, 9000),
    "tlpktdrop": (0, 1),
    "nakreport": (0, 1),
    "kmrefreshrate": (0, 2**31 - 1),
    "kmpreannounce": (0, 2**31 - 1),
}
"""Options that are handed to libsrt as they are: canonical name, smallest and largest value."""

_ONLY = {
    "transtype": ("live",),
    "congestion": ("live",),
    "tsbpd": ("1", "true", "yes", "on"),
    "messageapi": ("1", "true", "yes", "on"),
    "enforced_encryption": ("1", "true", "yes", "on"),
}
"""Parameters that may be written but have one possible value here."""

_NUMBERS: dict[str, tuple[int, int]] = {
    "latency": (0, MAX_LATENCY_MS),
    "rcvlatency": (0, MAX_LATENCY_MS),
    "peerlatency": (0, MAX_LATENCY_MS),
    "pkt_size": (TS_PACKET, MAX_PAYLOAD_SIZE),
    "connect_timeout": (100, 60_000),
    "port": (1, 65535),
}
_TEXTS = frozenset({"mode", "streamid", "passphrase", "pbkeylen", "localaddr"})
_SWITCHES = {"true": "1", "yes": "1", "on": "1", "false": "0", "no": "0", "off": "0"}


def parse_srt_url(url: str) -> SrtTarget:
    """Take an `srt://` address apart.

    :raises SrtUrlError: in plain words, without the address.
    """
    base, _, query = url.partition("?")
    host, port = _host_and_port(base)
    texts, numbers = _parameters(query)
    mode = _mode(texts.get("mode"), host)
    if mode is not Mode.LISTENER and not host:
        raise SrtUrlError("the address names no server")
    latency = numbers.get("latency", DEFAULT_LATENCY_MS)
    passphrase = texts.get("passphrase", "")
    _check_secrets(texts.get("streamid", ""), passphrase)
    return SrtTarget(
        host=texts.get("localaddr", host) if mode is Mode.LISTENER else host,
        port=port,
        mode=mode,
        streamid=texts.get("streamid", ""),
        passphrase=passphrase,
        pbkeylen=_key_length(texts.get("pbkeylen", "0"), passphrase),
        latency_ms=numbers.get("rcvlatency", latency),
        peer_latency_ms=numbers.get("peerlatency", latency),
        payload_size=numbers.get("pkt_size", DEFAULT_PAYLOAD_SIZE) // TS_PACKET * TS_PACKET,
        connect_timeout_ms=numbers.get("connect_timeout", DEFAULT_CONNECT_TIMEOUT_MS),
        local_host="" if mode is Mode.LISTENER else texts.get("localaddr", ""),
        local_port=0 if mode is Mode.LISTENER else numbers.get("port", 0),
        options=tuple((name, numbers[name]) for name in OPTIONS if name in numbers),
    )


def _host_and_port(base: str) -> tuple[str, int]:
    if any(ch <= " " or ch == "\x7f" for ch in base):
        raise SrtUrlError("the address contains spaces or control characters")
    try:
        parts = urlsplit(base)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise SrtUrlError("the address is not a valid URL; check the host and the port") from None
    if parts.scheme.lower() != "srt":
        raise SrtUrlError("the address must begin with srt://")
    if "@" in parts.netloc:
        raise SrtUrlError("an SRT address has no user and password; put them into streamid=")
    if parts.path.strip("/") or parts.fragment:
        raise SrtUrlError(
            "an SRT address has no path after the port; name the stream with ?streamid="
        )
    if not port:
        raise SrtUrlError("the address names no port; write srt://HOST:PORT")
    return host, port


def _parameters(query: str) -> tuple[dict[str, str], dict[str, int]]:
    texts: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for pair in query.split("&"):
        if not pair:
            continue
        name, _, raw = pair.partition("=")
        name = _ALIASES.get(name.lower(), name.lower())
        value = unquote(raw)
        if name in texts or name in numbers:
            raise SrtUrlError(f"the parameter {name} is given twice")
        if name in _TEXTS:
            texts[name] = value
        elif name in _NUMBERS or name in OPTIONS:
            numbers[name] = _number(name, value)
        elif name not in _ONLY:
            raise SrtUrlError(_unknown(name))
        elif value.lower() not in _ONLY[name]:
            raise SrtUrlError(f"the parameter {name} can only be {_ONLY[name][0]}")
    return texts, numbers


def _unknown(name: str) -> str:
    """Never the name itself: an ampersand in a key that was not encoded makes a parameter of it."""
    known = (*_TEXTS, *_NUMBERS, *OPTIONS, *_ONLY, *_ALIASES)
    near = get_close_matches(name[:30], known, n=1, cutoff=0.7)
    hint = f"is {near[0]} meant?" if near else "write & as %26 where it belongs to a key"
    return f"the address has a parameter that is not known; {hint}"


def _number(name: str, text: str) -> int:
    lowest, highest = _NUMBERS.get(name) or OPTIONS[name]
    text = _SWITCHES.get(text.lower(), text)
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 13):
        raise SrtUrlError(f"the parameter {name} must be a whole number")
    value = int(text)
    if name.endswith("latency") and value > highest:
        raise SrtUrlError(
            f"{name} is in milliseconds and at most {highest}; "
            f"a value for ffmpeg is in microseconds: write {name}={value // 1000}"
        )
    if not lowest <= value <= highest:
        raise SrtUrlError(f"the parameter {name} must be {lowest} to {highest}")
    return value


def _mode(text: str | None, host: str) -> Mode:
    if text is None:
        return Mode.CALLER if host else Mode.LISTENER
    try:
        return Mode({"client": "caller", "server": "listener"}.get(text.lower(), text.lower()))
    except ValueError:
        raise SrtUrlError("the mode must be caller, listener or rendezvous") from None


def _check_secrets(streamid: str, passphrase: str) -> None:
    if passphrase and not 10 <= len(passphrase.encode(errors="replace")) <= 79:
        raise SrtUrlError("the passphrase must have 10 to 79 characters")
    if len(streamid.encode(errors="replace")) > MAX_STREAMID_BYTES:
        raise SrtUrlError(f"the stream id is longer than {MAX_STREAMID_BYTES} bytes")
    if not (streamid.isprintable() and passphrase.isprintable()):
        raise SrtUrlError("stream id and passphrase can't contain control characters")


def _key_length(text: str, passphrase: str) -> int:
    lengths = {str(length): length for length in KEY_LENGTHS}
    lengths |= {"128": 16, "192": 24, "256": 32}  # meant in bits
    if text not in lengths:
        raise SrtUrlError("pbkeylen must be 16, 24 or 32 (bytes: AES-128, AES-192, AES-256)")
    if lengths[text] and not passphrase:
        raise SrtUrlError("pbkeylen needs a passphrase: without one nothing is encrypted")
    return lengths[text]
