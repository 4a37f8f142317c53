"""A server connection brought to where a test begins, and the peer that talks to it."""

from streamingpro.protocols.rtmp.limits import Limits
from streamingpro.protocols.rtmp.server import ServerConnection
from tests.protocols.rtmp.talk import Peer

APP: dict[str, object] = {"app": "live", "tcUrl": "rtmp://h/live", "flashVer": "FMLE/3.0"}


def server_and_peer(limits: Limits | None = None) -> tuple[ServerConnection, Peer]:
    server = ServerConnection(limits or Limits(), b"seed")
    return server, Peer(server).shake()


def connected(limits: Limits | None = None) -> tuple[ServerConnection, Peer]:
    server, peer = server_and_peer(limits)
    peer.call("connect", APP, tid=1)
    server.accept_connect()
    peer.hear()
    return server, peer


def publishing(limits: Limits | None = None) -> tuple[ServerConnection, Peer]:
    server, peer = connected(limits)
    peer.call("createStream", None, tid=2)
    peer.call("publish", None, "key", "live", tid=3, stream=1)
    server.accept_publish(1)
    peer.hear()
    return server, peer
