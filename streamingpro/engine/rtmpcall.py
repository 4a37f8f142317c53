"""A call to an RTMP or RTMPS server: what publishing to it and playing from it share."""

import asyncio
from collections.abc import Callable, Sequence

from streamingpro.engine import dial
from streamingpro.engine.addresses import address_of
from streamingpro.engine.neterrors import from_os_error
from streamingpro.engine.resolve import Address
from streamingpro.engine.wire import Wire
from streamingpro.kit.redact import redact_text
from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.client import ClientConnection
from streamingpro.protocols.rtmp.errors import HandshakeError, RtmpError
from streamingpro.protocols.rtmp.url import Target

GOODBYE_S = 1.0
NO_ANSWER = (
    "The server accepted the connection but did not answer. "
    "Check that the address is that of an RTMP server."
)


class RtmpCall:
    """One connection, from the first packet to the farewell.

    on_event(event)   what the server says
    on_broken(words)  it does not speak RTMP; a plain sentence
    on_lost(error)    the connection ended, as with `Wire`

    `secrets` are masked in what is quoted.
    """

    def __init__(
        self,
        target: Target,
        *,
        publish: bool,
        secrets: Sequence[str],
        on_event: Callable[[events.Event], None],
        on_broken: Callable[[str], None],
        on_lost: Callable[[OSError | None], None],
    ) -> None:
        self._target = target
        self._secrets = tuple(secrets)
        self._on_event = on_event
        self._on_broken = on_broken
        self._on_lost = on_lost
        self._loop = asyncio.get_running_loop()
        self._client = ClientConnection(
            app=target.app,
            tc_url=target.tc_url,
            stream_name=target.stream_name,
            publish=publish,
        )
        self.wire: Wire | None = None
        self.remote_address = ""

    async def open(self, fingerprint: str, found: list[Address] | None = None) -> Wire:
        """Connect, as `dial` does, and say hello. Raises NetError."""
        target = self._target
        sock = await dial.connect(target.host, target.port, found)
        try:
            self.remote_address = address_of(*sock.getpeername()[:2])
            tls = None
            if target.tls:
                tls = await dial.encrypt(sock, target.host, fingerprint)
            wire = Wire(self._loop, sock, self._received, self._on_lost, tls)
        except OSError as error:  # reset before we could ask whom we are connected to
            sock.close()
            raise from_os_error(error, f"connect to {target.host}:{target.port}") from None
        except BaseException:
            sock.close()
            raise
        self.wire = wire
        wire.resume()
        wire.write(self._client.data_to_send())
        return wire

    async def leave(self) -> None:
        """Say goodbye where somebody still listens, and close."""
        wire = self.wire
        if wire is None:
            return
        if wire.closed or wire.blocked:
            wire.close()
            return
        self._client.close()
        wire.write(self._client.data_to_send())
        await wire.finish(GOODBYE_S)

    def quote(self, text: str) -> str:
        """What the server said, fit to be shown."""
        return redact_text(text, *self._secrets)[:300].strip(". ")

    def _received(self, data: bytes) -> None:
        try:
            happened = self._client.receive_data(data, self._loop.time())
        except HandshakeError:
            self._on_broken(
                "The server does not speak RTMP. Check the address and the port; some servers want "
                "rtmps:// instead of rtmp://."
            )
            return
        except RtmpError as error:
            words = self.quote(str(error))
            self._on_broken(f"The server does not speak RTMP as expected: {words}.")
            return
        for event in happened:
            self._on_event(event)
        reply = self._client.data_to_send()
        if reply and self.wire is not None:
            self.wire.write(reply)
