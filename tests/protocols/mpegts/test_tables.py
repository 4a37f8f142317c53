"""The programme that is followed, as tables come, change and get lost."""

from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts.packets import PACKET, START, payload_offset
from streamingpro.protocols.mpegts.tables import TableWatch
from tests.protocols.mpegts.build import (
    AAC,
    AUDIO_PID,
    H264,
    H265,
    PMT_PID,
    VIDEO_PID,
    Counters,
    pat_section,
    pmt_section,
    table,
    tables,
)

OTHER_PMT = 0x1001


def feed(watch: TableWatch, data: bytes) -> list[bool]:
    """All packets that the watch wants."""
    changed = []
    for pos in range(0, len(data), PACKET):
        packet = data[pos : pos + PACKET]
        pid = (packet[1] & 0x1F) << 8 | packet[2]
        if pid in watch.pids:
            changed.append(watch.feed(pid, packet, payload_offset(packet, 0)))
    return changed


def test_pat_then_pmt() -> None:
    watch, counters = TableWatch(), Counters()
    data = tables(counters)
    assert feed(watch, data) == [False, True]
    assert [(c.pid, c.codec) for c in watch.carried] == [
        (VIDEO_PID, Codec.H264),
        (AUDIO_PID, Codec.MPEG4_AUDIO),
    ]
    assert (watch.version, watch.tables_version, watch.program) == (1, 1, 1)
    assert watch.tables == data


def test_pmt_before_the_pat_waits_for_the_next_one() -> None:
    watch, counters = TableWatch(), Counters()
    data = tables(counters)
    feed(watch, data[PACKET:])
    assert (watch.version, watch.tables) == (0, b"")
    feed(watch, data)
    assert watch.version == 1


def test_repetition_changes_nothing() -> None:
    watch, counters = TableWatch(), Counters()
    first = tables(counters)
    feed(watch, first)
    for _ in range(20):
        assert feed(watch, tables(counters)) == [False, False]
    assert (watch.version, watch.tables_version, watch.tables) == (1, 1, first)


def test_pmt_over_several_packets_and_its_repetition() -> None:
    watch, counters = TableWatch(), Counters()
    streams = [(H264, VIDEO_PID, b""), *((AAC, 0x200 + i, b"\x0a\4deu\0") for i in range(25))]
    data = tables(counters, streams)
    assert len(data) == 3 * PACKET
    feed(watch, data)
    assert len(watch.carried) == 26
    assert watch.tables == data
    feed(watch, tables(counters, streams))
    assert (watch.version, watch.tables_version) == (1, 1)


def test_pmt_with_a_lost_packet_waits_for_the_next() -> None:
    watch, counters = TableWatch(), Counters()
    streams = [(AAC, 0x200 + index, b"") for index in range(60)]
    data = tables(counters, streams)
    feed(watch, data[: 2 * PACKET])
    watch.lost(PMT_PID)
    feed(watch, data[3 * PACKET :])
    assert watch.version == 0
    feed(watch, tables(counters, streams))
    assert len(watch.carried) == 60


def test_change_of_streams() -> None:
    watch, counters = TableWatch(), Counters()
    feed(watch, tables(counters))
    feed(watch, tables(counters, [(H265, 0x150, b"")], version=1))
    assert [(c.pid, c.codec) for c in watch.carried] == [(0x150, Codec.H265)]
    assert (watch.version, watch.tables_version) == (2, 2)


def test_new_version_with_the_same_streams_renews_only_the_tables() -> None:
    watch, counters = TableWatch(), Counters()
    feed(watch, tables(counters))
    again = tables(counters, version=1)
    feed(watch, again)
    assert watch.version == 1
    assert watch.tables_version == 2
    assert watch.tables[PACKET:] == again[PACKET:]


def test_streams_that_change_without_a_new_version() -> None:
    watch, counters = TableWatch(), Counters()
    feed(watch, tables(counters))
    feed(watch, tables(counters, [(H265, VIDEO_PID, b"")]))
    assert [c.codec for c in watch.carried] == [Codec.H265]


def test_wrong_crc_is_counted_and_the_old_tables_stay() -> None:
    watch, counters = TableWatch(), Counters()
    feed(watch, tables(counters))
    broken = bytearray(tables(counters, [(H265, 0x150, b"")]))
    broken[PACKET + 20] ^= 1
    feed(watch, bytes(broken))
    assert watch.errors == 1
    assert watch.carried[0].codec == Codec.H264


def test_pmt_moves_to_another_pid() -> None:
    watch, counters = TableWatch(), Counters()
    feed(watch, tables(counters))
    feed(watch, table(0, pat_section([(1, OTHER_PMT)], 1), counters))
    assert watch.carried, "what is known stays until something else is"
    feed(watch, table(OTHER_PMT, pmt_section([(H265, 0x150, b"")]), counters))
    assert [c.pid for c in watch.carried] == [0x150]
    assert PMT_PID not in watch.pids


def test_of_several_programmes_the_first_with_a_pmt_is_followed() -> None:
    watch, counters = TableWatch(), Counters()
    pat = table(0, pat_section([(1, PMT_PID), (2, OTHER_PMT), (3, 0x1002)]), counters)
    second = table(OTHER_PMT, pmt_section([(H265, 0x150, b"")], program=2), counters)
    third = table(0x1002, pmt_section([(H264, 0x160, b"")], program=3), counters)
    feed(watch, pat + second + third)
    assert watch.program == 2
    assert watch.tables == pat + second
    feed(watch, pat + third + second)
    assert (watch.program, watch.version) == (2, 1)


def test_several_programmes_on_one_pmt_pid() -> None:
    watch, counters = TableWatch(), Counters()
    feed(watch, table(0, pat_section([(1, PMT_PID), (2, PMT_PID)]), counters))
    both = [pmt_section([(H264, 0x100 + n, b"")], program=n) for n in (1, 2)]
    for _ in range(3):
        for section in both:
            feed(watch, table(PMT_PID, section, counters))
    assert (watch.program, watch.version) == (1, 1)
    assert [c.pid for c in watch.carried] == [0x101]


def test_a_pmt_of_a_programme_that_the_pat_does_not_name() -> None:
    watch, counters = TableWatch(), Counters()
    feed(watch, tables(counters, program=9))
    assert watch.version == 0


def test_hostile_pids() -> None:
    """A PMT on the PAT's PID, on the PID of null packets, and too many programmes."""
    watch, counters = TableWatch(), Counters()
    feed(watch, table(0, pat_section([(1, 0)]), counters))
    feed(watch, table(0, pmt_section([(H264, 0, b"")]), counters))
    assert watch.pids == {0}
    feed(watch, table(0, pat_section((n, n) for n in range(100, 250)), counters))
    assert len(watch.pids) <= 17


def test_adaptation_field_before_a_table() -> None:
    watch, counters = TableWatch(), Counters()
    data = bytearray(tables(counters)[:PACKET])
    data[3] |= 0x20
    data[4:] = bytes((3, 0, 255, 255)) + data[4 : PACKET - 4]
    assert data[1] & START
    feed(watch, bytes(data))
    assert watch.programs == ((1, PMT_PID),)
