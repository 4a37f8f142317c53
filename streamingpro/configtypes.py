"""Kinds of settings: how they are read from the environment (one text) and from the file."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode


def _none_when_off(value: Any) -> Any:
    return None if isinstance(value, str) and value.strip().lower() == "off" else value


def _listed(value: Any) -> Any:
    return [part for part in value.split(":") if part] if isinstance(value, str) else value


def _folders(value: tuple[Path, ...]) -> tuple[Path, ...]:
    folders = tuple(folder.expanduser().absolute() for folder in value)
    if any(":" in str(folder) for folder in folders):
        raise ValueError("a folder's name must not have a colon in it")
    return folders


def _networks(value: Any) -> Any:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        return value
    parts = [part.strip().lower() for part in parts if part.strip()]
    if parts == ["any"]:
        return "any"
    try:
        return ",".join(str(ip_network(part, strict=False)) for part in parts)
    except ValueError:
        raise ValueError(
            "give networks such as 10.0.0.0/8,192.168.1.5 with commas between, or any"
        ) from None


Port = Annotated[int, Field(ge=0, le=65535)]
"""0 means any free one."""

PortOrOff = Annotated[Port | None, BeforeValidator(_none_when_off)]
"""None, written `off`, means none at all."""

Folders = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_folders)]
"""`/a:/b` in the environment, a list in the file; absolute."""

NetworkList = Annotated[str, BeforeValidator(_networks)]
"""`10.0.0.0/8,fd00::/8` or `any`; a list in the file is fine, too."""
