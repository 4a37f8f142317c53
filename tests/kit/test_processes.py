"""What a process may have."""

import resource
from collections.abc import Iterator

import pytest

from streamingpro.kit.processes import raise_file_limit


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
