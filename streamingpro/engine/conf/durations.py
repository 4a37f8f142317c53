"""Durations as MediaMTX reads and writes them: Go's form ("1m30s", "200ms") with days ("1d2h0m0s").

In memory a duration is a float, in seconds.
"""

import re

_DAYS = re.compile(r"(-?[0-9]+)d")
_TERM = re.compile(r"([0-9]*(?:\.[0-9]*)?)([^0-9.]+)")
_UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,  # micro sign
    "μs": 1_000,  # Greek letter mu
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_DAY = 24 * 3_600_000_000_000
_MAX = (1 << 63) - 1  # Go keeps nanoseconds in 64 bits


def parse_duration(text: str) -> float:
    """Seconds. Raises ValueError with a text that names the fault ("" is zero, as in MediaMTX)."""
    if len(text) > 64:
        raise ValueError("duration is too long")
    rest, days = text, 0
    if match := _DAYS.match(text):
        days, rest = int(match.group(1)), text[match.end() :]
    nanoseconds = _parse_clock(rest) if rest else 0
    nanoseconds = -(abs(days) * _DAY + nanoseconds) if days < 0 else days * _DAY + nanoseconds
    if abs(nanoseconds) > _MAX:
        raise ValueError(f'time: invalid duration "{text}"')
    return nanoseconds / 1e9


def _parse_clock(text: str) -> int:
    sign, body = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if body == "0":
        return 0
    total, position = 0, 0
    while position < len(body):
        match = _TERM.match(body, position)
        if match is None:
            number_only = re.fullmatch(r"[0-9]+\.?[0-9]*|\.[0-9]+", body[position:])
            fault = "missing unit in" if number_only else "invalid"
            raise ValueError(f'time: {fault} duration "{text}"')
        number, unit = match.groups()
        if number in ("", "."):
            raise ValueError(f'time: invalid duration "{text}"')
        if unit not in _UNITS:
            raise ValueError(f'time: unknown unit "{unit}" in duration "{text}"')
        total += _scaled(number, _UNITS[unit])
        position = match.end()
    if not body:
        raise ValueError(f'time: invalid duration "{text}"')
    return sign * total


def _scaled(number: str, unit: int) -> int:
    whole, _, fraction = number.partition(".")
    value = int(whole or "0") * unit
    if fraction:
        value += int(fraction) * unit // 10 ** len(fraction)
    return value


def format_duration(seconds: float) -> str:
    """Go's text of a duration, whole days taken out first: 90.0 → "1m30s", 86400.0 → "1d"."""
    nanoseconds = round(seconds * 1e9)
    sign = "-" if nanoseconds < 0 else ""
    days, rest = divmod(abs(nanoseconds), _DAY)
    text = f"{days}d" if days else ""
    if rest or not days:
        text += _format_clock(rest)
    return sign + text


def _format_clock(nanoseconds: int) -> str:
    if nanoseconds == 0:
        return "0s"
    for unit, size in (("ns", 1), ("µs", 1_000), ("ms", 1_000_000)):
        if nanoseconds < size * 1000:
            return _decimal(nanoseconds, size) + unit
    minutes, rest = divmod(nanoseconds, 60_000_000_000)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}h" if hours else ""
    if hours or minutes:
        text += f"{minutes}m"
    return text + _decimal(rest, 1_000_000_000) + "s"


def _decimal(value: int, size: int) -> str:
    whole, fraction = divmod(value, size)
    if not fraction:
        return str(whole)
    digits = str(fraction).zfill(len(str(size)) - 1).rstrip("0")
    return f"{whole}.{digits}"
