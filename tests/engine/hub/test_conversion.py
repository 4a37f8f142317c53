"""The other wire form: made by a child, only while somebody takes it, and whole."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from streamingpro.engine.children.remux import Remux
from streamingpro.engine.hub import Stream
from streamingpro.engine.hub import conversion as conversion_module
from streamingpro.engine.hub import stream as stream_module
from streamingpro.engine.units import WireForm
from streamingpro.protocols.mpegts.demux import TsDemuxer
from streamingpro.protocols.rtmp.chunks import Message
from tests.engine.harness import until
from tests.engine.hub.media import AUDIO, VIDEO, Taker, items, packets, publish, publish_ts

PICTURES = 125


@pytest.fixture
async def stream() -> AsyncIterator[Stream]:
    made = Stream(asyncio.get_running_loop(), name="show")
    yield made
    made._stop_conversion()


def child(stream: Stream) -> int:
    """The process id of the remux."""
    assert stream._conversion is not None
    assert stream._conversion._remux is not None
    return stream._conversion._remux.pid


async def test_packets_are_made_of_messages_while_somebody_takes_them(stream: Stream) -> None:
    stream.begin()
    taker = Taker(WireForm.MPEGTS)
    stream.attach(taker)
    sent = items()
    await publish(stream, sent)
    stream.end()
    await until(lambda: taker.pictures == PICTURES)
    demuxer = TsDemuxer()
    frames = demuxer.feed(taker.ts) + demuxer.flush()
    pictures = [frame for frame in frames if frame.track.kind == "video"]
    assert len(pictures) == PICTURES
    shown = [ms for kind, ms, payload in sent if kind == VIDEO and payload[1] == 1]
    base = pictures[0].dts - shown[0] * 90
    assert [frame.dts - base for frame in pictures] == [ms * 90 for ms in shown]


async def test_messages_are_made_of_packets_with_the_same_frames_at_the_same_times(
    stream: Stream,
) -> None:
    stream.begin(WireForm.MPEGTS)
    taker = Taker(WireForm.RTMP)
    stream.attach(taker)
    sent = items()
    await publish_ts(stream, packets(sent))
    stream.end()
    await until(lambda: len(taker.frames(VIDEO)) == PICTURES)
    pictures = [(ms, payload) for kind, ms, payload in sent if kind == VIDEO and payload[1] == 1]
    base = taker.frames(VIDEO)[0][0] - pictures[0][0]
    assert [ms - base for ms, _ in taker.frames(VIDEO)] == [ms for ms, _ in pictures]
    sounds = {payload: ms for kind, ms, payload in sent if kind == AUDIO and payload[1] == 1}
    for ms, payload in taker.frames(AUDIO):
        assert abs(ms - base - sounds[payload]) <= 1


async def test_nobody_there_no_child_and_a_late_one_gets_the_gop(stream: Stream) -> None:
    stream.begin(WireForm.MPEGTS)
    runs = packets(items())
    await publish_ts(stream, runs[: len(runs) // 2])
    assert stream._conversion is None
    taker = Taker(WireForm.RTMP)
    stream.attach(taker)
    await until(lambda: taker.pictures)
    assert next(unit for unit in taker.units if unit.frames).keyframe


async def test_the_child_ends_some_time_after_the_last_one_left(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "LINGER_S", 0.01)
    stream.begin(WireForm.MPEGTS)
    await publish_ts(stream, packets(items())[:100])
    taker = Taker(WireForm.RTMP)
    stream.attach(taker)
    pid = child(stream)
    stream.detach(taker)
    await until(lambda: stream._conversion is None)
    await until(lambda: not _alive(pid))


@pytest.mark.parametrize("native", list(WireForm))
async def test_a_killed_child_costs_no_frame(stream: Stream, native: WireForm) -> None:
    foreign = WireForm.RTMP if native is WireForm.MPEGTS else WireForm.MPEGTS
    sent = items()
    runs = packets(sent)
    half = 70  # pictures, some way into the second GOP
    stream.begin(native)
    taker = Taker(foreign)
    stream.attach(taker)
    cut = [place for place, (kind, _, _) in enumerate(sent) if kind == VIDEO][half]
    if native is WireForm.RTMP:
        await publish(stream, sent[:cut])
    else:
        await publish_ts(stream, runs[:cut])
    await until(lambda: taker.pictures >= half - 5)
    first = child(stream)
    os.kill(first, signal.SIGKILL)
    await until(lambda: stream._conversion is not None and stream._conversion.restarts == 1)
    if native is WireForm.RTMP:
        await publish(stream, sent[cut:])
    else:
        await publish_ts(stream, runs[cut:])
    stream.end()
    await until(lambda: taker.pictures >= PICTURES)
    assert taker.pictures == PICTURES, "nothing is missing, nothing comes twice"


async def test_a_publisher_of_the_other_form_takes_over_on_the_same_timeline(
    stream: Stream,
) -> None:
    taker = Taker(WireForm.RTMP)
    stream.begin(WireForm.RTMP)
    stream.attach(taker)
    sent = items()
    await publish(stream, sent)
    stream.begin(WireForm.MPEGTS)
    await publish_ts(stream, packets(sent, offset_ms=3_600_000))
    stream.end()
    await until(lambda: len(taker.frames(VIDEO)) == 2 * PICTURES)
    stamps = [ms for ms, _ in taker.frames(VIDEO)]
    assert stamps == sorted(set(stamps))
    assert stamps[-1] - stamps[0] < 30_000, "the new clock's own hour does not show"


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("native", list(WireForm))
async def test_what_comes_while_there_is_no_child_is_made_later(
    stream: Stream, native: WireForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when a keyframe is among it, which ends the cached GOP."""
    monkeypatch.setattr(conversion_module, "FIRST_PAUSE_S", 0.01)
    sent = items()
    runs = packets(sent)
    cut = [place for place, (kind, _, _) in enumerate(sent) if kind == VIDEO][45]
    stream.begin(native)
    taker = Taker(WireForm.RTMP if native is WireForm.MPEGTS else WireForm.MPEGTS)
    stream.attach(taker)
    conversion = stream._conversion
    assert conversion is not None
    if native is WireForm.RTMP:
        await publish(stream, sent[:cut])
    else:
        await publish_ts(stream, runs[:cut])
    await until(lambda: taker.pictures >= 40)
    conversion._failures = 1  # so that there is a pause
    os.kill(child(stream), signal.SIGKILL)
    await until(lambda: conversion._remux is None)
    if native is WireForm.RTMP:
        for kind, ms, payload in sent[cut:]:
            stream.push(Message(kind, ms, 1, payload))
    else:
        stream.push_ts(b"".join(runs[cut:]))
    assert conversion._remux is None
    await until(lambda: conversion._remux is not None)
    stream.end()
    await until(lambda: taker.pictures >= PICTURES)
    assert taker.pictures == PICTURES


async def test_tables_that_change_in_mid_stream_come_where_they_stand(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not ahead of the last packets that belong to the old ones, which would then be lost."""
    fed: list[bytes] = []

    def feed(_self: Remux, data: bytes) -> bool:
        fed.append(data)
        return True

    monkeypatch.setattr(Remux, "feed_ts", feed)
    sent = items()
    half = len(sent) // 2
    header = next(item for item in sent if item[0] == AUDIO)
    silent = [item for item in sent[:half] if item[0] == VIDEO]
    whole = b"".join(packets([*silent, (AUDIO, sent[half][1], header[2]), *sent[half:]]))
    stream.begin(WireForm.MPEGTS)
    stream.attach(Taker(WireForm.RTMP))
    for begin in range(0, len(whole), 188 * 70):
        stream.push_ts(whole[begin : begin + 188 * 70])
    tables, *rest = fed
    given = b"".join(rest)
    assert {track.kind for track in stream.tracks} == {"video", "audio"}
    assert stream._mpegts.analysis.tables != tables
    assert whole.endswith(given)
    assert len(given) > len(whole) - 10 * 188


async def test_a_child_that_breaks_again_and_again_is_told_and_given_up_on_nothing(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion_module, "FIRST_PAUSE_S", 0.001)
    stream.begin(WireForm.MPEGTS)
    runs = packets(items())
    taker = Taker(WireForm.RTMP)
    stream.attach(taker)
    await publish_ts(stream, runs[:100])
    conversion = stream._conversion
    assert conversion is not None
    for failures in range(1, conversion_module.MANY_FAILURES + 1):
        assert stream.conversion_problem(WireForm.RTMP) == ""
        await until(lambda: conversion._remux is not None)
        os.kill(child(stream), signal.SIGKILL)
        await until(lambda failures=failures: conversion.restarts == failures)
    assert "can't be converted" in stream.conversion_problem(WireForm.RTMP)
    assert stream.conversion_problem(WireForm.MPEGTS) == "", "its own form needs no conversion"
    await until(lambda: conversion._remux is not None)
    before = taker.pictures
    await publish_ts(stream, runs[100:])
    await until(lambda: taker.pictures > before)
    monkeypatch.setattr(conversion_module, "STEADY_S", 0.0)
    assert stream.conversion_problem(WireForm.RTMP) == ""
