"""The catalogue, and warnings about streams that a platform does not take."""

from dataclasses import dataclass

import httpx
import pytest

from streamingpro.control.platforms.catalogue import Limits, Platform, Server, platforms
from streamingpro.control.platforms.limits import Measured, warnings

pytestmark = pytest.mark.any_database


def test_there_are_enough_platforms_and_the_best_known_come_first() -> None:
    assert len(platforms()) >= 60
    assert list(platforms())[:3] == ["youtube", "twitch", "facebook"]


@pytest.mark.parametrize("platform", platforms().values(), ids=lambda one: one.id)
def test_every_preset_is_whole(platform: Platform) -> None:
    assert platform.servers
    protocols = [server.protocol for server in platform.servers]
    assert protocols == sorted(protocols, reverse=True), "RTMPS first"
    for server in platform.servers:
        assert server.url.startswith(f"{server.protocol}://")
        assert not server.url.endswith("/")
    assert (platform.limits.keyframe_interval_s or 1) in range(1, 11)
    assert 500 <= (platform.limits.max_video_kbps or 500) <= 60_000
    assert 64 <= (platform.limits.max_audio_kbps or 64) <= 600


async def test_platforms_over_rest(viewer: httpx.AsyncClient) -> None:
    listed = (await viewer.get("/api/platforms")).json()
    assert len(listed) == len(platforms())
    one = (await viewer.get("/api/platforms/youtube")).json()
    assert one == listed[0]
    assert one["servers"][0]["protocol"] == "rtmps"
    assert (await viewer.get("/api/platforms/none")).status_code == 404


async def test_the_presets_are_not_sent_again_to_who_has_them(
    viewer: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    first = await viewer.get("/api/platforms")
    assert first.headers["cache-control"] == "private, max-age=3600"
    for known in (first.headers["etag"], f'"old", W/{first.headers["etag"]}'):
        again = await viewer.get("/api/platforms", headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == "private, max-age=3600"
    other = await viewer.get("/api/platforms", headers={"if-none-match": '"old"'})
    assert other.status_code == 200
    refused = await anonymous.get("/api/platforms", headers={"if-none-match": "*"})
    assert refused.status_code == 401
    assert refused.headers["cache-control"] == "no-store"
    one = await viewer.get("/api/platforms/youtube")
    assert one.headers["cache-control"] == "private, max-age=3600"
    missing = await viewer.get("/api/platforms/none")
    assert missing.headers["cache-control"] == "no-store"


@dataclass(frozen=True)
class Track:
    type: str
    codec: str


H264, AAC = Track("video", "H264"), Track("audio", "MPEG-4 Audio")
TUBE = Platform(
    id="tube",
    name="Tube",
    common=True,
    key_help_url=None,
    limits=Limits(
        max_video_kbps=6000,
        max_audio_kbps=160,
        keyframe_interval_s=2,
        max_fps=60,
        video_codecs=("H264", "H265"),
        audio_codecs=("MPEG-4 Audio",),
    ),
    servers=[Server(name="", url="rtmp://tube.example/live", protocol="rtmp")],
)


@pytest.mark.parametrize(
    "measured",
    [
        Measured(),
        Measured(6_000_000, 160_000, 2.0, 60.0),
        Measured(6_500_000, 170_000, 2.4, 60.2),
        Measured(0, 0, 0.0, 0.0),
    ],
    ids=["nothing known", "at the limit", "swinging a little", "zero"],
)
def test_a_good_stream_gives_no_warning(measured: Measured) -> None:
    assert warnings(TUBE, [H264, AAC], measured) == []


@pytest.mark.parametrize(
    ("measured", "code", "message"),
    [
        (
            Measured(keyframe_interval_s=8.34),
            "keyframe_interval",
            "Your encoder sends a keyframe every 8.3 s; Tube asks for every 2 s.",
        ),
        (
            Measured(keyframe_interval_s=10.0),
            "keyframe_interval",
            "Your encoder sends a keyframe every 10 s; Tube asks for every 2 s.",
        ),
        (
            Measured(video_bitrate_bps=9_250_000),
            "video_bitrate",
            "Your encoder sends video at 9.2 Mb/s; Tube takes at most 6 Mb/s.",
        ),
        (
            Measured(audio_bitrate_bps=320_000),
            "audio_bitrate",
            "Your encoder sends audio at 320 kb/s; Tube takes at most 160 kb/s.",
        ),
        (
            Measured(fps=119.88),
            "fps",
            "Your encoder sends 119.9 frames per second; Tube takes at most 60.",
        ),
    ],
)
def test_figures_above_the_limits_are_told(measured: Measured, code: str, message: str) -> None:
    (warning,) = warnings(TUBE, [H264, AAC], measured)
    assert (warning.code, warning.message) == (code, message)


@pytest.mark.parametrize(
    ("tracks", "measured", "values"),
    [
        ([], Measured(keyframe_interval_s=8.34), {"seconds": 8.3, "limit": 2}),
        ([], Measured(video_bitrate_bps=9_250_000), {"bps": 9_250_000, "limit": 6_000_000}),
        ([], Measured(audio_bitrate_bps=320_000), {"bps": 320_000, "limit": 160_000}),
        ([], Measured(fps=119.88), {"fps": 119.88, "limit": 60}),
        (
            [Track("video", "AV1")],
            Measured(),
            {"codec": "AV1", "taken": "H.264 / H.265 (HEVC)"},
        ),
    ],
)
def test_the_values_say_it_for_other_languages(
    tracks: list[Track], measured: Measured, values: dict[str, object]
) -> None:
    (warning,) = warnings(TUBE, tracks, measured)
    assert warning.values == {"platform": "Tube"} | values


def test_codecs_that_are_not_taken_are_told_once() -> None:
    tracks = [Track("video", "AV1"), Track("video", "AV1"), Track("audio", "Opus")]
    assert [(one.code, one.message) for one in warnings(TUBE, tracks, Measured())] == [
        ("video_codec", "Your encoder sends video as AV1; Tube takes H.264 or H.265 (HEVC)."),
        ("audio_codec", "Your encoder sends audio as Opus; Tube takes AAC."),
    ]


def test_a_platform_without_limits_never_warns() -> None:
    free = TUBE.model_copy(update={"limits": Limits()})
    assert warnings(free, [Track("video", "VP9")], Measured(10**9, 10**9, 100.0, 500.0)) == []
