"""What is to be read on a page, and what of it is in the wrong language."""

import functools
import json
import re
import subprocess
from pathlib import Path

from playwright.async_api import Page

from tests.peers.tools import program

ROOT = Path(__file__).parents[3]
_READ = """() => {
  const found = new Set();
  const shown = node => node.checkVisibility?.({visibilityProperty: true}) ?? true;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent && !parent.closest('script, style, noscript, code') && shown(parent))
      found.add(walker.currentNode.data.trim());
  }
  for (const node of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
    if (shown(node))
      for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
        found.add((node.getAttribute(name) ?? '').trim());
  found.add(document.title);
  return [...found].filter(Boolean);
}"""
_THE_SAME = {"Main", "StreamingPro engine"}
"""Also the name of a profile of H.264; of a media server."""
_GAP = re.compile(r"\\\{\\\{.*?\\\}\\\}|\\\{\d*\\\}|</?\w+>")


def word(language: str, key: str, **gaps: str) -> str:
    """What the dashboard says in a language: `word("es", "input.head.edit")`."""
    text = _words()[language][key]
    for name, value in gaps.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text


async def words_on(page: Page) -> list[str]:
    """Every text that is shown or told to screen readers."""
    found: list[str] = await page.evaluate(_READ)
    return found


async def english_on(page: Page) -> list[str]:
    """Texts of a page that are English where Spanish was asked for."""
    found = [text for text in await words_on(page) if _english().fullmatch(text)]
    return [text for text in found if text not in _THE_SAME]


@functools.cache
def _words() -> dict[str, dict[str, str]]:
    """By language and key."""
    run = [program("node", "install Node.js, see README.md"), "scripts/words.mjs"]
    printed = subprocess.run(run, cwd=ROOT / "web", capture_output=True, text=True, check=True)
    words: dict[str, dict[str, str]] = json.loads(printed.stdout)
    return words


@functools.cache
def _english() -> re.Pattern[str]:
    """Whatever the dashboard or the server says in English and would say otherwise in Spanish."""
    words = _words()
    server = json.loads((ROOT / "web/src/i18n/server/es.json").read_text(encoding="utf-8"))
    spanish = {*words["es"].values(), *server.values()}
    english = {*words["en"].values(), *server} - spanish
    return re.compile("|".join(_pattern(text) for text in sorted(english) if _tells(text)))


def _pattern(text: str) -> str:
    return _GAP.sub("(.+?)", re.escape(text))


def _tells(text: str) -> bool:
    """Whether there is enough fixed text to know the language by it."""
    return sum(map(str.isalpha, _GAP.sub("", re.escape(text)))) >= 3
