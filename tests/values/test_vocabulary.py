"""What invented values are made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from specforge.document.model import Document, Schema
from specforge.values.check import SchemaChecker
from specforge.values.sample import sample
from specforge.values.sampling.many import vocabulary
from specforge.values.sampling.vocabulary import PLAIN, rich

NAMES = {
    "firstName": "[A-Za-z]+",
    "jobTitle": "[A-Z].+",
    "city": "[A-Z].+",
    "email": r"[a-z]+\.[a-z]+@example\.com",
    "homepageUrl": "https://example.com/.+",
    "avatar": r"https://.+\.jpg",
    "phone": r"\+1555[0-9]{7}",
    "price": r"[0-9]+\.[0-9]{2}",
    "createdAt": r"202[45]-..-..T..:..:..Z",
    "dateOfBirth": r"(19|20)\d\d-..-..",
    "company": "[A-Z].+ [A-Z].+",
}


@pytest.mark.parametrize(("name", "pattern"), NAMES.items())
def test_names_of_properties_are_understood(schema_of: Callable[..., Schema], name: str, pattern: str) -> None:
    schema = schema_of({"type": "object", "properties": {name: {"type": "string"}}})
    value: Any = sample(
        schema, SchemaChecker(Document(schema.node.resolver, schema.node.source)), seed=5, vocabulary=rich()
    )

    assert re.fullmatch(pattern, value[name])


def test_there_are_many_and_they_are_always_the_same() -> None:
    assert vocabulary() == rich() == vocabulary()
    for few, many in zip(PLAIN, rich(), strict=True):
        assert len(many) > 100 > len(few)
        assert all(text.isascii() for text in many)


def test_constraints_hold_all_the_same(schema_of: Callable[..., Schema]) -> None:
    properties = {
        "name": {"type": "string", "maxLength": 4},
        "countryCode": {"type": "string", "pattern": "^[a-z]{3}$"},
        "price": {"type": "number", "maximum": 0.5, "multipleOf": 0.05},
        "createdAt": {"type": "integer", "maximum": 9},
    }
    schema = schema_of({"type": "object", "required": list(properties), "properties": properties})
    checker = SchemaChecker(Document(schema.node.resolver, schema.node.source))

    for seed in range(20):
        assert checker.compile(schema).is_valid(sample(schema, checker, seed=seed, vocabulary=rich()))
