"""What a process may have, and which one it is."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator

import pytest

from streamingpro.kit.processes import began, raise_file_limit


@pytest.fixture
def files() -> Iterator[tuple[int, int]]:
    """The limits of open files; put back after the test."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield before
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_the_limit_of_open_files_is_raised_as_far_as_allowed(files: tuple[int, int]) -> None:
    _, hard = files
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    assert raise_file_limit()
    assert resource.getrlimit(resource.RLIMIT_NOFILE) > (256, hard)
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[1] == hard


def test_a_process_is_told_from_a_later_one_by_when_it_began() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        mark = began(child.pid)
        assert mark
        assert began(child.pid) == mark
        assert began(os.getpid()) not in (None, mark)
        child.communicate(b"\n")
    assert began(child.pid) is None
