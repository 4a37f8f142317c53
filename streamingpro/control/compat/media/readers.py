"""Who plays the inputs: readers and bytes by the protocol of the default outputs."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from streamingpro.control.compat.defaults import Entrada
from streamingpro.control.compat.media.schemas import DeviceBytes, DeviceStats, InputDevices
from streamingpro.control.compat.media.servers import Servers, ask_all
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.models import HlsSession, RtmpConn, SrtConn


@dataclass(slots=True)
class _Count:
    readers: int = 0
    sent: int = 0

    def add(self, sent: int) -> None:
        self.readers += 1
        self.sent += sent


Counts = Mapping[str, Mapping[str, _Count]]
"""Path → protocol (hls, srt, rtmp) → count."""


async def count_readers(servers: Servers) -> Counts:
    """Asked of every media server. Raises Unavailable, MediaServerError."""
    known = servers()
    rtmp, rtmps, srt, hls = await asyncio.gather(
        ask_all(known, MediaClient.rtmp_conns_list),
        ask_all(known, MediaClient.rtmps_conns_list),
        ask_all(known, MediaClient.srt_conns_list),
        ask_all(known, MediaClient.hls_sessions_list),
    )
    return counted([*rtmp, *rtmps], srt, hls)


def counted(rtmp: Iterable[RtmpConn], srt: Iterable[SrtConn], hls: Iterable[HlsSession]) -> Counts:
    """Pure. `rtmp`: with RTMPS, which is the same output."""
    found: dict[str, dict[str, _Count]] = defaultdict(lambda: defaultdict(_Count))
    for conn in rtmp:
        if conn.state == "read":
            found[conn.path]["rtmp"].add(conn.outbound_bytes)
    for srt_conn in srt:
        if srt_conn.state == "read":
            found[srt_conn.path]["srt"].add(srt_conn.bytes_sent)
    for session in hls:
        found[session.path]["hls"].add(session.outbound_bytes)
    return found


def device_stats(entradas: Iterable[Entrada], counts: Counts) -> DeviceStats:
    """The figures of the default outputs, whole and by input. Pure."""
    by_input = [_of_input(entrada, counts.get(entrada.item.path, {})) for entrada in entradas]
    whole = {name: sum(getattr(one, name) for one in by_input) for name in _NAMES}
    sent = {name: sum(getattr(one.bytes, name) for one in by_input) for name in _NAMES}
    return DeviceStats(**whole, bytes=DeviceBytes(**sent), by_input=by_input)


_NAMES = ("hls", "srt", "rtmp", "total")


def _of_input(entrada: Entrada, counts: Mapping[str, _Count]) -> InputDevices:
    readers = {name: counts[name].readers if name in counts else 0 for name in _NAMES[:3]}
    sent = {name: counts[name].sent if name in counts else 0 for name in _NAMES[:3]}
    return InputDevices(
        input_name=entrada.item.name,
        stream_id=entrada.item.path,
        **readers,
        total=sum(readers.values()),
        bytes=DeviceBytes(**sent, total=sum(sent.values())),
    )
