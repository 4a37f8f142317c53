"""The models: names both ways, unknown fields kept, secrets out of reprs."""

import orjson
import pytest

from streamingpro.mediamtx.models import (
    ForwardDest,
    GlobalConf,
    Page,
    Path,
    PathConf,
    RtmpConn,
)
from tests.engine.api.objects import conn_item, dest_item, path_item


@pytest.mark.parametrize(
    ("model", "item"),
    [
        (Path, path_item("a")),
        (ForwardDest, dest_item(0)),
        (RtmpConn, conn_item()),
        (PathConf, {"name": "a", "reconnectGrace": "30s", "overridePublisher": False}),
        (GlobalConf, {"authHTTPAddress": "http://h", "authHTTPExclude": [{"action": "read"}]}),
    ],
)
def test_every_field_we_name_is_read_and_the_rest_kept(
    model: type[Path | ForwardDest | RtmpConn | PathConf | GlobalConf], item: dict[str, object]
) -> None:
    made = model.model_validate_json(orjson.dumps(item | {"new": 1}))
    assert made.model_extra is not None
    deprecated = {"ready", "readyTime", "tracks", "bytesReceived", "bytesSent"}
    assert set(made.model_extra) - deprecated == {"new"}
    shown = made.model_dump(mode="json", by_alias=True)
    assert set(item) <= set(shown)


def test_a_mediamtx_without_our_fields_is_read_too() -> None:
    path = Path.model_validate_json(
        b'{"name":"a","confName":"all_others","availableTime":"2026-11-23T11:53:40.519295099Z",'
        b'"source":null,"tracks2":[],"readers":[]}'
    )
    assert path.available_time is not None
    assert path.available_time.microsecond == 519295
    assert (path.bitrate, path.forward, path.readers_count) == (None, None, None)


def test_names_in_code() -> None:
    assert Path(conf_name="x").conf_name == Path.model_validate({"confName": "x"}).conf_name


def test_secrets_stay_out_of_reprs() -> None:
    dest = ForwardDest.model_validate(
        {"conf": {"dest": "rtmp://h/a/KEY", "whipBearerToken": "KEY"}}
    )
    assert "KEY" not in repr(dest)
    assert "KEY" not in repr(RtmpConn(query="key=KEY"))
    assert "KEY" not in repr(GlobalConf.model_validate({"authInternalUsers": [{"pass": "KEY"}]}))


def test_pages() -> None:
    page = Page[Path].model_validate_json(b'{"itemCount":1,"pageCount":1,"items":[{"name":"a"}]}')
    assert (page.item_count, page.items[0].name) == (1, "a")
