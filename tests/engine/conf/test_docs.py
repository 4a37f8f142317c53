"""docs/engine-api.md names every field the tables name, with the same value."""

from pathlib import Path

import orjson

from streamingpro.engine.conf import GlobalConf, PathConf, unsupported
from streamingpro.engine.conf.parse import FACTS

PAGE = (Path(__file__).parents[3] / "docs" / "engine-api.md").read_text()


def test_every_unsupported_field_is_documented_with_its_value() -> None:
    fields = unsupported.PATH_FIELDS | unsupported.GLOBAL_FIELDS
    missing = [
        name
        for name, value in fields.items()
        if f"`{name}` `{orjson.dumps(value).decode()}`" not in PAGE
    ]
    assert missing == []


def test_every_field_that_is_acted_on_is_documented() -> None:
    names = [*PathConf(name="a").to_json(), *GlobalConf().to_json(), *FACTS]
    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_every_other_field_is_documented() -> None:
    names = (
        unsupported.DEPRECATED_PATH_FIELDS
        | unsupported.DEPRECATED_GLOBAL_FIELDS
        | unsupported.GLOBAL_SWITCHES.keys()
    )
    assert [name for name in names if f"`{name}`" not in PAGE] == []
