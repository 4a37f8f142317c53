"""Sizes as MediaMTX writes them."""

import pytest

from streamingpro.engine.conf.sizes import format_size, parse_size


@pytest.mark.parametrize(
    ("text", "size", "shown"),
    [
        ("50M", 50 << 20, "50M"),
        ("50MB", 50 << 20, "50M"),
        ("50mib", 50 << 20, "50M"),
        ("1.5G", 3 << 29, "1.5G"),
        ("512K", 512 << 10, "512K"),
        ("100B", 100, "100B"),
        ("2T", 2 << 40, "2T"),
        ("1536B", 1536, "1.5K"),
    ],
)
def test_both_ways(text: str, size: int, shown: str) -> None:
    assert parse_size(text) == size
    assert format_size(size) == shown


@pytest.mark.parametrize(
    "text", ["", "0", "0M", "-1M", "5", "M", "1.M", "1X", "1MM", "9" * 40 + "M"]
)
def test_no_sizes(text: str) -> None:
    with pytest.raises(ValueError, match="positive number with a unit"):
        parse_size(text)
