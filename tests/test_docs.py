"""The documentation names only what exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])

IN_TREE = re.compile(r"`((?:streamingpro|tests|bench|deploy|docs|scripts)/[^`\s]*)`")
LINK = re.compile(r"\]\((?!https?://)([^)#]+)[^)]*\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_and_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    wanted = [ROOT / path for path in IN_TREE.findall(text)]
    wanted += [page.parent / path for path in LINK.findall(text)]
    assert [str(path) for path in wanted if not path.exists()] == []


def test_the_map_names_every_room() -> None:
    text = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    rooms = [path.parent.name for path in (ROOT / "streamingpro").glob("*/__init__.py")]
    assert [room for room in rooms if f"`streamingpro/{room}/`" not in text] == []
