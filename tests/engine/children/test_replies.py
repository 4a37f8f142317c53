"""What an RTSP server says reaches FFmpeg, but for what would lead it elsewhere."""

import pytest

from streamingpro.engine.children.replies import MAX_LINE, LeadsAway, Replies

OK = b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 21\r\n\r\nv=0\r\nm=video 0 RTP/AVP"
MOVED = [
    b"RTSP/1.0 302 Found\r\nLocation: rtsp://10.0.0.1/\r\n\r\n",
    b"RTSP/1.1 301 Moved\r\n",
    b"RTSP/1.0  307 x\n",
    b"RTSP/2.0\t 302\n",
    b"RTSP/ 302\n",
    b"RTSP/1.0 +302 x\n",
    b"RTSP/1.0 00302 x\n",
    b"RTSP/1.0 \x0b302 x\n",
    b"RT\rSP/1.0 3\r02 x\n",
    b"CSeq: 1\r\n\r\nabcRTSP/1.0 303 See Other\r\n",
    b"RTSP/" + b"1" * 5000 + b" " * 5000 + b"302\n",
]


def passed(said: bytes, size: int) -> bytes:
    """What is passed on of something said in pieces of this size."""
    replies = Replies("192.0.2.1")
    return b"".join(replies.pass_on(said[at : at + size]) for at in range(0, len(said), size))


@pytest.mark.parametrize("size", [1, 3, 7, 100_000])
def test_all_else_is_passed_on_at_once(size: int) -> None:
    replies = Replies("192.0.2.1")
    for start in range(0, len(OK), size):
        assert replies.pass_on(OK[start : start + size]) == OK[start : start + size]


@pytest.mark.parametrize("reply", MOVED)
@pytest.mark.parametrize("size", [1, 6, 100_000])
def test_a_server_that_leads_away_is_found_however_it_says_so(reply: bytes, size: int) -> None:
    with pytest.raises(LeadsAway):
        passed(reply, size)


@pytest.mark.parametrize("size", [1, 4, 100_000])
@pytest.mark.parametrize(
    "says",
    [
        b"Transport: RTP/AVP;unicast;server_port=6-7\r\n",
        b"Transport: RTP/AVP;unicast;server_port=6-7;source=10.0.0.1\r\n",
        b"Transport: RTP/AVP;unicast;source=10.0.0.1;server_port=6-7\n",
        b"Tr\ransport: RTP/AVP;unicast;server_port=6-7; \tsou\rrce=10.0.0.1\n",
        b"Transport: RTP/AVP;/source=10.0.0.1;unicast;server_port=6-7\r;SOURCE=10.0.0.1\n",
        b"Transport: RTP/AVP;destination=10.0.0.1;unicast;server_port=6-7\0\n",
    ],
)
def test_udp_packets_go_to_the_server_itself(says: bytes, size: int) -> None:
    line = b"Transport: RTP/AVP;unicast;server_port=6-7;source=192.0.2.1\r\n"
    assert passed(b"CSeq: 1\n" + says + b"\r\n", size) == b"CSeq: 1\n" + line + b"\r\n"


def test_no_header_hides_behind_a_packet_of_media() -> None:
    with pytest.raises(LeadsAway):
        Replies("192.0.2.1").pass_on(b"$\0\0\3abcTransport: RTP/AVP;source=10.0.0.1\n")


def test_a_line_without_end_is_none() -> None:
    with pytest.raises(LeadsAway):
        passed(b"x" * (MAX_LINE + 1), 1000)
