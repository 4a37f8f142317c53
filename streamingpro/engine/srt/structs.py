"""What crosses the border to libsrt: numbers, structures and socket addresses of `srt.h`.

Unchanged from 1.4.4 to 1.5.5. `Counters` is SRT_TRACEBSTATS; libsrt only ever appends to it, so the
reserve at its end keeps a newer library from writing past it.
"""

import ctypes
import socket
import sys
from ctypes import c_double, c_int, c_int32, c_int64, c_uint64

from streamingpro.engine.addresses import text_address

SYMBOLS_SINCE = (1, 4, 4)
MAX_MESSAGE = 1500

# SRT_SOCKOPT
OPT_MSS, OPT_SNDSYN, OPT_RCVSYN, OPT_FC, OPT_SNDBUF, OPT_RCVBUF = 0, 1, 2, 4, 5, 6
OPT_MAXBW, OPT_INPUTBW, OPT_OHEADBW = 16, 24, 25
OPT_PASSPHRASE, OPT_PBKEYLEN, OPT_KMSTATE, OPT_IPTTL, OPT_IPTOS = 26, 27, 28, 29, 30
OPT_TLPKTDROP, OPT_SNDDROPDELAY, OPT_NAKREPORT = 31, 32, 33
OPT_CONNTIMEO, OPT_MININPUTBW, OPT_LOSSMAXTTL, OPT_RCVLATENCY = 36, 38, 42, 43
OPT_PEERLATENCY, OPT_STREAMID, OPT_KMREFRESHRATE = 44, 46, 51
OPT_KMPREANNOUNCE, OPT_ENFORCEDENCRYPTION, OPT_IPV6ONLY, OPT_PEERIDLETIMEO = 52, 53, 54, 55

OPTION_NUMBERS = {
    "maxbw": OPT_MAXBW,
    "inputbw": OPT_INPUTBW,
    "mininputbw": OPT_MININPUTBW,
    "oheadbw": OPT_OHEADBW,
    "iptos": OPT_IPTOS,
    "ipttl": OPT_IPTTL,
    "lossmaxttl": OPT_LOSSMAXTTL,
    "peeridletimeo": OPT_PEERIDLETIMEO,
    "snddropdelay": OPT_SNDDROPDELAY,
    "fc": OPT_FC,
    "sndbuf": OPT_SNDBUF,
    "rcvbuf": OPT_RCVBUF,
    "mss": OPT_MSS,
    "tlpktdrop": OPT_TLPKTDROP,
    "nakreport": OPT_NAKREPORT,
    "kmrefreshrate": OPT_KMREFRESHRATE,
    "kmpreannounce": OPT_KMPREANNOUNCE,
}
"""By the names of `protocols.srt_url.OPTIONS`."""

WIDE_OPTIONS = frozenset({OPT_MAXBW, OPT_INPUTBW, OPT_MININPUTBW})
"""Options of 64 bits."""

# SRT_EPOLL_OPT
EPOLL_IN, EPOLL_OUT, EPOLL_ERR = 0x1, 0x4, 0x8
EPOLL_ENABLE_EMPTY = 1

# SRT_SOCKSTATUS and SRT_KM_STATE
STATE_CONNECTED = 5
KM_SECURED = 2

# SRT_ERRNO
EASYNCSND, EASYNCRCV = 6001, 6002
ECONNLOST = 2001
PORT_TAKEN = frozenset(
    {5011, 5015}
)  # by another socket of this process (EDUPLISTEN, EBINDCONFLICT)

INVALID_SOCK = -1
ERROR = -1


class EpollEvent(ctypes.Structure):
    """SRT_EPOLL_EVENT."""

    _fields_ = (("fd", c_int32), ("events", c_int))


class Counters(ctypes.Structure):
    """SRT_TRACEBSTATS (struct CBytePerfMon)."""

    _fields_ = (
        ("msTimeStamp", c_int64),
        ("pktSentTotal", c_int64),
        ("pktRecvTotal", c_int64),
        ("pktSndLossTotal", c_int),
        ("pktRcvLossTotal", c_int),
        ("pktRetransTotal", c_int),
        ("pktSentACKTotal", c_int),
        ("pktRecvACKTotal", c_int),
        ("pktSentNAKTotal", c_int),
        ("pktRecvNAKTotal", c_int),
        ("usSndDurationTotal", c_int64),
        ("pktSndDropTotal", c_int),
        ("pktRcvDropTotal", c_int),
        ("pktRcvUndecryptTotal", c_int),
        ("byteSentTotal", c_uint64),
        ("byteRecvTotal", c_uint64),
        ("byteRcvLossTotal", c_uint64),
        ("byteRetransTotal", c_uint64),
        ("byteSndDropTotal", c_uint64),
        ("byteRcvDropTotal", c_uint64),
        ("byteRcvUndecryptTotal", c_uint64),
        ("pktSent", c_int64),
        ("pktRecv", c_int64),
        ("pktSndLoss", c_int),
        ("pktRcvLoss", c_int),
        ("pktRetrans", c_int),
        ("pktRcvRetrans", c_int),
        ("pktSentACK", c_int),
        ("pktRecvACK", c_int),
        ("pktSentNAK", c_int),
        ("pktRecvNAK", c_int),
        ("mbpsSendRate", c_double),
        ("mbpsRecvRate", c_double),
        ("usSndDuration", c_int64),
        ("pktReorderDistance", c_int),
        ("pktRcvAvgBelatedTime", c_double),
        ("pktRcvBelated", c_int64),
        ("pktSndDrop", c_int),
        ("pktRcvDrop", c_int),
        ("pktRcvUndecrypt", c_int),
        ("byteSent", c_uint64),
        ("byteRecv", c_uint64),
        ("byteRcvLoss", c_uint64),
        ("byteRetrans", c_uint64),
        ("byteSndDrop", c_uint64),
        ("byteRcvDrop", c_uint64),
        ("byteRcvUndecrypt", c_uint64),
        ("usPktSndPeriod", c_double),
        ("pktFlowWindow", c_int),
        ("pktCongestionWindow", c_int),
        ("pktFlightSize", c_int),
        ("msRTT", c_double),
        ("mbpsBandwidth", c_double),
        ("byteAvailSndBuf", c_int),
        ("byteAvailRcvBuf", c_int),
        ("mbpsMaxBW", c_double),
        ("byteMSS", c_int),
        ("pktSndBuf", c_int),
        ("byteSndBuf", c_int),
        ("msSndBuf", c_int),
        ("msSndTsbPdDelay", c_int),
        ("pktRcvBuf", c_int),
        ("byteRcvBuf", c_int),
        ("msRcvBuf", c_int),
        ("msRcvTsbPdDelay", c_int),
        ("pktSndFilterExtraTotal", c_int),
        ("pktRcvFilterExtraTotal", c_int),
        ("pktRcvFilterSupplyTotal", c_int),
        ("pktRcvFilterLossTotal", c_int),
        ("pktSndFilterExtra", c_int),
        ("pktRcvFilterExtra", c_int),
        ("pktRcvFilterSupply", c_int),
        ("pktRcvFilterLoss", c_int),
        ("pktReorderTolerance", c_int),
        ("pktSentUniqueTotal", c_int64),
        ("pktRecvUniqueTotal", c_int64),
        ("byteSentUniqueTotal", c_uint64),
        ("byteRecvUniqueTotal", c_uint64),
        ("pktSentUnique", c_int64),
        ("pktRecvUnique", c_int64),
        ("byteSentUnique", c_uint64),
        ("byteRecvUnique", c_uint64),
        ("reserve", ctypes.c_char * 512),
    )


_HAS_LENGTH_BYTE = sys.platform in ("darwin", "freebsd")


def sockaddr(host: str, port: int) -> bytes:
    """struct sockaddr_in(6) of a numeric address. Raises OSError or ValueError if it is none."""
    address, _, zone = host.partition("%")
    if ":" in address:
        scope = socket.if_nametoindex(zone) if zone and not zone.isdigit() else int(zone or 0)
        body = port.to_bytes(2, "big") + bytes(4) + socket.inet_pton(socket.AF_INET6, address)
        body += scope.to_bytes(4, sys.byteorder)
        return _family(socket.AF_INET6, 28) + body
    body = port.to_bytes(2, "big") + socket.inet_pton(socket.AF_INET, address) + bytes(8)
    return _family(socket.AF_INET, 16) + body


def _family(family: int, length: int) -> bytes:
    if _HAS_LENGTH_BYTE:
        return bytes((length, family))
    return family.to_bytes(2, sys.byteorder)


def host_and_port(raw: bytes) -> tuple[str, int]:
    """The numeric host and port of a struct sockaddr; ("", 0) of another family."""
    family = raw[1] if _HAS_LENGTH_BYTE else int.from_bytes(raw[:2], sys.byteorder)
    port = int.from_bytes(raw[2:4], "big")
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, raw[4:8]), port
    if family == socket.AF_INET6:
        return socket.inet_ntop(socket.AF_INET6, raw[8:24]), port
    return "", 0


def text_of(raw: bytes) -> str:
    """`host:port` of a struct sockaddr; IPv4 in IPv6 is shown as IPv4."""
    host, port = host_and_port(raw)
    return text_address((host, port)) if host else ""
