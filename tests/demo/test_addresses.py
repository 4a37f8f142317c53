"""What the demo prints before its table."""

import pytest

from streamingpro.demo.run import _addresses
from streamingpro.demo.stage import Stage


@pytest.mark.parametrize("hls", ["http://127.0.0.1:8888/test-picture/index.m3u8", None])
def test_the_address_for_viewers_is_printed_where_there_is_one(hls: str | None) -> None:
    stage = Stage()
    stage.platforms = []
    stage.publish_url, stage.watch_url = "rtmp://127.0.0.1:1935/test-picture?key=x", hls
    lines = _addresses(stage)
    assert [line for line in lines if "ffplay" in line] == (
        [f"watch (HLS)    ffplay {hls}"] if hls else []
    )
