"""What a server can do, by its version."""

from dataclasses import fields

import pytest

from streamingpro.mediamtx.features import Features, Version, parse, version_of_configuration

SINCE = [
    ("supported", "v1.8.5", "v1.9.0"),
    ("part_size_limit", "v1.13.0", "v1.13.1"),
    ("info", "v1.15.1", "v1.15.2"),
    ("available", "v1.15.6", "v1.16.0"),
    ("always_available", "v1.15.6", "v1.16.0"),
    ("codec_properties", "v1.16.3", "v1.17.0"),
    ("users", "v1.16.3", "v1.17.0"),
    ("forward", "v1.19.3", "v1.20.0"),
    ("forward_pinned", "v1.20.0", "v1.20.1"),
]


@pytest.mark.parametrize(("feature", "before", "since"), SINCE)
def test_since_when(feature: str, before: str, since: str) -> None:
    assert not getattr(Features.of(before), feature)
    assert getattr(Features.of(since), feature)
    assert getattr(Features.of("v1.20.1"), feature)


def test_every_feature_has_its_first_version_here() -> None:
    named = {feature for feature, _, _ in SINCE} | {"version", "engine", "lists"}
    assert {field.name for field in fields(Features)} == named


@pytest.mark.parametrize(
    ("version", "without"),
    [
        ("v1.9.0", {"hlssessions", "moqsessions"}),
        ("v1.17.1", {"hlssessions", "moqsessions"}),
        ("v1.18.0", {"moqsessions"}),
        ("v1.19.0", set()),
    ],
)
def test_lists(version: str, without: set[str]) -> None:
    newest = Features.of("v1.20.1").lists
    assert len(newest) == 12
    assert newest - Features.of(version).lists == without


def test_our_engine() -> None:
    features = Features.of("0.1.0", engine="streamingpro")
    assert features.engine
    assert features.version is None
    assert features.supported
    assert features.forward_pinned
    assert not features.always_available
    assert "webrtcsessions" not in features.lists
    assert {"srtconns", "hlssessions"} <= features.lists
    assert not Features.of("v1.20.1").engine


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v1.20.1", (1, 20, 1)),
        ("1.9.0", (1, 9, 0)),
        ("v1.20.1-5-gabcdef01", (1, 20, 1)),
        ("v2.0.0", (2, 0, 0)),
        ("v0.0.0", None),
        ("", None),
        ("(devel)", None),
        ("v1.x", None),
    ],
)
def test_versions(text: str, version: tuple[int, int, int] | None) -> None:
    assert parse(text) == version


@pytest.mark.parametrize("text", ["v0.0.0", "", "v2.0.0", "mine"])
def test_what_can_t_be_read_or_is_newer_counts_as_the_newest(text: str) -> None:
    features = Features.of(text)
    assert features.supported
    assert features.forward
    assert "moqsessions" in features.lists


@pytest.mark.parametrize(
    ("settings", "version"),
    [
        ({"rtmp", "protocols"}, (1, 8, 0)),
        ({"authJWTClaimKey", "protocols"}, (1, 9, 0)),
        ({"authJWTClaimKey", "rtspTransports"}, (1, 11, 0)),
        ({"authJWTClaimKey", "rtspTransports", "sysLogPrefix"}, (1, 12, 0)),
        ({"rtspUDPReadBufferSize", "srtpAddress", "sysLogPrefix"}, (1, 14, 0)),
    ],
)
def test_a_server_that_does_not_tell_its_version(
    settings: set[str], version: tuple[int, int, int]
) -> None:
    found = version_of_configuration(settings)
    assert found == version
    assert Features.of(found).supported == (version >= (1, 9))


def test_names_that_changed() -> None:
    assert Features.of("v1.9.3").setting("rtspEncryption") == "encryption"
    assert Features.of("v1.11.0").setting("rtspEncryption") == "rtspEncryption"
    assert Features.of("v1.19.0").setting("moqHTTP2Address") == "moqHTTPS2Address"
    assert Features.of("v1.20.1").setting("runOnAvailable") == "runOnAvailable"
    assert Features.of("v1.9.3").setting("rtmpAddress") == "rtmpAddress"


def test_versions_are_shown_as_they_are_told() -> None:
    assert str(Version(1, 20, 1)) == "v1.20.1"
