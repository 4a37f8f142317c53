"""SourceChild: a source read by PyAV in a child (`source_main.py`)."""

from collections.abc import Callable, Sequence

from streamingpro.engine.children.jobs import Job, RtspJob, serialise
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.process import Child
from streamingpro.engine.children.records import (
    AUDIO,
    BYTES,
    DATA,
    END,
    NOTICE,
    VIDEO,
    Item,
    Record,
)

_MODULE = "streamingpro.engine.children.source_main"
_RTSP_GOODBYE_S = 2.0


class SourceChild:
    """One job, from `start` to its end.

    on_items(items)    RTMP messages in order: codec headers first and whenever they change. Type
                       ids 8 and 9; timestamps are the DTS in ms, never below 0, growing per kind
    on_notice(notice)  `notices.OPENED`, `UNSUPPORTED`, `FILE`, `SKIPPED`, and the last word:
                       `ERROR` (with `kind`, `message`) or `ENDED`
    on_exit(reason)    the process is gone, after its last word or without one (a crash); never
                       after `close`
    """

    def __init__(
        self,
        job: Job,
        *,
        name: str,
        on_items: Callable[[list[Item]], None],
        on_notice: Callable[[Notice], None],
        on_exit: Callable[[str], None],
        secrets: Sequence[str] = (),
    ) -> None:
        """`name` is the path's, for the log. `secrets` are masked in what the child prints."""
        self._job = job
        self._on_items = on_items
        self._on_notice = on_notice
        self._child = Child(
            _MODULE,
            name=f"source of {name}",
            on_records=self._take,
            on_exit=on_exit,
            grace_s=_RTSP_GOODBYE_S if isinstance(job, RtspJob) else 0.0,
            secrets=secrets,
        )

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def alive(self) -> bool:
        return self._child.alive

    @property
    def backlog_bytes(self) -> int:
        """What the child has not taken yet of what was fed."""
        return self._child.backlog_bytes

    def start(self) -> None:
        """Start the process with its job. Raises OSError."""
        self._child.start()
        self._child.send(NOTICE, 0, serialise(self._job))

    def feed(self, data: bytes) -> bool:
        """Container bytes of a DemuxJob; False, and dropped, when the child is gone or behind."""
        return self._child.send(BYTES, 0, data)

    def end(self) -> bool:
        """What was fed is whole; what is fed next is another file."""
        return self._child.send(END, 0, b"")

    def pause(self) -> None:
        """Take nothing for now: the child waits, and so does a demuxer's input."""
        self._child.pause()

    def resume(self) -> None:
        """Take media again."""
        self._child.resume()

    def close(self) -> None:
        """End it, without a callback."""
        self._child.close()

    async def wait(self) -> None:
        """Return when the process is gone."""
        await self._child.wait()

    def _take(self, records: list[Record]) -> None:
        items: list[Item] = []
        for record in records:
            if record.kind in (AUDIO, VIDEO, DATA):
                items.append((record.kind, record.timestamp, record.payload))
            elif record.kind == NOTICE:
                if items:
                    self._on_items(items)
                    items = []
                self._on_notice(Notice.parse(record.payload))
        if items:
            self._on_items(items)
