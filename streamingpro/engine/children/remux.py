"""Remux: a stream's other wire form, made by one child process (`remux_main.py`)."""

from collections.abc import Callable
from typing import Literal

from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.process import Child
from streamingpro.engine.children.records import AUDIO, DATA, END, NOTICE, TS, VIDEO, Item, Record

Direction = Literal["to_rtmp", "to_mpegts"]

_MODULE = "streamingpro.engine.children.remux_main"
_MEMORY = 512 * 1024 * 1024


class Remux:
    """Feed it one form, get the other. For every stream another one; restart by making a new one.

    to_rtmp     `feed_ts` in, `on_items(items)` out: codec headers first and whenever they change
    to_mpegts   `feed_item` in, `on_ts(data)` out: whole packets, tables first and repeated

    on_notice(notice)  `notices.UNSUPPORTED`: a track is left out, `codec` and `message` say which
                       and what to do
    on_exit(reason)    the process crashed or was killed; never after `close`

    All callbacks come from the event loop, never from inside a call of ours.
    """

    def __init__(
        self,
        direction: Direction,
        *,
        name: str,
        on_items: Callable[[list[Item]], None] = lambda _items: None,
        on_ts: Callable[[bytes], None] = lambda _data: None,
        on_notice: Callable[[Notice], None] = lambda _notice: None,
        on_exit: Callable[[str], None],
    ) -> None:
        """`name` is the path's, for the log."""
        self._on_items = on_items
        self._on_ts = on_ts
        self._on_notice = on_notice
        self._child = Child(
            _MODULE,
            args=(direction,),
            name=f"remux of {name}",
            on_records=self._take,
            on_exit=on_exit,
            memory_limit=_MEMORY,
        )

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def alive(self) -> bool:
        return self._child.alive

    @property
    def backlog_bytes(self) -> int:
        """What the child has not taken yet."""
        return self._child.backlog_bytes

    def start(self) -> None:
        """Start the process; feeding may begin at once. Raises OSError."""
        self._child.start()

    def feed_ts(self, data: bytes) -> bool:
        """MPEG-TS bytes of the publisher; False, and dropped, when the child is gone or behind."""
        return self._child.send(TS, 0, data)

    def feed_item(self, type_id: int, timestamp: int, payload: bytes) -> bool:
        """One message of the stream (`records.Item`), likewise."""
        return self._child.send(type_id, timestamp, payload)

    def finish(self) -> None:
        """Nothing more will be fed: what the child holds back comes out."""
        self._child.send(END, 0, b"")

    def close(self) -> None:
        """End the process at once, without a callback."""
        self._child.close()

    async def wait(self) -> None:
        """Return when the process is gone."""
        await self._child.wait()

    def _take(self, records: list[Record]) -> None:
        items: list[Item] = []
        for record in records:
            if record.kind in (AUDIO, VIDEO, DATA):
                items.append((record.kind, record.timestamp, record.payload))
            elif record.kind == TS:
                self._on_ts(record.payload)
            elif record.kind == NOTICE:
                self._on_notice(Notice.parse(record.payload))
        if items:
            self._on_items(items)
