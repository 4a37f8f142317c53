"""What holds for all tests."""

import structlog


def pytest_configure() -> None:
    """Log as the program does: structlog left alone draws each traceback for seconds."""
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    processors = [structlog.processors.add_log_level, structlog.processors.TimeStamper(), plain]
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, *processors])
