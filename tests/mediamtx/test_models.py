"""The models: names both ways, unknown fields kept, secrets out of reprs."""

import orjson
import pytest

from streamingpro.mediamtx.models import (
    ApiModel,
    ForwardDest,
    GlobalConf,
    HlsMuxer,
    HlsSession,
    Info,
    Page,
    Path,
    PathConf,
    RtmpConn,
    SrtConn,
    SrtFigures,
)
from tests.engine.api.objects import (
    conn_item,
    dest_item,
    link_item,
    muxer_item,
    path_item,
    session_item,
)


@pytest.mark.parametrize(
    ("model", "item"),
    [
        (Path, path_item("a")),
        (ForwardDest, dest_item(0)),
        (RtmpConn, conn_item()),
        (Path, path_item("a") | {"srt": link_item(), "sourceState": "error"}),
        (ForwardDest, dest_item(0) | {"srt": link_item()}),
        (SrtFigures, link_item()),
        (HlsMuxer, muxer_item("a")),
        (HlsSession, {k: v for k, v in session_item().items() if k != "isCDN"}),
        (PathConf, {"name": "a", "reconnectGrace": "30s", "overridePublisher": False}),
        (GlobalConf, {"authHTTPAddress": "http://h", "authHTTPExclude": [{"action": "read"}]}),
    ],
)
def test_every_field_we_name_is_read_and_the_rest_kept(
    model: type[ApiModel], item: dict[str, object]
) -> None:
    made = model.model_validate_json(orjson.dumps(item | {"new": 1}))
    assert made.model_extra is not None
    deprecated = {"ready", "readyTime", "tracks", "bytesReceived", "bytesSent"}
    assert set(made.model_extra) - deprecated == {"new"}
    shown = made.model_dump(mode="json", by_alias=True)
    assert set(item) <= set(shown)


def test_of_the_statistics_those_we_look_at() -> None:
    conn = SrtConn.model_validate({"msRTT": 12.5, "packetsReceivedLoss": 3, "srt": link_item()})
    assert (conn.ms_rtt, conn.packets_received_loss) == (12.5, 3)
    assert conn.srt is not None
    assert (conn.srt.rtt_ms, conn.srt.loss_percent, conn.srt.encryption) == (12.5, 0.1, "AES-128")


def test_services_are_those_of_the_engine() -> None:
    off = {"port": 0, "reason": "no certificate is given"}
    info = Info.model_validate({"services": {"srt": {"port": 8890}, "rtmps": off}})
    assert {name: service.port for name, service in info.services.items()} == {
        "srt": 8890,
        "rtmps": 0,
    }
    assert info.services["rtmps"].reason == "no certificate is given"
    assert Info.model_validate({"version": "v1.20.1"}).services == {}


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
    assert "KEY" not in repr(SrtConn(query="key=KEY"))
    assert "KEY" not in repr(HlsSession(query="key=KEY"))
    secrets = ("source", "srt_publish_passphrase", "srt_read_passphrase", "publish_key_version")
    assert "KEY" not in repr(PathConf.model_validate(dict.fromkeys(secrets, "KEY")))
    assert "KEY" not in repr(GlobalConf.model_validate({"authInternalUsers": [{"pass": "KEY"}]}))


def test_pages() -> None:
    page = Page[Path].model_validate_json(b'{"itemCount":1,"pageCount":1,"items":[{"name":"a"}]}')
    assert (page.item_count, page.items[0].name) == (1, "a")
