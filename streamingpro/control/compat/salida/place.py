"""Pure: where a custom salida sends to, from the earlier interface's fields to ours."""

from typing import Any
from urllib.parse import urlsplit

from streamingpro.control.errors import Invalid
from streamingpro.control.hosts import EDGES
from streamingpro.control.outputs.model import Output
from streamingpro.control.srt_address import is_srt

HLS_WORDS = (
    "HLS can't be pushed: players fetch it from this server. Every entrada has a default HLS"
    " output, whose urlDestino is the address for them. Use RTMP or SRT to send the stream on."
)
_SRT_NAMES = {
    "stream_id_srt": "streamid",
    "passphrase_srt": "passphrase",
    "latencia_srt": "latency_ms",
}
_SRT_ONLY = {"stream_id_srt": "streamIdSRT", "passphrase_srt": "passphraseSRT"}


def protocol_of(url: str) -> str:
    """Of a custom salida, by its address."""
    return "SRT" if is_srt(url) else "RTMP"


def shown_address(output: Output) -> str:
    """The address with what the earlier interface has no field for."""
    mode = output.srt_mode
    if mode in (None, "caller"):
        return output.url
    return f"{output.url}{'&' if '?' in output.url else '?'}mode={mode}"


def port_of(url: str) -> int | None:
    """None when it has none, or can't be read."""
    try:
        return urlsplit(url).port
    except ValueError:
        return None


def place_fields(given: dict[str, Any], before: Output | None = None) -> dict[str, Any]:
    """Fields of an OutputCreate or OutputPatch: `url`, `stream_key`, `srt`; only what differs from
    `before`. Raises Invalid."""
    former = None if before is None else shown_address(before)
    protocolo = given.get("protocolo") or (protocol_of(former) if former else "RTMP")
    if protocolo == "HLS":
        raise Invalid.field("protocolo", HLS_WORDS)
    if protocolo == "SRT":
        url = _srt_address(given, former)
    else:
        _refuse_srt_fields(given)
        url = given.get("url_destino") or former or ""
    _check_protocol(protocolo, url)
    fields = {} if url == former else {"url": url}
    if protocolo == "SRT":
        return fields | _srt_fields(given, before)
    key = given.get("clave_stream_rtmp")
    if key is not None and (before is None or key != before.stream_key):
        fields["stream_key"] = key
    return fields


def _srt_address(given: dict[str, Any], former: str | None) -> str:
    """`urlDestino` may be `srt://host:port`, `srt://host` or `host`; `puertoSRT` is its port."""
    url = (given.get("url_destino") or former or "").strip(EDGES)
    if url and "://" not in url:
        url = f"srt://{url}"
    port = given.get("puerto_srt")
    if port is None or not is_srt(url):
        return url
    written = port_of(url)
    if written is None:
        return _with_port(url, port)
    if written == port or (former is not None and url != former and port == port_of(former)):
        return url  # the port that is sent along is the former one
    if url == former:
        return _with_port(url, port)
    raise Invalid.field("puertoSRT", "urlDestino has another port than puertoSRT says.")


def _with_port(url: str, port: int) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return url  # whoever checks the address says what is wrong with it
    shown = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=f"{shown}:{port}").geturl()


def _check_protocol(protocolo: str, url: str) -> None:
    scheme, separator, _ = url.strip(EDGES).lower().partition("://")
    if not separator:
        return  # no address: that is said elsewhere
    if protocolo == "SRT" and scheme != "srt":
        raise Invalid.field(
            "urlDestino",
            "The protocolo is SRT, but urlDestino does not begin with srt://. Change one of them.",
        )
    if protocolo == "RTMP" and scheme == "srt":
        raise Invalid.field(
            "urlDestino",
            "The protocolo is RTMP, but urlDestino begins with srt://. Change one of them.",
        )


def _refuse_srt_fields(given: dict[str, Any]) -> None:
    """Forms send ports and latencies along; a passphrase is meant."""
    for name, shown in _SRT_ONLY.items():
        if given.get(name):
            raise Invalid.field(
                shown, f"{shown} only makes sense with the protocolo SRT. Leave it out."
            )


def _srt_fields(given: dict[str, Any], before: Output | None) -> dict[str, Any]:
    now: dict[str, Any] = {}
    if before is not None and before.srt_mode is not None:
        now = {
            "streamid": before.stream_key,
            "passphrase": before.srt_passphrase,
            "latency_ms": before.srt_latency_ms,
        }
    wanted = {ours: given[theirs] for theirs, ours in _SRT_NAMES.items() if theirs in given}
    if wanted.get("latency_ms", 0) is None:
        del wanted["latency_ms"]
    if "streamid" in wanted:
        wanted["streamid"] = wanted["streamid"] or ""
    changed = {name: value for name, value in wanted.items() if now.get(name) != value}
    if before is None:  # what is not prescribed may stand in the address
        changed = {name: value for name, value in changed.items() if value not in (None, "")}
    return {"srt": changed} if changed else {}
