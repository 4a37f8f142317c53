"""TCP_INFO: what the kernel says of a connection, and how a socket is tuned for live media."""

import socket
import sys

import pytest

from streamingpro.engine import tcpinfo
from tests.engine.harness import tcp_pair, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="TCP_INFO is Linux's")


async def test_acknowledged_bytes_grow_with_what_the_peer_takes() -> None:
    ours, theirs = tcp_pair()
    with ours, theirs:
        before = tcpinfo.read(ours)
        assert before is not None
        ours.send(b"x" * 1000)
        await until(lambda: (now := tcpinfo.read(ours)) and now.bytes_acked >= 1000)
        await until(lambda: (now := tcpinfo.read(ours)) and now.idle)
        after = tcpinfo.read(ours)
        assert after is not None
        assert after.bytes_acked - before.bytes_acked == 1000
        assert 0 < after.rtt_ms < 10_000
        assert after.retransmits == 0


async def test_a_peer_that_does_not_read_is_not_idle_and_acknowledges_no_more() -> None:
    ours, theirs = tcp_pair()
    with ours, theirs:
        tcpinfo.tune(ours)
        sent = 0
        try:
            while True:
                sent += ours.send(b"x" * 100_000)
        except BlockingIOError:
            pass
        info = tcpinfo.read(ours)
        assert info is not None
        assert not info.idle
        assert info.bytes_acked < sent


def test_a_closed_socket_has_no_figures() -> None:
    ours, theirs = tcp_pair()
    theirs.close()
    ours.close()
    assert tcpinfo.read(ours) is None


def test_a_socket_that_is_not_tcp_has_no_figures() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert tcpinfo.read(ours) is None


def test_tuned_sockets_send_at_once_and_keep_little_in_the_kernel() -> None:
    ours, theirs = tcp_pair()
    with ours, theirs:
        tcpinfo.tune(ours)
        assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
        assert ours.getsockopt(socket.IPPROTO_TCP, 25) == tcpinfo.NOTSENT_LOWAT_BYTES
