"""Pure: what a path of somebody else's on a media server would be as an input of ours."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

from pydantic import ValidationError

from streamingpro.control.inputs.schemas import InputCreate, Source, Srt
from streamingpro.control.inputs.slug import MAX_LENGTH, PATTERN, RESERVED
from streamingpro.control.outputs.schemas import OutputCreate
from streamingpro.control.reconcile.plan import PUBLISHER, PathSpec

_SCHEMES = ("rtmp", "rtmps", "srt", "rtsp", "rtsps", "http", "https")


@dataclass(frozen=True, slots=True)
class Adoption:
    """The input and its outputs, as if they had been entered."""

    item: InputCreate
    outputs: tuple[OutputCreate, ...]


def why_not(name: str, spec: PathSpec) -> str | None:
    """Why a path can't be adopted, as a sentence; None when it can."""
    if name in RESERVED or name.startswith("~"):
        return "This is a rule for many paths, not a path."
    if not re.fullmatch(PATTERN, name) or len(name) > MAX_LENGTH:
        return (
            "The name of the path has characters that the path of an input can't have: only letters"
            " from a to z, digits, “-” and “_”."
        )
    if spec.source != PUBLISHER and urlsplit(spec.source).scheme not in _SCHEMES:
        return "Its stream comes from something that an input can't be pulled from."
    return None


def adoption_of(name: str, spec: PathSpec) -> Adoption:
    """Raises ValueError with a sentence when the path has settings that can't be taken over."""
    pulled = spec.source != PUBLISHER
    try:
        item = InputCreate(
            name=name,
            path=name,
            override_publisher=spec.override_publisher,
            source=Source(
                type="pull",
                url=spec.source,
                on_demand=spec.source_on_demand,
                fingerprint=spec.source_fingerprint or None,
            )
            if pulled
            else Source(),
            srt=Srt(passphrase=spec.srt_publish_passphrase or spec.srt_read_passphrase or None),
        )
        outputs = tuple(
            OutputCreate.model_validate({"name": f"{name} {place}"} | _address(one.dest))
            for place, one in enumerate(spec.destinations or (), 1)
        )
    except ValidationError as error:
        raise ValueError(unfit(error)) from None
    return Adoption(item, outputs)


def unfit(error: ValidationError) -> str:
    """Why a setting can't be taken over; without its value, which may be a secret."""
    where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
    return (
        f"This path can't be taken over as it is: its setting for “{where}” is one that an input"
        " can't have."
    )


def _address(dest: str) -> dict[str, str]:
    """URL and key of a destination."""
    parts = urlsplit(dest)
    if parts.fragment and parts.scheme in ("rtmp", "rtmps"):
        return {
            "url": urlunsplit(parts._replace(fragment="")),
            "stream_key": unquote(parts.fragment),
        }
    return {"url": dest}
