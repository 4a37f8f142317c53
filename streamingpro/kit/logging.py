"""structlog set up the same way for every process: to stderr, with secrets masked."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, cast

import structlog

from streamingpro.kit.redact import redact_text

LEVELS = {"debug": 10, "info": 20, "warn": 30, "warning": 30, "error": 40}


def configure(level: str = "info", fmt: str = "console") -> None:
    """Log to stderr from `level` (debug, info, warn, error) in `fmt` (`console` or `json`)."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if fmt == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,  # before the masking: what was raised may tell a key
        _mask_secrets,
    ]
    structlog.configure(
        processors=[*processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=max(LEVELS[level], logging.WARNING), stream=sys.stderr, force=True)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger whose lines carry `source=name`."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger(source=name))


def _mask_secrets(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = redact_text(value)
    return event
