"""The files of `deploy/` agree with each other, with our settings and with the checkout."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from streamingpro.config import CONFIG_VARIABLE, ENV_PREFIX, LIBRARY_VARIABLE, Settings
from tests.deploy.balancers import DEPLOY, HAPROXY_CFG, NGINX_CONF, checked, listens, servers
from tests.peers.tools import missing

ROOT = DEPLOY.parent
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
NODE: dict[str, Any] = yaml.safe_load((DEPLOY / "mediamtx.yml").read_text())
VARIABLE = re.compile(r"\$\{(\w+)(:[?-])?")
UNITS = ("streamingpro.service", "mediamtx.service")
OURS = {f"{ENV_PREFIX}{name}".upper() for name in Settings.model_fields}
OURS |= {CONFIG_VARIABLE, LIBRARY_VARIABLE}
EXPOSURE_MOST = 25
"""Tenths of `systemd-analyze security`'s mark, of which 100 is a unit without any protection."""


def node_ports() -> dict[str, int]:
    """Where a node listens, by the name of the setting."""
    found = {}
    for service in ("rtmp", "rtsp", "srt", "hls", "webrtc", "api"):
        assert NODE[service] is True
        found[service] = int(NODE[f"{service}Address"].removeprefix(":"))
    return found


def assignments(file: Path) -> dict[str, str]:
    """`NAME=value` lines of an environment file, those that are commented out too."""
    return dict(re.findall(r"^#?([A-Z][A-Z0-9_]+)=(.*)$", file.read_text(), re.MULTILINE))


# compose


def test_compose_starts_what_it_should_and_always_again() -> None:
    assert set(SERVICES) == {"database", "control", "media1", "media2", "haproxy", "nginx"}
    assert {one["restart"] for one in SERVICES.values()} == {"unless-stopped"}
    assert (
        SERVICES["media1"]["image"] == SERVICES["media2"]["image"] == "bluenviron/mediamtx:1.20.1"
    )
    hosts = [one.get("image", "").rpartition("/")[0] for one in SERVICES.values()]
    assert not any("." in host or ":" in host for host in hosts), "a registry's host"
    assert all(":" in one["image"] for one in SERVICES.values()), "an image without a version"


def test_compose_mounts_and_builds_from_files_that_exist() -> None:
    build = SERVICES["control"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    for name, service in SERVICES.items():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (DEPLOY / source).exists(), f"{name}: {source}"
            else:
                assert source in COMPOSE["volumes"], f"{name}: {source}"


def test_compose_gives_settings_that_exist() -> None:
    environment = SERVICES["control"]["environment"]
    assert set(environment) <= OURS
    assert f"{ENV_PREFIX}DATABASE_URL" in environment


def test_every_secret_comes_from_the_environment_and_must_be_there() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    used = dict(VARIABLE.findall(text))
    example = assignments(DEPLOY / ".env.example")
    assert set(used) == set(example)
    assert set(example.values()) == {""}, "an example with a value gets used"
    optional = {name for name, default in used.items() if default != ":?"}
    assert optional == {"ADMIN_EMAIL", "ADMIN_PASSWORD"}
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if "PASS" in name or "KEY" in name:
                assert value.startswith("${"), name


def test_names_have_fixed_addresses_that_everybody_knows() -> None:
    addresses = {
        name: one["networks"]["media"]["ipv4_address"]
        for name, one in SERVICES.items()
        if "media" in one["networks"]
    }
    assert len(set(addresses.values())) == len(addresses)
    for name in ("haproxy", "nginx", "control", "media1", "media2"):
        known = dict(line.split(":") for line in SERVICES[name]["extra_hosts"])
        assert known == {one: addresses[one] for one in ("media1", "media2", "control")}
    for name in ("media1", "media2"):
        environment = SERVICES[name]["environment"]
        trusted = {value for key, value in environment.items() if "TRUSTEDPROXIES" in key}
        assert trusted == {addresses["haproxy"]}
        assert environment["MTX_AUTHINTERNALUSERS_0_PASS"].startswith("${MEDIA_API_PASSWORD:?")


def test_only_the_control_plane_reaches_the_database() -> None:
    assert COMPOSE["networks"]["inner"]["internal"] is True
    inside = {name for name, one in SERVICES.items() if "inner" in one["networks"]}
    assert inside == {"database", "control"}
    assert "media" not in SERVICES["database"]["networks"]


# ports


def test_ports_agree_from_the_outside_to_the_nodes() -> None:
    haproxy, nginx = HAPROXY_CFG.read_text(), NGINX_CONF.read_text()
    node = node_ports()
    both = ("media1", "media2")
    wanted = {(name, node[one]) for name in both for one in ("rtmp", "rtsp", "webrtc")}
    own = {("control", Settings.model_fields[one].default) for one in ("http_port", "hls_port")}
    assert servers(haproxy) == wanted | own
    assert checked(haproxy) == {(name, node["hls"]) for name in both}
    assert servers(nginx) == {(name, node["srt"]) for name in both}
    published = {name: SERVICES[name]["ports"] for name in SERVICES if "ports" in SERVICES[name]}
    assert set(published["haproxy"]) == {f"{port}:{port}" for port in listens(haproxy)}
    assert published["nginx"] == [f"{port}:{port}/udp" for port in listens(nginx)]
    # What people are shown are the ports of the nodes: they must be the same outside.
    outside = listens(haproxy) | listens(nginx)
    assert {node[one] for one in ("rtmp", "rtsp", "webrtc", "srt", "hls")} <= outside
    for name in both:
        udp = SERVICES[name]["environment"]["MTX_WEBRTCLOCALUDPADDRESS"].removeprefix(":")
        assert published[name] == [f"{udp}:{udp}/udp"]
    assert node["api"] not in outside, "the nodes' API is for the control plane alone"


def test_the_node_lets_nobody_in_before_it_is_told_to() -> None:
    assert NODE["authMethod"] == "internal"
    [user] = NODE["authInternalUsers"]
    assert user["user"] != "any"
    assert re.fullmatch(r"sha256:[A-Za-z0-9+/]{43}=", user["pass"])
    assert user["permissions"] == [{"action": "api"}]
    assert NODE["rtspTransports"] == ["tcp"]


# the image


def copies(stage: str) -> list[str]:
    """What a stage of the Dockerfile takes from the checkout."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    [body] = [part for part in re.split(r"^FROM ", text, flags=re.MULTILINE) if stage in part[:80]]
    lines = re.findall(r"^COPY (?!--from)(.*)$", body, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def test_the_image_takes_only_what_is_there_and_not_ignored() -> None:
    ignore = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    allowed = {line[1:] for line in ignore if line.startswith("!")}
    assert "*" in ignore
    for stage in ("AS dashboard", "AS wheel"):
        found = copies(stage)
        assert found
        for source in found:
            assert (ROOT / source).exists(), source
            assert source.split("/")[0] in allowed, source


def test_a_wheel_is_built_from_what_the_image_takes(tmp_path: Path) -> None:
    """With the dashboard in its place, which is copied from the stage before."""
    static = "streamingpro/control/dashboard/static"
    if not (ROOT / static / "index.html").exists():
        missing("the built dashboard", "run `make web`")
    for source in copies("AS wheel"):
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / source)
        else:
            shutil.copy(ROOT / source, tmp_path / source)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert list((tmp_path / "dist").glob("streamingpro-*.whl"))


# systemd


def unit(name: str) -> dict[str, list[str]]:
    """The settings of a unit: one that stands twice has two values."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "systemd" / name).read_text().splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_the_unit_and_finds_it_well_protected(
    name: str, tmp_path: Path
) -> None:
    analyze = shutil.which("systemd-analyze") or missing(
        "systemd-analyze", "it is a part of systemd", always_skip=True
    )
    text = (DEPLOY / "systemd" / name).read_text()
    file = tmp_path / name  # the programs and the page are where an installation has them
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/sh", text, flags=re.MULTILINE)
    file.write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.MULTILINE))
    run = subprocess.run(
        [analyze, "verify", str(file)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    words = [analyze, "security", "--offline=true", f"--threshold={EXPOSURE_MOST}", str(file)]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-300:] + run.stderr


def test_the_engine_outlives_a_control_plane_that_was_killed() -> None:
    ours = unit("streamingpro.service")
    assert ours["KillMode"] == ["process"]
    assert ours["OOMPolicy"] == ["continue"]
    assert ours["Restart"] == ["always"]
    [state] = ours["StateDirectory"]
    assert ours["Environment"] == [f"{ENV_PREFIX}DATA_DIR=/var/lib/{state}"]
    assert ours["ExecStart"][0].endswith("/streamingpro serve")


def test_the_units_environment_has_settings_that_exist_and_no_values() -> None:
    ours = assignments(DEPLOY / "systemd" / "streamingpro.env.example")
    assert ours
    assert set(ours) <= OURS
    text = (DEPLOY / "systemd" / "node.env.example").read_text()
    assert not re.findall(r"^[A-Z]", text, re.MULTILINE), "an empty password lets everybody in"
    node = assignments(DEPLOY / "systemd" / "node.env.example")
    assert set(node) <= {name for one in ("media1",) for name in SERVICES[one]["environment"]}
    assert set(ours.values()) | set(node.values()) == {""}
    [check] = unit("mediamtx.service")["ExecStartPre"]
    assert "MTX_AUTHINTERNALUSERS_0_PASS" in check
