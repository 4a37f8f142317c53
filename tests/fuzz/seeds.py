"""The corpus of the RTMP fuzzer: captured conversations and constructed ones.

Every seed names the role it is for: ``server``, ``publish`` or ``play`` (the last two: our client).
"""

import random
from dataclasses import dataclass
from pathlib import Path

from streamingpro.protocols.rtmp import amf0, messages
from streamingpro.protocols.rtmp.amf0 import EcmaArray, TypedObject
from streamingpro.protocols.rtmp.chunks import ChunkReader, Message
from streamingpro.protocols.rtmp.handshake import sign
from streamingpro.protocols.rtmp.messages import Command, SetChunkSize, UserControl
from tests.protocols.rtmp.wire import Encoder

CAPTURES = Path(__file__).parents[1] / "data" / "rtmp"
_NOISE = random.Random(1).randbytes(1528)
SIMPLE = b"\x03" + bytes(8) + _NOISE


@dataclass(frozen=True, slots=True)
class Seed:
    """One conversation of a peer: its handshake, and the messages behind it."""

    role: str
    name: str
    handshake: bytes
    wire: bytes
    """The chunks as they were sent."""
    messages: tuple[Message, ...]


def seeds() -> list[Seed]:
    """All of them, in a fixed order."""
    found = [_captured(path) for path in sorted(CAPTURES.glob("*.bin"))]
    return found + _constructed()


def _captured(path: Path) -> Seed:
    data, role = path.read_bytes(), path.stem.partition("-")[0]
    return _seed(role, path.stem, data[:3073], data[3073:])


def _seed(role: str, name: str, handshake: bytes, wire: bytes) -> Seed:
    return Seed(role, name, handshake, wire, tuple(ChunkReader().feed(wire)))


def _constructed() -> list[Seed]:
    flash = b"\x80\x00\x07\x02"
    digests = [b"\x03" + sign(bytes(4) + flash + _NOISE, scheme) for scheme in (0, 1)]
    made = [
        ("server", "digest-0", digests[0] + bytes(1536), Encoder().encode(*_hasty())),
        ("server", "digest-1", digests[1] + bytes(1536), Encoder().encode(*_flash())),
        ("server", "compressed", SIMPLE + bytes(1536), _compressed()),
        ("server", "enhanced", SIMPLE + bytes(1536), Encoder().encode(*_enhanced())),
        ("publish", "refusals", SIMPLE + bytes(1536), Encoder().encode(*_refusals())),
        ("play", "aggregates", SIMPLE + bytes(1536), Encoder().encode(*_aggregates())),
    ]
    return [_seed(*parts) for parts in made]


def _connect(**more: object) -> Message:
    members = {"app": "live", "tcUrl": "rtmp://h/live", "flashVer": "FMLE/3.0"} | more
    return Command("connect", 1, [members]).to_message()


def _hasty() -> list[Message]:
    """Everything at once, on stream 0, with calls beside the road."""
    calls = ["releaseStream", "FCPublish", "createStream", "_checkbw", "getStreamLength", "other"]
    return [
        _connect(),
        *(Command(name, 2, [None, "key"]).to_message() for name in calls),
        Command("publish", 0, [None, "key", "live", "extra"]).to_message(0),
        Message(18, 0, 0, amf0.encode("@setDataFrame", "onMetaData", EcmaArray(width=1.0)), 5),
        Message(9, 0, 0, b"\x17\x00" + bytes(200), 6),
        Command("FCUnpublish", 3, [None, "key"]).to_message(),
        Command("deleteStream", 4, [None, 1]).to_message(),
    ]


def _flash() -> list[Message]:
    """AMF3 wrapping and rare AMF0 types."""
    rare = [TypedObject("a.B", {"x": amf0.UNDEFINED}), amf0.Date(1e12, 60), [1.0, "two", None]]
    return [
        Command("connect", 1, [{"app": "live", "objectEncoding": 3}], amf3=True).to_message(),
        Command("createStream", 2, [None, *rare], amf3=True).to_message(),
        Command("play", 3, [None, "key", -2], amf3=True).to_message(1),
        UserControl(3, 1, buffer_length=100).to_message(),
        UserControl(6, 99).to_message(),
        Message(15, 0, 1, b"\0" + amf0.encode("onMetaData", {"a": amf0.XmlDocument("<a/>")}), 5),
        Command("closeStream", 4, [None]).to_message(1),
    ]


def _compressed() -> bytes:
    """All header types, extended timestamps, Set Chunk Size and Abort."""
    encoder = Encoder()
    wire = encoder.encode(_connect(), Command("publish", 2, [None, "k"]).to_message(1))
    for step in range(8):
        for type_id, csid, size in ((8, 4, 40), (9, 70, 300), (9, 400, 300)):
            message = Message(type_id, 0xFFFFF0 + 6 * step, 1, bytes([step]) * size, csid)
            wire += b"".join(encoder.chunks(message, 3))
    wire += encoder.chunks(Message(9, 0, 1, bytes(500), 6))[0]
    wire += encoder.encode(messages.Abort(6).to_message(), SetChunkSize(4096).to_message())
    encoder.chunk_size = 4096
    return wire + encoder.encode(Message(9, 9, 1, bytes(6000), 6))


def _enhanced() -> list[Message]:
    infos = {"hvc1": 4.0, "*": 7.0}
    return [
        _connect(
            fourCcList=["hvc1", "av01"],
            videoFourCcInfoMap=infos,
            audioFourCcInfoMap={"Opus": 4.0},
            capsEx=15.0,
        ),
        messages.WindowAckSize(2000).to_message(),
        Command("createStream", 2, [None]).to_message(),
        Command("publish", 3, [None, "key"]).to_message(1),
        *(Message(9, 40 * i, 1, b"\x91hvc1" + bytes(700), 6) for i in range(5)),
    ]


def _refusals() -> list[Message]:
    info = {"level": "error", "code": "NetStream.Publish.BadName", "description": "no"}
    redirect = info | {"ex": {"code": 302.0, "redirect": "rtmp://elsewhere/app"}}
    return [
        messages.SetPeerBandwidth(5_000_000).to_message(),
        Command("onBWDone", 0, [None, 8192]).to_message(),
        Command("_result", 1, [None, {"code": "NetConnection.Connect.Success"}]).to_message(),
        Command("_error", 2, [None, info]).to_message(),
        Command("_result", 4, [None, 1]).to_message(),
        Command("onStatus", 0, [None, info]).to_message(1),
        Command("_error", 5, [None, redirect]).to_message(),
    ]


def _aggregates() -> list[Message]:
    part = (
        b"\x08\x00\x00\x04" + b"\x00\x00\x10\x00\x00\x00\x00" + b"\xaf\x01ab" + b"\x00\x00\x00\x0f"
    )
    good = {"level": "status", "code": "NetStream.Play.Start", "description": ""}
    return [
        Command("_result", 1, [None, {"code": "NetConnection.Connect.Success"}]).to_message(),
        Command("_result", 2, [None, 1]).to_message(),
        Command("onStatus", 0, [None, good]).to_message(1),
        Message(22, 1000, 1, part * 5, 6),
        UserControl(1, 1).to_message(),
    ]
