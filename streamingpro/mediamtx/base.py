"""What every object of the Control API is made of."""

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

Item = TypeVar("Item")

_UPPER = {
    word.lower(): word
    for word in (
        *("ACK", "BW", "CDN", "HTTP", "HTTP2", "HTTP3", "ICE", "IPs", "KM", "MSS", "NAK", "QUIC"),
        *("RTCP", "RTP", "RTT", "SDP", "STUN", "UDP", "TCP"),
    )
}


def api_name(name: str) -> str:
    """The JSON name of an attribute: `inbound_rtp_packets` is `inboundRTPPackets`."""
    first, *rest = name.split("_")
    return first + "".join(_UPPER.get(word, word.capitalize()) for word in rest)


class ApiModel(BaseModel):
    """Reads the API's JSON names, takes snake_case names in code, keeps unknown fields.

    Lists that the client gives out may share objects with the next one: they are to be read only.
    """

    model_config = ConfigDict(
        alias_generator=api_name,
        validate_by_name=True,
        validate_by_alias=True,
        extra="allow",
        protected_namespaces=(),
    )


def _empty(value: Any) -> Any:
    return [] if value is None else value


Listed = Annotated[list[Item], BeforeValidator(_empty)]
"""A list that a server may give as null when there is nothing in it."""


class Page(ApiModel, Generic[Item]):
    """One page of a list."""

    item_count: int
    page_count: int
    items: list[Item]
