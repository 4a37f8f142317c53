"""Destinations tested without a stream: does the server accept the key?"""

from collections.abc import Callable

from sqlalchemy import select

from streamingpro.control.db import Database
from streamingpro.control.errors import Conflict, Invalid, NotFound, TooManyTries, Unavailable
from streamingpro.control.inputs.model import Input
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.outputs.destination import place_destination, place_of
from streamingpro.control.outputs.loops import LoopGuard
from streamingpro.control.outputs.model import Output
from streamingpro.control.outputs.place import Place
from streamingpro.control.outputs.schemas import OutputPatch, OutputTest, OutputTestOut
from streamingpro.control.outputs.service import OutputService
from streamingpro.control.outputs.sessions import same_session
from streamingpro.control.status.schemas import InputState, InputStatus, OutputState, OutputStatus
from streamingpro.mediamtx import errors
from streamingpro.mediamtx.models import ForwardTest

RETRY_AFTER_S = 5


class OutputTester:
    """Asks the media server to call a destination. Nothing is saved, and nobody who is live is
    disturbed: `input_status` and `output_status` tell who is."""

    def __init__(
        self,
        db: Database,
        outputs: OutputService,
        loops: LoopGuard,
        media: MediaProvider,
        input_status: Callable[[Input], InputStatus],
        output_status: Callable[[Output], OutputStatus],
    ) -> None:
        self._db = db
        self._outputs = outputs
        self._loops = loops
        self._media = media
        self._input_status = input_status
        self._output_status = output_status

    async def test_new(self, new: OutputTest, *, our_host: str = "") -> OutputTestOut:
        """A destination that is not saved. Raises NotFound, Invalid, and what a test raises:
        Conflict, TooManyTries, Unavailable, MediaServerError."""
        input_id = new.input_id
        if input_id is not None:
            async with self._db.session() as session:
                if await session.get(Input, input_id) is None:
                    raise NotFound("There is no input with this id.")
        place = await self._outputs.checked_place(new, input_id, our_host)
        return await self._test(place, our_host)

    async def test_stored(
        self, output_id: str, patch: OutputPatch, *, our_host: str = ""
    ) -> OutputTestOut:
        """A stored one, as it would be with the fields that `patch` has. Raises the same."""
        item = await self._outputs.get(output_id)
        place = await self._outputs.checked_change(item, patch, our_host)
        return await self._test(place, our_host)

    async def _test(self, place: Place, our_host: str) -> OutputTestOut:
        if place.srt is not None and place.srt.mode == "listener":
            raise Conflict(
                "This destination calls us (mode listener), so that there is nobody to call for a"
                " test. Start your stream and look whether it comes."
            )
        await self._refuse_to_disturb(place, our_host)
        found = await self._ask(place)
        return OutputTestOut(
            ok=found.ok,
            kind=None if found.ok else found.kind or "internal",
            message=found.message,
            took_ms=found.took_ms,
            remote_address=found.remote_addr or None,
        )

    async def _refuse_to_disturb(self, place: Place, our_host: str) -> None:
        own = await self._loops.own_input(place.address, our_host)
        query = (
            select(Output)
            .join(Input, Input.id == Output.input_id)
            .where(Output.enabled, Input.enabled)
        )
        async with self._db.session() as session:
            target = None if own is None else await session.get(Input, own)
            outputs = (await session.scalars(query)).all()
        for output in outputs:
            if same_session(place_of(output), place):
                _refuse_while_used(self._output_status(output))
        if target is not None and self._input_status(target).state in (
            InputState.LIVE,
            InputState.RECONNECTING,
        ):
            raise Conflict(
                "This address is an input of this server, which is live right now. A test would"
                " push its encoder aside."
            )

    async def _ask(self, place: Place) -> ForwardTest:
        client = self._media.client()
        if client is None:
            raise Unavailable("The media server is not running.")
        try:
            return await client.forward_test(place_destination(place), place.fingerprint or "")
        except errors.NotFound:
            raise Unavailable(
                "This media server can't test destinations; only StreamingPro's own engine can."
            ) from None
        except errors.TooMany:
            raise TooManyTries(
                "Several destinations are being tested already. Try again in a few seconds.",
                RETRY_AFTER_S,
            ) from None
        except errors.BadRequest as error:
            raise Invalid.field(
                "url", f"The media server can't use this address: {error.message}."
            ) from None


def _refuse_while_used(status: OutputStatus) -> None:
    if status.state is OutputState.LIVE:
        raise Conflict(
            "This destination is live right now: that is the proof. A test would disturb it."
        )
    if status.held or status.state is OutputState.CONNECTING:
        raise Conflict(
            "This destination is being connected right now, or held open. A test would disturb it;"
            " its state tells how it goes."
        )
