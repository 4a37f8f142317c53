from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.limits import Limits
from tests.fuzz import rtmp
from tests.fuzz.seeds import seeds


def test_mutated_conversations_end_in_events_or_typed_errors() -> None:
    tally = rtmp.run(2000, seed=20)
    assert tally.runs == 2000
    assert {"HandshakeError", "ProtocolViolation", "AmfError", "LimitExceeded"} <= set(tally.errors)


def test_the_corpus_itself_is_understood_from_end_to_end() -> None:
    for seed in seeds():
        connection = rtmp.make_connection(seed.role, Limits())
        seen: list[events.Event] = []
        for piece in (seed.handshake, seed.wire):
            for event in connection.receive_data(piece, 0.0):
                seen.append(event)
                if isinstance(event, events.ConnectRequested):
                    connection.accept_connect()  # type: ignore[attr-defined]
        assert seen, seed.name
