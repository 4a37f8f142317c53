"""A call to an RTMP or RTMPS server as its publisher, up to the point where it takes the stream."""

import asyncio
from typing import Any

from streamingpro.engine.forward.errors import ErrorKind, ForwardError, from_net_error
from streamingpro.engine.forward.reception import Reception
from streamingpro.engine.neterrors import NetError
from streamingpro.engine.rtmpcall import NO_ANSWER, RtmpCall
from streamingpro.engine.wire import Wire
from streamingpro.kit.tasks import let_go
from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.url import Target

PUBLISH_TIMEOUT_S = 10.0


class Publishing:
    """From the name look-up to the farewell. `start_counts`: see `Reception`."""

    def __init__(self, target: Target, fingerprint: str, *, start_counts: bool = True) -> None:
        loop = asyncio.get_running_loop()
        name = target.stream_name
        self._fingerprint = fingerprint
        self._call = RtmpCall(
            target,
            publish=True,
            secrets=(name, name.partition("?")[0]),
            on_event=self._heard,
            on_broken=lambda words: self.give_up(ForwardError(ErrorKind.PROTOCOL, words)),
            on_lost=lambda error: self.give_up(self._reception.lost(error)),
        )
        self._reception = Reception(target.host, self._call.quote, start_counts=start_counts)
        self._published: asyncio.Future[int] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()
        """Gets a ForwardError when the call ends, whatever ends it."""
        self.bytes_acked = 0
        """By the server's Acknowledgement messages."""

    @property
    def wire(self) -> Wire | None:
        return self._call.wire

    @property
    def remote_address(self) -> str:
        return self._call.remote_address

    async def start(self) -> int:
        """The message stream to publish on, once the server answers Publish.Start. Raises
        ForwardError; call `leave` whatever comes of it."""
        try:
            await self._call.open(self._fingerprint)
        except NetError as error:
            raise from_net_error(error) from None
        try:
            async with asyncio.timeout(PUBLISH_TIMEOUT_S):
                either: list[asyncio.Future[Any]] = [self._published, self.ended]
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            raise ForwardError(ErrorKind.TIMEOUT, NO_ANSWER) from None
        if self.ended.done():
            self.ended.result()
        return self._published.result()

    def give_up(self, error: ForwardError) -> None:
        """End with this error."""
        if not self.ended.done():
            self.ended.set_exception(error)

    async def leave(self) -> None:
        """Say goodbye where somebody still listens, and close."""
        let_go(self.ended)
        let_go(self._published)
        await self._call.leave()

    def _heard(self, event: events.Event) -> None:
        problem = self._reception.heard(event)
        if problem is not None:
            self.give_up(problem)
        elif isinstance(event, events.PublishStarted) and not self._published.done():
            self._published.set_result(event.stream_id)
        elif isinstance(event, events.AcknowledgementReceived):
            self.bytes_acked = event.sequence
