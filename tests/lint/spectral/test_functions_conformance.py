"""The published cases of Spectral's functions, where they are at hand."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.lint.rule import Context
from specforge.lint.spectral.function import FUNCTIONS, Function, Target
from specforge.lint.spectral.graph import Graph
from specforge.lint.spectral.messages import filled

FOLDER = Path(os.environ.get("SPECFORGE_CONFORMANCE", Path(__file__).parents[4] / "shared" / "conformance"))
FILE = FOLDER / "lint" / "functions.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))["cases"] if FILE.is_file() else []
# What Spectral 6.16 answers since it rewrote the function: the published case is older, and people match on texts.
REWRITTEN = {
    '"yada-yada", "whatever" and "foo" must not be both defined or both undefined': (
        'At least one of "yada-yada" or "whatever" or "foo" must be defined'
    ),
}
VERSIONS = {"oas2": {"swagger": "2.0"}, "oas3_0": {"openapi": "3.0.0"}, "oas3_1": {"openapi": "3.1.0"}}


def test_the_cases_are_at_hand() -> None:
    if not CASES:
        pytest.skip(f"no cases of Spectral's functions: {FILE} is not there")
    assert len(CASES) > 200


def name_of(case: dict[str, Any]) -> str:
    return f"{case['fn']}: {case['name'][-60:]}"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_function_answers_as_published(case: dict[str, Any]) -> None:
    function = FUNCTIONS[case["fn"]]
    value, options, *rest = [*case["args"], None, None][: max(len(case["args"]), 2)]

    if case["matcher"] == "toThrowAggregateError":
        wanted = case["expected"][0]["$aggregate"]
        assert [(p.message, ["functionOptions", *p.path]) for p in function.problems(options)] == [
            (problem["message"], problem["path"][3:]) for problem in wanted
        ]
        return
    assert list(function.problems(options)) == []
    compare(case, outcomes(function, value, options, rest[0] if rest else None))


def outcomes(function: Function, value: Any, options: Any, context: Any) -> list[dict[str, Any]]:
    """What the function says of the value as a document of its own, in Spectral's form."""
    document = document_of(value, context)
    graph = Graph(document, resolved=True)
    target = Target(graph.root.value, graph.root, graph, Context(document))
    before = len(context.get("path", [])) if isinstance(context, dict) else 0
    prefix = context["path"] if before else []
    found = []
    for outcome in function.judge(target, function.prepare(options)):
        message = filled(outcome.message, {"property": "", "value": graph.root.value})
        path = list(outcome.place.tokens) if outcome.place else list(outcome.path)
        found.append({"message": message, "path": [*prefix, *path]})
    return found


def document_of(value: Any, context: Any) -> Document:
    for key in ("$yaml", "$document"):
        if isinstance(value, dict) and key in value:
            text = value[key]
            return load_text(text["text"] if isinstance(text, dict) else text)
    document = load_text(json.dumps(value))
    formats = context.get("document", {}).get("formats", {}) if isinstance(context, dict) else {}
    names = [item["$ext"] for item in formats.get("$set", ())]
    for name in names:
        if name in VERSIONS:
            document.resolver.version = load_text(json.dumps(VERSIONS[name])).version
    return document


def compare(case: dict[str, Any], found: list[dict[str, Any]]) -> None:
    matcher, (expected, *_) = case["matcher"], [*case["expected"], None]
    actual: Any = found
    for step in case.get("get", ()):
        actual = actual[step]
    if matcher == "toEqual":
        assert len(actual) == len(expected)
        for ours, theirs in zip(actual, expected, strict=True):
            assert list(map(str, ours["path"])) == list(map(str, theirs["path"]))
            text = theirs["message"]
            if isinstance(text, dict):
                assert re.search(text["$regex"].strip("/"), ours["message"])
            else:
                assert ours["message"] == REWRITTEN.get(text, text)
    elif matcher == "toStrictEqual":
        # The case compares the function with itself, the dialect given and not given.
        again = expected["args"]
        assert found == outcomes(FUNCTIONS[case["fn"]], again[1], again[2], None)
    elif matcher == "toHaveLength":
        assert len(actual) == expected
    elif matcher == "toBe":
        assert actual == expected
    elif matcher == "toContain":
        assert expected in actual
    elif matcher == "toBeUndefined":
        assert actual == []
    else:
        assert matcher == "toBeInstanceOf"
        assert isinstance(actual, list)
