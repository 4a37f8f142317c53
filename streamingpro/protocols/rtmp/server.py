"""The server role: encoders publish to us, players play from us."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from . import amf0, enhanced, status
from .chunks import Message
from .connection import WINDOW_ACK_SIZE, Connection
from .errors import LimitExceeded, LocalError, ProtocolViolation
from .events import (
    ConnectRequested,
    Event,
    MediaReceived,
    PlayRequested,
    PlayStopped,
    PublishRequested,
    Unpublished,
)
from .handshake import ServerHandshake
from .limits import DEFAULT_LIMITS, Limits
from .messages import Command, Data, SetPeerBandwidth, UserControl, UserControlType
from .streams import Stream, StreamState, StreamTable


class ConnectState(Enum):
    """Where the conversation about ``connect`` stands."""

    WAITING = auto()
    ASKED = auto()
    ACCEPTED = auto()
    REJECTED = auto()


_ANSWERED_WITH_RESULT = frozenset(
    {
        "releaseStream",
        "FCUnsubscribe",
        "_checkbw",
        "checkBandwidth",
        "receiveAudio",
        "receiveVideo",
        "pause",
        "seek",
        "setBufferLength",
    }
)
"""Calls that mean nothing here but whose senders wait for an answer."""
_NEVER_ANSWERED = frozenset({"_result", "_error", "onStatus"})


class ServerConnection(Connection):
    """One accepted connection.

    :param random_bytes: fixed contents for S1 (tests); None draws them from the system.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS, random_bytes: bytes | None = None) -> None:
        super().__init__(ServerHandshake(random_bytes), limits)
        self._reader.max_partial_bytes = min(limits.max_early_bytes, limits.max_partial_bytes)
        self._state = ConnectState.WAITING
        self._connect_id = 0.0
        self._capabilities = enhanced.Capabilities()
        self._held: list[Message] = []
        self._streams = StreamTable(limits.max_message_streams)
        self._announced_publish = False
        self._handlers: dict[str, Callable[[Command, int, list[Event]], None]] = {
            "connect": self._connect,
            "createStream": self._create_stream,
            "FCPublish": self._fc_publish,
            "FCSubscribe": self._fc_subscribe,
            "getStreamLength": self._get_stream_length,
            "publish": self._publish,
            "play": self._play,
            "FCUnpublish": self._fc_unpublish,
            "closeStream": self._close_stream,
            "deleteStream": self._delete_stream,
        }

    @property
    def capabilities(self) -> enhanced.Capabilities:
        """What the client announced by Enhanced RTMP."""
        return self._capabilities

    # Decisions of the shell.

    def accept_connect(self) -> None:
        """Answer ``connect`` with success; release the answers kept back.

        :raises LocalError: no ``connect`` is waiting.
        """
        self._decide_connect(ConnectState.ACCEPTED)
        self._announce_sizes()
        self._send(SetPeerBandwidth(WINDOW_ACK_SIZE).to_message())
        self._send(UserControl(UserControlType.STREAM_BEGIN, 0).to_message())
        properties: dict[str, object] = {"fmsVer": "FMS/3,5,7,7009", "capabilities": 31, "mode": 1}
        if self._capabilities:
            properties |= enhanced.announced()
        information = status.information(
            status.CONNECT_SUCCESS, "Connection succeeded.", objectEncoding=0
        )
        self._result(self._connect_id, properties, information)
        held, self._held = self._held, []
        for message in held:
            self._send(message)

    def reject_connect(
        self, code: str = status.CONNECT_REJECTED, description: str = "Connection refused."
    ) -> None:
        """Answer ``connect`` with an error; close the connection after sending it.

        :raises LocalError: no ``connect`` is waiting.
        """
        self._decide_connect(ConnectState.REJECTED)
        self._held.clear()
        information = status.information(code, description) | {"level": "error"}
        self._send(Command("_error", self._connect_id, [None, information]).to_message())

    # These return False, and say nothing, when no such request is waiting: the peer may have
    # withdrawn it (deleteStream) while the shell was still deciding.

    def accept_publish(self, stream_id: int) -> bool:
        """Answer ``publish`` with NetStream.Publish.Start."""
        if not self._streams.step(stream_id, "accept_publish"):
            return False
        self._reader.max_partial_bytes = self._limits.max_partial_bytes
        self._send(UserControl(UserControlType.STREAM_BEGIN, stream_id).to_message())
        if self._announced_publish:
            # FMLE and its descendants wait for this one.
            information = status.information(status.PUBLISH_START, "Stream is published.")
            self._send(Command("onFCPublish", 0, [None, information]).to_message())
        self._status(stream_id, status.PUBLISH_START, "Stream is published.")
        return True

    def reject_publish(
        self,
        stream_id: int,
        code: str = status.PUBLISH_BAD_NAME,
        description: str = "Publishing refused.",
    ) -> bool:
        """Answer ``publish`` with an error status."""
        if not self._streams.step(stream_id, "reject_publish"):
            return False
        self._status(stream_id, code, description, level="error")
        return True

    def accept_play(self, stream_id: int) -> bool:
        """Answer ``play``: StreamBegin, Play.Reset, Play.Start, sample access."""
        if not self._streams.step(stream_id, "accept_play"):
            return False
        self._send(UserControl(UserControlType.STREAM_BEGIN, stream_id).to_message())
        self._status(stream_id, status.PLAY_RESET, "Playing and resetting.")
        self._status(stream_id, status.PLAY_START, "Started playing.")
        self._send(Data("|RtmpSampleAccess", [True, True]).to_message(stream_id))
        return True

    def reject_play(
        self,
        stream_id: int,
        code: str = status.PLAY_STREAM_NOT_FOUND,
        description: str = "Stream not found.",
    ) -> bool:
        """Answer ``play`` with an error status."""
        if not self._streams.step(stream_id, "reject_play"):
            return False
        self._status(stream_id, code, description, level="error")
        return True

    def close(self, stream_id: int, code: str, description: str) -> bool:
        """Tell a publisher or player that its stream ends here, and why; False if it has gone."""
        stream = self._streams.get(stream_id)
        if stream is None or stream.state is StreamState.IDLE:
            return False
        if stream.plays:
            self._send(UserControl(UserControlType.STREAM_EOF, stream_id).to_message())
        stream.state = StreamState.IDLE
        self._status(stream_id, code, description)
        return True

    def _decide_connect(self, state: ConnectState) -> None:
        if self._state is not ConnectState.ASKED:
            raise LocalError("no connect request is waiting for an answer")
        self._state = state

    # Requests of the client.

    def _on_command(self, command: Command, stream_id: int, events: list[Event]) -> None:
        if self._state is ConnectState.REJECTED:
            return
        if self._state is ConnectState.WAITING and command.name != "connect":
            raise ProtocolViolation("the first command was not connect")
        handler = self._handlers.get(command.name)
        if handler is not None:
            handler(command, stream_id, events)
        elif command.name in _ANSWERED_WITH_RESULT:
            self._result(command.transaction_id, None)
        elif command.transaction_id and command.name not in _NEVER_ANSWERED:
            information = status.information(status.CALL_FAILED, "Unknown command.")
            self._reply(Command("_error", command.transaction_id, [None, information]).to_message())

    def _connect(self, command: Command, stream_id: int, events: list[Event]) -> None:
        if self._state is not ConnectState.WAITING:
            raise ProtocolViolation("the peer sent connect twice")
        params = command.arg(0)
        if not isinstance(params, dict):
            raise ProtocolViolation("connect came without its parameters")
        self._state = ConnectState.ASKED
        self._connect_id = command.transaction_id
        self._capabilities = enhanced.parse_capabilities(params)
        encoding = params.get("objectEncoding")
        events.append(
            ConnectRequested(
                app=self._text(params.get("app")),
                tc_url=self._text(params.get("tcUrl", params.get("tcurl"))).strip("'"),
                flash_version=self._text(params.get("flashVer")),
                four_cc_list=self._capabilities.four_cc_list,
                object_encoding=3 if encoding == 3 else 0,
                params=params,
            )
        )

    def _create_stream(self, command: Command, stream_id: int, events: list[Event]) -> None:
        self._result(command.transaction_id, None, self._streams.create().id)

    def _fc_publish(self, command: Command, stream_id: int, events: list[Event]) -> None:
        self._announced_publish = True
        self._result(command.transaction_id, None)

    def _fc_subscribe(self, command: Command, stream_id: int, events: list[Event]) -> None:
        information = status.information(status.PLAY_START, "Subscribed.")
        self._reply(Command("onFCSubscribe", 0, [None, information]).to_message())

    def _get_stream_length(self, command: Command, stream_id: int, events: list[Event]) -> None:
        self._result(command.transaction_id, None, 0)

    def _publish(self, command: Command, stream_id: int, events: list[Event]) -> None:
        stream = self._streams.for_request(stream_id)
        if not self._streams.step(stream.id, "publish"):
            self._status(stream.id, status.PUBLISH_BAD_NAME, "The stream is in use.")
            return
        stream.name = self._text(command.arg(1))
        kind = command.arg(2)
        kind = kind if isinstance(kind, str) and len(kind) <= 64 else "live"
        events.append(PublishRequested(stream.id, stream.name, kind))

    def _play(self, command: Command, stream_id: int, events: list[Event]) -> None:
        stream = self._streams.for_request(stream_id)
        if not self._streams.step(stream.id, "play"):
            self._status(stream.id, status.PLAY_FAILED, "The stream is in use.")
            return
        stream.name = self._text(command.arg(1))
        events.append(PlayRequested(stream.id, stream.name))

    def _fc_unpublish(self, command: Command, stream_id: int, events: list[Event]) -> None:
        stream = self._streams.named(command.arg(1))
        if stream is not None:
            self._end(stream, events)
        information = status.information(status.UNPUBLISH_SUCCESS, "Stopped publishing.")
        self._reply(Command("onFCUnpublish", 0, [None, information]).to_message())
        self._result(command.transaction_id, None)

    def _close_stream(self, command: Command, stream_id: int, events: list[Event]) -> None:
        stream = self._streams.get(stream_id) or self._streams.get(command.arg(1))
        if stream is not None:
            self._end(stream, events)

    def _delete_stream(self, command: Command, stream_id: int, events: list[Event]) -> None:
        stream = self._streams.get(command.arg(1)) or self._streams.get(stream_id)
        if stream is not None:
            self._end(stream, events)
            self._streams.remove(stream)

    def _end(self, stream: Stream, events: list[Event]) -> None:
        published, played = stream.publishes, stream.plays
        stream.state = StreamState.IDLE
        if published:
            events.append(Unpublished(stream.id))
            self._status(stream.id, status.UNPUBLISH_SUCCESS, "Stopped publishing.")
        elif played:
            events.append(PlayStopped(stream.id))
            self._status(stream.id, status.PLAY_STOP, "Stopped playing.")

    def _on_media(self, message: Message, events: list[Event]) -> None:
        stream = self._streams.publishing(message.stream_id)
        if stream is not None:
            message.stream_id = stream.id
            events.append(MediaReceived(message))

    def _text(self, value: object) -> str:
        """A name the client sent; anything that is not text counts as empty."""
        if not isinstance(value, str):
            return ""
        if len(value) > self._limits.max_stream_name:
            raise LimitExceeded("the peer sent a name that is too long")
        return value

    # Answers.

    def _result(self, transaction_id: float, *args: object) -> None:
        values = list(args) if len(args) > 1 else [*args, amf0.UNDEFINED]
        self._reply(Command("_result", transaction_id, values).to_message())

    def _status(self, stream_id: int, code: str, description: str, level: str = "") -> None:
        information = status.information(code, description)
        if level:
            information["level"] = level
        self._reply(Command("onStatus", 0, [None, information]).to_message(stream_id))

    def _reply(self, message: Message) -> None:
        """Send, or keep back while ``connect`` is undecided: its answer must come first."""
        if self._state is not ConnectState.ASKED:
            self._send(message)
            return
        if len(self._held) >= self._limits.max_held_replies:
            raise LimitExceeded("the peer sends too many requests before connect is answered")
        self._held.append(message)
