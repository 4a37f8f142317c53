"""The route that tries a destination without a stream: `/v3/forward/test`."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from streamingpro.engine.api.answers import ApiError, answer, read_object, until_gone
from streamingpro.engine.api.state import EngineState
from streamingpro.engine.conf.forward import parse_destination
from streamingpro.engine.forward.trial import NotTried, TooManyTrials
from streamingpro.kit.tasks import while_wanted


class TrialRoutes:
    """A trial ends when its caller leaves."""

    def __init__(self, state: EngineState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        return [Route("/v3/forward/test", self.test, methods=["POST"])]

    async def test(self, request: Request) -> Response:
        conf = parse_destination(await read_object(request))
        trial = self._state.try_destination(conf)
        try:
            result = await while_wanted(trial, until_gone(request))
        except NotTried as error:
            status = 429 if isinstance(error, TooManyTrials) else 400
            raise ApiError(status, str(error)) from None
        # Without a result nobody is there to read it.
        return Response(status_code=499) if result is None else answer(result)
