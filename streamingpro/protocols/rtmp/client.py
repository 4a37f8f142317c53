"""The client role: we publish to a server, or play from one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from . import enhanced, status
from .chunks import CSID_COMMAND, Message
from .connection import Connection
from .events import (
    Connected,
    Event,
    MediaReceived,
    PlayStarted,
    PublishStarted,
    Refused,
    RefusedStage,
    StatusReceived,
    StreamEnded,
)
from .handshake import ClientHandshake
from .limits import DEFAULT_LIMITS, Limits
from .messages import Command, UserControl, UserControlType

FLASH_VERSION = "FMLE/3.0 (compatible; StreamingPro)"
_CSID_STREAM = 8
_PLAY_BUFFER_MS = 3000
_MAX_TEXT = 1024


class ClientState(Enum):
    """Where the conversation stands; each step waits for one answer of the server."""

    HANDSHAKE = auto()
    CONNECTING = auto()
    CREATING = auto()
    STARTING = auto()
    STARTED = auto()
    ENDED = auto()


_STAGE: dict[ClientState, RefusedStage] = {
    ClientState.CONNECTING: "connect",
    ClientState.CREATING: "create",
}
"""What an ``_error`` refuses, by state; later ones refuse the publish or play."""


class ClientConnection(Connection):
    """One connection to a server; C0 and C1 are queued at once.

    :param publish: False plays instead.
    :param capabilities: members added to the command object; None announces Enhanced RTMP v2,
        an empty mapping nothing.
    :param random_bytes: fixed contents for C1 (tests); None draws them from the system.
    """

    def __init__(
        self,
        *,
        app: str,
        tc_url: str,
        stream_name: str,
        publish: bool = True,
        flash_version: str = FLASH_VERSION,
        capabilities: Mapping[str, object] | None = None,
        limits: Limits = DEFAULT_LIMITS,
        random_bytes: bytes | None = None,
    ) -> None:
        handshake = ClientHandshake(random_bytes)
        super().__init__(handshake, limits)
        self.stream_id = 0
        """The message stream the server gave us; 0 until then."""
        self._app = app
        self._tc_url = tc_url
        self._stream_name = stream_name
        self._publishes = publish
        self._flash_version = flash_version
        self._capabilities = enhanced.announced() if capabilities is None else capabilities
        self._state = ClientState.HANDSHAKE
        self._last_transaction = 0
        self._awaited = 0
        self._queue(handshake.first_bytes)

    def close(self) -> None:
        """Queue a polite end: FCUnpublish and deleteStream. Does nothing before createStream."""
        if self.stream_id and self._state is not ClientState.ENDED:
            if self._publishes:
                self._call("FCUnpublish", None, self._stream_name)
            self._call("deleteStream", None, self.stream_id)
        self._state = ClientState.ENDED

    # Steps.

    def _opened(self) -> None:
        self._state = ClientState.CONNECTING
        members: dict[str, object] = {
            "app": self._app,
            "type": "nonprivate",
            "flashVer": self._flash_version,
            "swfUrl": self._tc_url,
            "tcUrl": self._tc_url,
        }
        if not self._publishes:
            members |= {
                "fpad": False,
                "capabilities": 15,
                "audioCodecs": 4071,
                "videoCodecs": 252,
                "videoFunction": 1,
            }
        self._awaited = self._call("connect", members | dict(self._capabilities))

    def _create(self) -> None:
        self._announce_sizes()
        if self._publishes:
            self._call("releaseStream", None, self._stream_name)
            self._call("FCPublish", None, self._stream_name)
        self._state = ClientState.CREATING
        self._awaited = self._call("createStream", None)

    def _start(self) -> None:
        self._state = ClientState.STARTING
        if self._publishes:
            self._awaited = self._call("publish", None, self._stream_name, "live")
            return
        buffer = UserControl(
            UserControlType.SET_BUFFER_LENGTH, self.stream_id, buffer_length=_PLAY_BUFFER_MS
        )
        self._send(buffer.to_message())
        self._awaited = self._call("play", None, self._stream_name, -2)

    def _call(self, name: str, *args: object) -> int:
        self._last_transaction += 1
        command = Command(name, self._last_transaction, list(args))
        if name in ("publish", "play"):
            self._send(command.to_message(self.stream_id, _CSID_STREAM))
        else:
            self._send(command.to_message(0, CSID_COMMAND))
        return self._last_transaction

    # Answers.

    def _on_command(self, command: Command, stream_id: int, events: list[Event]) -> None:
        if self._state is ClientState.ENDED:
            return
        if command.name == "_result":
            if self._is_awaited(command):
                self._on_result(command, events)
        elif command.name == "_error":
            if self._is_awaited(command):
                self._refuse(_STAGE.get(self._state, self._start_stage), command, events)
        elif command.name == "onStatus":
            self._on_status(command, events)
        elif command.name == "close":
            self._ended(events)

    def _is_awaited(self, command: Command) -> bool:
        """True for the answer the state waits for.

        Answers to releaseStream and FCPublish, errors above all, are of no interest. Some servers
        answer ``connect`` with transaction 0.
        """
        if command.transaction_id == 0:
            return self._state is ClientState.CONNECTING
        return command.transaction_id == self._awaited

    @property
    def _start_stage(self) -> RefusedStage:
        return "publish" if self._publishes else "play"

    def _on_result(self, command: Command, events: list[Event]) -> None:
        if self._state is ClientState.CONNECTING:
            merged: dict[str, object] = {}
            for value in command.args[:2]:
                if isinstance(value, dict):
                    merged |= value
            if merged.get("level") == "error":
                self._refuse("connect", command, events)
                return
            events.append(Connected(merged))
            self._create()
        elif self._state is ClientState.CREATING:
            created = command.arg(1)
            if not isinstance(created, float) or not 0 < created < 1 << 32:
                self._refuse("create", command, events)
                return
            self.stream_id = int(created)
            self._start()

    def _on_status(self, command: Command, events: list[Event]) -> None:
        level, code, description = _information(command)
        if code == status.PUBLISH_START and self._publishes:
            self._started(PublishStarted(self.stream_id, description), events)
        elif code == status.PLAY_START and not self._publishes:
            self._started(PlayStarted(self.stream_id), events)
        elif level == "error":
            self._refuse(_STAGE.get(self._state, self._start_stage), command, events)
        else:
            events.append(StatusReceived(level, code, description))
            if code in status.ENDING:
                self._ended(events)

    def _started(self, event: PublishStarted | PlayStarted, events: list[Event]) -> None:
        if self._state is ClientState.STARTING:
            self._state = ClientState.STARTED
            events.append(event)

    def _refuse(self, stage: RefusedStage, command: Command, events: list[Event]) -> None:
        _, code, description = _information(command)
        events.append(Refused(stage, code, description, _redirect(command)))
        self._state = ClientState.ENDED

    def _ended(self, events: list[Event]) -> None:
        if self._state is not ClientState.ENDED:
            self._state = ClientState.ENDED
            events.append(StreamEnded())

    def _on_media(self, message: Message, events: list[Event]) -> None:
        if not self._publishes and self._state in (ClientState.STARTING, ClientState.STARTED):
            events.append(MediaReceived(message))

    def _on_stream_eof(self, stream_id: int, events: list[Event]) -> None:
        if not self._publishes and self._state is ClientState.STARTED:
            self._ended(events)


def _information(command: Command) -> tuple[str, str, str]:
    """Level, code and description of an answer, wherever the server put them."""
    for value in reversed(command.args):
        if isinstance(value, dict) and ("code" in value or "description" in value):
            return (
                _text(value.get("level")),
                _text(value.get("code")),
                _text(value.get("description")),
            )
    words = next((value for value in command.args if isinstance(value, str)), "")
    return "error" if command.name == "_error" else "status", "", _text(words)


def _redirect(command: Command) -> str:
    """The new address of a rejected connect (``ex.redirect`` with code 302), else empty."""
    for value in command.args:
        extra = value.get("ex") if isinstance(value, dict) else None
        if isinstance(extra, dict) and isinstance(extra.get("redirect"), str):
            return _text(extra["redirect"])
    return ""


def _text(value: object) -> str:
    return value[:_MAX_TEXT] if isinstance(value, str) else ""
