"""Conversations as scripts: one side is under test, the other says and hears single messages."""

from dataclasses import dataclass, field

from streamingpro.protocols.rtmp import messages
from streamingpro.protocols.rtmp.chunks import ChunkReader, Message
from streamingpro.protocols.rtmp.connection import Connection
from streamingpro.protocols.rtmp.events import Event
from streamingpro.protocols.rtmp.messages import Command, Parsed, SetChunkSize
from tests.protocols.rtmp.wire import Encoder

C0C1 = b"\x03" + bytes(1536)
C2 = bytes(1536)


@dataclass
class Peer:
    """The other side of ``connection``, behind the handshake."""

    connection: Connection
    encoder: Encoder = field(default_factory=Encoder)
    reader: ChunkReader = field(default_factory=ChunkReader)
    now: float = 100.0

    def shake(self) -> "Peer":
        """Do the handshake, whichever role is under test."""
        self.connection.data_to_send()
        self.connection.receive_data(C0C1, self.now)
        self.connection.receive_data(C2, self.now)
        sent = self.connection.data_to_send()
        # A server answers with S0 S1 S2, a client with C2 and its connect.
        skip = 3073 if sent[0] == 3 and len(sent) >= 3073 else 1536
        self.early = self.reader.feed(sent[skip:])
        return self

    def say(self, *said: Message) -> list[Event]:
        """Send messages to the side under test, return its events."""
        return self.connection.receive_data(self.encoder.encode(*said), self.now)

    def call(self, name: str, *args: object, tid: float = 0, stream: int = 0) -> list[Event]:
        """Send a command."""
        return self.say(Command(name, tid, list(args)).to_message(stream))

    def hear(self) -> list[Message]:
        """The messages the side under test sent since."""
        return self.reader.feed(self.connection.data_to_send())

    def heard(self) -> list[Parsed | None]:
        """The same, parsed."""
        return [messages.parse(m) for m in self.hear()]

    def commands(self) -> list[Command]:
        """The commands among them."""
        return [p for p in self.heard() if isinstance(p, Command)]

    def codes(self) -> list[str]:
        """Names and codes of the commands among them, such as ``onStatus NetStream.Play.Start``."""
        return [describe(c) for c in self.commands()]

    def resize(self, size: int) -> None:
        """Announce a chunk size and keep to it."""
        self.say(SetChunkSize(size).to_message())
        self.encoder.chunk_size = size


def describe(command: Command) -> str:
    """Name and, where there is one, code."""
    for value in command.args:
        if isinstance(value, dict) and "code" in value:
            return f"{command.name} {value['code']}"
    return command.name
