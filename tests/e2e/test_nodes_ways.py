"""Every protocol of a MediaMTX: encoders come in, are shown, refused, sent away."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.ffmpeg import FLV, Publisher, clip, enhanced_ffmpeg, ffmpeg, whip_ffmpeg
from tests.peers.nginx import Nginx
from tests.peers.node import Node
from tests.peers.rest import Json, Rest
from tests.peers.stack import Stack
from tests.peers.tools import Child, eventually, tail

pytestmark = pytest.mark.e2e

PASSPHRASE = "enough-letters-for-a-line"
FORMS = {
    "rtmp": FLV,
    "srt": ("-f", "mpegts"),
    "rtsp": ("-rtsp_transport", "tcp", "-f", "rtsp"),
}


def _url(media: Node, protocol: str, entry: Json, key: str | None = None) -> str:
    if protocol == "srt":
        return media.srt(entry, key, PASSPHRASE)
    made: Callable[[Json, str | None], str] = getattr(media, protocol)
    return made(entry, key)


async def _input(rest: Rest, media: Node, protocol: str) -> Json:
    srt = {"srt": {"passphrase": PASSPHRASE}} if protocol == "srt" else {}
    entry = await rest.add_input(f"Show {protocol}", **srt)
    await media.knows(entry["path"])
    return entry


async def _refusals(rest: Rest, entry: Json) -> list[str]:
    events = await rest.call("GET", f"/api/events?input_id={entry['id']}&limit=100")
    return [one["message"] for one in events if one["kind"] == "input.refused"]


async def _connections(rest: Rest, entry: Json) -> list[Json]:
    found: list[Json] = await rest.call("GET", f"/api/inputs/{entry['id']}/connections")
    return found


async def _watched(rest: Rest, media: Node, entry: Json, log: Path) -> None:
    """A viewer is counted and listed while our own engine, who fetches the stream, is not."""
    source = f"rtsp://127.0.0.1:{media.rtsp_port}/{entry['path']}"
    words = [ffmpeg(), "-nostdin", "-loglevel", "error", "-rtsp_transport", "tcp", "-i", source]
    viewer = Child.start([*words, "-f", "null", "-"], log)
    try:

        async def counted() -> bool:
            status = (await rest.input(entry["id"]))["status"]
            return (status["readers"], status["readers_by_protocol"]) == (1, {"rtsp": 1})

        await eventually(counted, "one viewer", within=10, report=lambda: tail(log))
        kinds = [(one["protocol"], one["state"]) for one in await _connections(rest, entry)]
        assert sorted(kinds) == [("rtmp", "publish"), ("rtsp", "read")]
    finally:
        await viewer.stop(0)


async def test_each_protocol_comes_in_goes_out_and_is_sent_away(
    app: Stack,
    media: Node,
    platform: Nginx,
    publish: Publish,
    clip_small: Path,
    new_key: NewKey,
    tmp_path: Path,
) -> None:
    rest = app.rest
    rest.secrets.add(PASSPHRASE)
    added = await media.join(rest)
    entries = {one: await _input(rest, media, one) for one in FORMS}
    outputs = {
        one: await rest.add_output(entry["id"], one, platform.url("sink"), new_key(one))
        for one, entry in entries.items()
    }
    encoders: dict[str, Publisher] = {
        one: publish(clip_small, _url(media, one, entry), loop=True, form=FORMS[one])
        for one, entry in entries.items()
    }
    for one, entry in entries.items():
        live = await rest.input_is(entry["id"], "live")
        status = live["status"]
        assert (status["protocol"], status["node"]) == (one, added["id"])
        assert status["remote_address"].startswith("127.0.0.1"), status
        assert status["readers"] == 0, "our own engine is no viewer"
        await rest.output_is(outputs[one]["id"], "live")
        connections = await _connections(rest, entry)
        shown = [(c["protocol"], c["state"], c["node"]) for c in connections]
        assert shown == [(one, "publish", added["id"])]
        assert not await _refusals(rest, entry), "who asks for the password first was not refused"
    await _srt_is_measured(rest, entries["srt"])
    await _watched(rest, media, entries["rtmp"], tmp_path / "viewer.log")

    # Kicked: each protocol has a call of its own.
    for one, entry in entries.items():
        (publisher,) = await _connections(rest, entry)
        call = f"/api/inputs/{entry['id']}/connections/{publisher['id']}/kick"
        await rest.call("POST", call)
        await encoders[one].wait(10)
        await rest.input_is(entry["id"], "reconnecting", "offline")

    # A new key: whoever came with the old one goes, and does not come back.
    again = {
        one: publish(clip_small, _url(media, one, entry), loop=True, form=FORMS[one])
        for one, entry in entries.items()
    }
    for entry in entries.values():
        await rest.input_is(entry["id"], "live")
    for one, entry in entries.items():
        await rest.rotate_key(entry["id"])
        await again[one].wait(10)
    for one, entry in entries.items():
        late = publish(clip_small, _url(media, one, entry), form=FORMS[one])
        await late.wait(15)
        assert (await rest.input(entry["id"]))["status"]["state"] != "live"


async def _srt_is_measured(rest: Rest, entry: Json) -> None:
    async def measured() -> Json | None:
        line: Json = (await rest.input(entry["id"]))["status"]["srt"]
        return line if line and line["rate_bps"] else None

    line = await eventually(measured, "the SRT line is measured", within=10)
    assert (line["rtt_ms"] < 100, line["loss_percent"] < 5, line["latency_ms"] > 0) == (
        True,
    ) * 3, line
    (publisher,) = await _connections(rest, entry)
    assert publisher["srt"]["rtt_ms"] is not None


async def test_a_wrong_key_is_refused_by_each_protocol(
    app: Stack, media: Node, publish: Publish, clip_small: Path
) -> None:
    rest = app.rest
    rest.secrets.add(PASSPHRASE)
    await media.join(rest)
    for one, form in FORMS.items():
        entry = await _input(rest, media, one)
        refused = publish(clip_small, _url(media, one, entry, "wrong-key"), form=form)
        assert await refused.wait(15) != 0

        async def told(entry: Json = entry) -> list[str]:
            return await _refusals(rest, entry)

        messages = await eventually(told, "an event tells of it", within=5)
        assert messages == [
            f"Somebody at 127.0.0.1 tried to publish to input “{entry['name']}” and was refused,"
            " because the stream key is wrong."
        ]
        # Switched off, the right key does not help either.
        await rest.change_input(entry["id"], enabled=False)

        async def gone(entry: Json = entry) -> bool:
            return entry["path"] not in await media.configured()

        await eventually(gone, "the path is gone", within=5)
        late = publish(clip_small, _url(media, one, entry), form=form)
        assert await late.wait(15) != 0
        assert (await rest.input(entry["id"]))["status"]["state"] == "disabled"


async def test_whip_comes_in_and_goes_out(
    app: Stack, media: Node, platform: Nginx, publish: Publish, new_key: NewKey
) -> None:
    program = whip_ffmpeg()
    plain = ("-c:v", "libx264", "-profile:v", "baseline", "-preset", "ultrafast", "-bf", "0")
    source = clip(
        10,
        size="320x180",
        video=(*plain, "-pix_fmt", "yuv420p", "-b:v", "400k"),
        audio=("-c:a", "libopus"),
        binary=enhanced_ffmpeg(),
    )
    rest = app.rest
    added = await media.join(rest)
    show = await _input(rest, media, "whip")
    output = await rest.add_output(show["id"], "Out", platform.url("sink"), new_key("whip"))
    form = ("-f", "whip")
    refused = publish(source, media.whip(show, "wrong-key"), binary=program, form=form)
    assert await refused.wait(15) != 0
    encoder = publish(source, media.whip(show), loop=True, binary=program, form=form)
    live = await rest.input_is(show["id"], "live")
    assert (live["status"]["protocol"], live["status"]["node"]) == ("webrtc", added["id"])
    await rest.output_is(output["id"], "live")
    (publisher,) = await _connections(rest, show)
    assert (publisher["protocol"], publisher["state"]) == ("webrtc", "publish")
    await rest.call("POST", f"/api/inputs/{show['id']}/connections/{publisher['id']}/kick")
    await rest.input_is(show["id"], "reconnecting", "offline")
    await encoder.stop(0)
