"""The official JSON Schema test suite (draft 2020-12), through lowering and checking; skipped where it is absent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.values.check import SchemaChecker

SUITE = Path(__file__).parents[3] / "shared" / "corpus" / "json-schema-test-suite"
REMOTES = SUITE / "remotes" / "draft2020-12"
HOST = "http://localhost:1234/draft2020-12/"

pytestmark = pytest.mark.skipif(not SUITE.exists(), reason="the test suite is not at hand")


def asserts_formats(file: str, group: dict[str, Any]) -> bool:
    """Formats are annotations in the suite's main part; here they are asserted, as authors of APIs expect."""
    return file == "format.json"


def has_its_own_meta_schema(file: str, group: dict[str, Any]) -> bool:
    """Vocabularies of custom meta-schemas are not read: OpenAPI documents name dialects, not vocabularies."""
    return file == "vocabulary.json" and "custom metaschema" in group["description"]


SKIPS = (asserts_formats, has_its_own_meta_schema)


def remotes() -> dict[str, Any]:
    """The suite's remote files as schemas of the same document, under their identifiers."""
    found = {}
    for path in sorted(REMOTES.rglob("*.json")):
        name = path.relative_to(REMOTES).as_posix()
        content = json.loads(path.read_text())
        if isinstance(content, dict):
            found[name.replace("/", "_")] = {"$id": HOST + name, **content}
    return found


def groups() -> Iterator[Any]:
    for path in sorted(SUITE.glob("draft2020-12/**/*.json")):
        for group in json.loads(path.read_text()):
            reason = next((skip.__doc__ for skip in SKIPS if skip(path.name, group)), None)
            marks = [pytest.mark.skip(reason=reason)] if reason else []
            yield pytest.param(group, id=f"{path.stem}: {group['description']}", marks=marks)


@pytest.mark.parametrize("group", list(groups()) or [pytest.param(None)])
def test_every_instance_is_judged_as_the_suite_says(group: dict[str, Any]) -> None:
    schema = group["schema"]
    if isinstance(schema, dict) and "$id" not in schema:
        schema = {"$id": "https://example.org/root", **schema}
    content = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "components": {"schemas": {"S": schema, **remotes()}},
    }
    document = load_text(json.dumps(content), "suite.json")
    compiled = SchemaChecker(document).compile(document.schemas["S"])

    for test in group["tests"]:
        assert compiled.is_valid(test["data"]) is test["valid"], test["description"]
        assert bool(compiled.violations(test["data"])) is not test["valid"], test["description"]
