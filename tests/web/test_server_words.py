"""Whoever speaks Spanish and no English is told in Spanish what is wrong."""

import json
import re
from pathlib import Path

from tests.web.sentences import shown_sentences

WORDS = Path(__file__).parents[2] / "web/src/i18n/server/es.json"
_GAP = re.compile(r"\{\d*\}")


def _spanish() -> dict[str, str]:
    words: dict[str, str] = json.loads(WORDS.read_text(encoding="utf-8"))
    return words


def test_every_sentence_of_the_program_is_there_in_spanish() -> None:
    spanish = _spanish()
    missing = {text: at for text, at in shown_sentences().items() if text not in spanish}
    assert missing == {}, f"add to {WORDS.name}:\n" + "\n".join(map(repr, missing))


def test_no_translation_leaves_out_what_varies() -> None:
    """A translation has the gaps of its sentence, in any order (`{1} … {0}`), or some of them."""
    wrong = {
        english: spanish
        for english, spanish in _spanish().items()
        if len(_GAP.findall(spanish)) > len(_GAP.findall(english))
        or ("{}" in english and not _GAP.search(spanish))
    }
    assert wrong == {}


def test_the_reader_of_the_source_finds_sentences_put_together_in_every_way() -> None:
    found = shown_sentences()
    assert "Please sign in." in found  # a plain text
    assert "The media server has no {} listener." in found  # an f-string
    assert not any('"""' in text for text in found)
