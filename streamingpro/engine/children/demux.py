"""The demux job: container bytes in as they come from the network, messages out."""

from collections import deque
from collections.abc import Iterator

from streamingpro.engine.children import inside, notices
from streamingpro.engine.children.emit import Emitter
from streamingpro.engine.children.failure import Failure
from streamingpro.engine.children.jobs import DemuxJob
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.opened import Opened, open_container, tell
from streamingpro.engine.children.records import BYTES, Record

_OPTIONS = {
    # Codec headers tell all that is needed: don't wait for more media to look at.
    "fpsprobesize": "0",
    "analyzeduration": "1000000",
    "protocol_whitelist": "",
}


def demux(job: DemuxJob, first: list[Record], batches: Iterator[list[Record]]) -> None:
    """File after file, each followed by the notice `ended`, until the engine closes the socket.
    Raises Failure."""
    given = Given(first, batches)
    emitter = Emitter()
    while given.wait():
        try:
            opened = Opened(open_container(given, format=job.format, options=dict(_OPTIONS)))
            tell(opened.left_out)
            emitter.begin()
            for sample in opened.samples():
                emitter.emit(sample, 0)
        except Failure:
            raise
        except Exception:  # PyAV raises whatever its objects do not like
            words = "The segments can't be read: they are damaged, or of an unknown kind."
            raise Failure("protocol", words) from None
        opened.close()
        given.skip()
        inside.notify(Notice(notices.ENDED))


class Given:
    """The bytes of one file after the other, as a file that can only be read forward."""

    def __init__(self, first: list[Record], batches: Iterator[list[Record]]) -> None:
        self._records = deque(first)
        self._batches = batches
        self._view = memoryview(b"")
        self._ended = False

    def wait(self) -> bool:
        """Wait for the first byte of the next file; False when the engine has no more."""
        self._ended = False
        self._fill()
        return len(self._view) > 0

    def read(self, size: int) -> bytes:
        """Some bytes, at most `size`; none at the end of the file."""
        if not self._view and not self._ended:
            self._fill()
        data, self._view = self._view[:size], self._view[size:]
        return bytes(data)

    def skip(self) -> None:
        """Pass over what is left of the present file."""
        while not self._ended:
            self._fill()
        self._view = memoryview(b"")

    def _fill(self) -> None:
        while not self._ended:
            while not self._records:
                batch = next(self._batches, None)
                if batch is None:
                    self._ended = True
                    return
                self._records.extend(batch)
            record = self._records.popleft()
            if record.kind != BYTES:
                self._ended = True
            elif record.payload:
                self._view = memoryview(record.payload)
                return
