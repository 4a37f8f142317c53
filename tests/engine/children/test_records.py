"""What passes between the engine and its children."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.engine.children import jobs
from streamingpro.engine.children.jobs import DemuxJob, FilesJob, Job, RtspJob
from streamingpro.engine.children.notices import ERROR, Notice
from streamingpro.engine.children.records import (
    HEADER,
    MAX_PAYLOAD,
    Record,
    RecordError,
    RecordReader,
    pack,
)

RECORDS = st.lists(
    st.builds(Record, st.integers(0, 255), st.integers(-(2**63), 2**63 - 1), st.binary()),
    max_size=8,
)


@given(RECORDS, st.lists(st.integers(1, 40), max_size=60))
def test_records_survive_any_cut(records: list[Record], cuts: list[int]) -> None:
    data = b"".join(pack(*record) for record in records)
    reader, found = RecordReader(), []
    for cut in cuts:
        found += reader.feed(data[:cut])
        data = data[cut:]
    found += reader.feed(data)
    assert found == records


def test_a_large_record_in_small_pieces_is_put_together() -> None:
    payload = bytes(range(256)) * 8192
    data = pack(9, 5, payload) + pack(8, 6, b"next")
    reader = RecordReader()
    found = [record for at in range(0, len(data), 4096) for record in reader.feed(data[at:][:4096])]
    assert found == [Record(9, 5, payload), Record(8, 6, b"next")]


def test_a_length_that_cannot_be_is_refused_at_once() -> None:
    with pytest.raises(RecordError):
        RecordReader().feed(HEADER.pack(MAX_PAYLOAD + 1, 1, 0))


@pytest.mark.parametrize(
    "job",
    [
        RtspJob("rtsp://u:p@h/x", ("192.0.2.1", "2001:db8::1"), "udp", 3.5, "ab" * 32),
        FilesJob(("/media/a.mp4", "/media/ü b.mkv"), ("/media",), loop=False),
        DemuxJob("matroska"),
    ],
)
def test_jobs_are_read_as_they_were_written(job: Job) -> None:
    assert jobs.parse(jobs.serialise(job)) == job


def test_notices_are_read_as_they_were_written() -> None:
    notice = Notice(ERROR, "Nothing “answers”.", kind="refused", codec="h264", data={"file": "a"})
    assert Notice.parse(notice.serialise()) == notice
    assert Notice.parse(Notice(ERROR).serialise()) == Notice(ERROR)


@pytest.mark.parametrize(
    "payload",
    [b"", b"{", b"[]", b"{}", b'{"event": 5}', b'{"event": "error", "other": 1}', b"\xff"],
)
def test_a_notice_that_makes_no_sense_is_refused(payload: bytes) -> None:
    with pytest.raises(RecordError):
        Notice.parse(payload)
