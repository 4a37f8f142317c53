import pytest

from streamingpro.protocols.rtmp import amf0, messages
from streamingpro.protocols.rtmp.aggregate import split_aggregate
from streamingpro.protocols.rtmp.chunks import Message
from streamingpro.protocols.rtmp.errors import AmfError, LimitExceeded, ProtocolViolation
from streamingpro.protocols.rtmp.limits import Limits
from streamingpro.protocols.rtmp.messages import (
    Abort,
    Acknowledgement,
    Command,
    Data,
    Parsed,
    SetChunkSize,
    SetPeerBandwidth,
    UserControl,
    WindowAckSize,
    parse,
)


@pytest.mark.parametrize(
    ("parsed", "type_id", "wire"),
    [
        (SetChunkSize(4096), 1, "00001000"),
        (Abort(6), 2, "00000006"),
        (Acknowledgement(0xFFFFFFFF), 3, "ffffffff"),
        (UserControl(0, 1), 4, "0000 00000001"),
        (UserControl(3, 1, 3000), 4, "0003 00000001 00000bb8"),
        (UserControl(6, 123), 4, "0006 0000007b"),
        (WindowAckSize(2_500_000), 5, "002625a0"),
        (SetPeerBandwidth(2_500_000, 2), 6, "002625a0 02"),
        (Command("a", 2.0, [None]), 20, "0200 0161 00 4000000000000000 05"),
        (Command("a", 2.0, [None], amf3=True), 17, "00 0200 0161 00 4000000000000000 05"),
        (Data("a", [True]), 18, "0200 0161 0101"),
    ],
)
def test_both_ways(parsed: Parsed, type_id: int, wire: str) -> None:
    message = parsed.to_message()
    assert (message.type_id, message.payload) == (type_id, bytes.fromhex(wire))
    assert parse(message) == parsed


def test_amf3_command_without_its_format_byte() -> None:
    body = amf0.encode("publish", 3, None, "key")
    assert parse(Message(17, 0, 1, body)) == Command("publish", 3.0, [None, "key"], amf3=True)


def test_amf3_data_loses_its_format_byte() -> None:
    assert parse(Message(15, 0, 1, b"\0" + amf0.encode("onMetaData", {}))) == Data(
        "onMetaData", [{}]
    )


def test_bandwidth_without_its_limit_type_and_unknown_user_control() -> None:
    assert parse(Message(6, 0, 0, b"\0\0\1\0")) == SetPeerBandwidth(256, 0)
    assert parse(Message(4, 0, 0, b"\0\x20")) == UserControl(32)
    assert parse(Message(4, 0, 0, b"\0\x20\0\0\0\1")) == UserControl(32, 1)


@pytest.mark.parametrize("transaction", [None, "x", {}])
def test_transaction_ids_that_are_no_numbers_count_as_zero(transaction: object) -> None:
    parsed = parse(Message(20, 0, 0, amf0.encode("call", transaction)))
    assert parsed == Command("call", 0.0, [])
    assert parse(Message(20, 0, 0, amf0.encode("call"))) == Command("call", 0.0, [])


@pytest.mark.parametrize("type_id", [1, 2, 3, 4, 5, 6])
def test_short_control_messages(type_id: int) -> None:
    with pytest.raises(ProtocolViolation):
        parse(Message(type_id, 0, 0, b"\0"))


@pytest.mark.parametrize("wire", ["0000 00", "0003 00000001", "0006"])
def test_short_user_control_messages(wire: str) -> None:
    with pytest.raises(ProtocolViolation):
        parse(Message(4, 0, 0, bytes.fromhex(wire)))


@pytest.mark.parametrize("type_id", [15, 17, 18, 20])
@pytest.mark.parametrize("body", [b"", b"\x05", b"\x00"])
def test_commands_and_data_without_a_name(type_id: int, body: bytes) -> None:
    with pytest.raises(AmfError):
        parse(Message(type_id, 0, 0, body))


def test_media_has_no_form_here() -> None:
    assert parse(Message(8, 0, 1, b"")) is None
    assert parse(Message(99, 0, 1, b"")) is None


def test_command_size_limit() -> None:
    with pytest.raises(LimitExceeded):
        parse(Message(20, 0, 0, amf0.encode("a" * 50)), Limits(max_command_size=40))


def test_arguments_left_out_are_none() -> None:
    assert Command("a", 1.0, []).arg(3) is None


def test_set_data_frame_on_and_off() -> None:
    body = amf0.encode("onMetaData", amf0.EcmaArray(width=1.0))
    wrapped = messages.with_set_data_frame(body)
    assert amf0.decode(wrapped)[0] == "@setDataFrame"
    assert messages.with_set_data_frame(wrapped) == wrapped
    assert messages.without_set_data_frame(wrapped) == body
    assert messages.without_set_data_frame(body) == body


def part(type_id: int, timestamp: int, body: bytes) -> bytes:
    """One message inside an aggregate, with its back pointer."""
    header = bytes([type_id]) + len(body).to_bytes(3, "big")
    header += (timestamp & 0xFFFFFF).to_bytes(3, "big") + bytes([timestamp >> 24]) + b"\0\0\0"
    return header + body + (11 + len(body)).to_bytes(4, "big")


def test_aggregates_are_split_and_timed_by_the_outer_message() -> None:
    body = part(8, 0x1000010, b"a") + part(22, 0x1000020, b"") + part(9, 0x1000030, b"")
    assert split_aggregate(Message(22, 5000, 1, body, 6)) == [
        Message(8, 5000, 1, b"a", 6),
        Message(9, 5032, 1, b"", 6),
    ]


@pytest.mark.parametrize("cut", [1, 10, 11, 13])
def test_cut_aggregate(cut: int) -> None:
    with pytest.raises(ProtocolViolation):
        split_aggregate(Message(22, 0, 1, part(8, 0, b"abc")[:cut]))


def test_aggregate_of_too_many() -> None:
    with pytest.raises(LimitExceeded):
        split_aggregate(Message(22, 0, 1, part(8, 0, b"") * 11), Limits(max_aggregate_parts=10))
