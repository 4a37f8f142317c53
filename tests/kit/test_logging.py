"""What the log says, and what it keeps to itself."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from streamingpro.kit.logging import configure, get_logger
configure("info", sys.argv[1])
log = get_logger("test")
log.info("hello", url="rtmp://h/app?key=k3y-in-a-value")
log.debug("not this")
secret = "a-local-s3cret"
try:
    raise ValueError("can't publish to rtmp://h/app?key=k3y-in-an-error")
except ValueError:
    log.exception("it broke")
"""


@pytest.mark.parametrize("form", ["console", "json"])
def test_no_key_is_told_also_not_by_an_error(form: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, form], capture_output=True, text=True, check=True
    )
    said = ran.stderr
    assert ran.stdout == ""
    assert "hello" in said
    assert "not this" not in said
    assert "Traceback" in said
    assert "ValueError" in said
    assert "k3y" not in said
    assert "s3cret" not in said, "what was in variables is not told"
