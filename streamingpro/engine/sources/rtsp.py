"""One attempt to play from an RTSP server."""

from urllib.parse import unquote, urlsplit

from streamingpro.engine.addresses import address_of
from streamingpro.engine.children.jobs import RtspJob
from streamingpro.engine.sources.child_pull import ChildPull
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind

DEFAULT_PORTS = {"rtsp": 554, "rtsps": 322}


class RtspPull(ChildPull):
    """See `Pull`. The child is told the addresses that were checked, and connects to no other."""

    kind = "rtspSource"
    protocol = "rtsp"

    async def job(self) -> RtspJob:
        """See `ChildPull`."""
        feed = self._feed
        try:
            parts = urlsplit(feed.url)
            host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme.lower()]
        except (ValueError, KeyError):
            host, port = "", 0
        if not host:
            words = "The address can't be used: it names no server."
            raise SourceError(SourceErrorKind.PROTOCOL, words)
        found = await feed.guard.resolve(host, port)
        addresses = tuple(str(entry[4][0]) for entry in found)
        self.remote_address = address_of(addresses[0], port)
        return RtspJob(
            feed.url,
            addresses,
            feed.conf.rtsp_transport,
            fingerprint=feed.conf.source_fingerprint,
        )

    def secrets(self) -> tuple[str, ...]:
        """See `ChildPull`."""
        parts = urlsplit(self._feed.url)
        given = (parts.password or "", parts.query)
        return tuple(text for secret in given for text in (secret, unquote(secret)) if secret)
