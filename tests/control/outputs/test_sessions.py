"""Which places would be one session at the platform."""

from typing import Any

import pytest

from streamingpro.control.outputs.place import new_place
from streamingpro.control.outputs.sessions import same_session

RTMP = {"url": "rtmp://h.example/app", "stream_key": "KEY"}
SRT = {"url": "srt://h.example:9000?streamid=publish:x"}
TWITCH = {"platform": "twitch", "stream_key": "KEY"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (RTMP, RTMP, True),
        (RTMP, {**RTMP, "stream_key": "OTHER"}, False),
        (RTMP, {"url": "rtmp://H.example:1935/app/KEY"}, True),
        (RTMP, {"url": "rtmp://h.example/app/KEY?bandwidthtest=true"}, True),
        (RTMP, {"url": "rtmps://h.example/app/KEY"}, True),
        (RTMP, {"url": "rtmps://h.example:443/app/KEY"}, True),
        (RTMP, {"url": "rtmp://h.example:1936/app/KEY"}, False),
        (RTMP, {"url": "rtmp://h.example/other/KEY"}, False),
        (RTMP, {"url": "rtmp://other.example/app/KEY"}, False),
        ({"url": "rtmp://h/show?key=A"}, {"url": "rtmp://h/show?key=A"}, True),
        ({"url": "rtmp://h/show?key=A"}, {"url": "rtmp://h/other?key=A"}, False),
        (TWITCH, {**TWITCH, "url": "rtmp://another.example/app"}, True),
        (TWITCH, {"url": "rtmp://another.example/app/KEY"}, False),
        (SRT, SRT, True),
        (SRT, {"url": f"{SRT['url']}&latency=400&passphrase=correct-horse"}, True),
        (SRT, {"url": "srt://h.example:9000?streamid=publish:y"}, False),
        (SRT, {"url": "srt://h.example:9001?streamid=publish:x"}, False),
        (SRT, {"url": "rtmp://h.example:9000/a/publish:x"}, False),
    ],
)
def test_two_places(one: dict[str, Any], other: dict[str, Any], same: bool) -> None:
    places = new_place(one), new_place(other)
    assert same_session(*places) is same_session(*reversed(places)) is same
