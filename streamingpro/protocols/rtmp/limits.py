"""What one connection may cost us, as numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one connection. Sizes are bytes unless the name says otherwise.

    The largest memory a peer can make us hold is about ``max_partial_bytes`` +
    ``max_output_bytes`` + the events of one ``receive_data`` call.
    """

    max_message_size: int = 16 << 20
    """Declared length of one message (the wire allows 16 MiB - 1)."""
    max_partial_bytes: int = 24 << 20
    """Sum of the unfinished messages of all chunk streams."""
    max_early_bytes: int = 1 << 20
    """The same while a client may not publish yet: it has nothing large to say."""
    min_chunk_size: int = 16
    """Smallest Set Chunk Size accepted. The wire allows 1 (§5.4.1), nobody means less than 128;
    every chunk costs time, whatever its size."""
    max_chunk_size: int = 0x7FFFFFFF
    """Largest Set Chunk Size accepted; harmless, since messages are bounded on their own."""
    max_chunk_streams: int = 64
    min_message_bytes: int = 8
    """Least average length of the messages of one ``feed``, headers included …"""
    free_messages: int = 1000
    """… behind this many: a flood of empty messages, one byte each, is refused."""
    max_message_streams: int = 8
    max_stream_name: int = 4096
    """Characters in a stream name, an app or a tcUrl."""
    max_command_size: int = 1 << 20
    """Body of one command message; media and metadata have ``max_message_size``."""
    max_aggregate_parts: int = 4096
    max_held_replies: int = 64
    """Answers kept back while a ``connect`` waits for our decision."""
    max_output_bytes: int = 1 << 20
    """Answers the shell has not yet taken with ``data_to_send``."""
    min_ack_window: int = 1024
    """Smallest acknowledgement window obeyed; a smaller one is raised to this."""
    amf_max_depth: int = 16
    amf_max_items: int = 4096
    """Values in one AMF body, containers and their members together."""
    amf_max_string: int = 65536


DEFAULT_LIMITS = Limits()
