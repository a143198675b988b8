"""Inline schemas that an author repeats word for word become one model."""

from __future__ import annotations

from typing import Any

import pytest

from specforge.document.place import Tokens
from specforge.gen.catalog import PREFIX
from specforge.gen.reuse import share

USER = {"type": "object", "properties": {"login": {"type": "string"}}}


def user(**more: Any) -> dict[str, Any]:
    return {**USER, **more}


def ref(name: str) -> dict[str, str]:
    return {"$ref": PREFIX + name}


def place(*tokens: str) -> Tokens:
    return ("components", "schemas", *tokens)


OPENED = place("Opened", "properties", "user")
CLOSED = place("Closed", "properties", "user")


class TestShare:
    """What is equal in every word and belongs to a property of the same name is one schema."""

    def test_the_shortest_name_remains(self) -> None:
        schemas = {
            "IssueOpenedUser": user(),
            "ClosedUser": user(),
            "Event": {"properties": {"a": ref("IssueOpenedUser"), "b": ref("ClosedUser")}},
        }

        shared = share(schemas, {"IssueOpenedUser": OPENED, "ClosedUser": CLOSED})

        assert list(shared) == ["ClosedUser", "Event"]
        assert shared["Event"] == {"properties": {"a": ref("ClosedUser"), "b": ref("ClosedUser")}}

    def test_what_differs_by_a_repeated_schema_only_is_repeated_too(self) -> None:
        schemas = {
            "AItem": user(),
            "BItem": user(),
            "A": {"type": "array", "items": ref("AItem")},
            "B": {"type": "array", "items": ref("BItem")},
        }
        stands = {
            "A": place("X", "properties", "list"),
            "B": place("Y", "properties", "list"),
            "AItem": place("X", "properties", "list", "items"),
            "BItem": place("Y", "properties", "list", "items"),
        }

        assert share(schemas, stands) == {"AItem": USER, "A": {"type": "array", "items": ref("AItem")}}

    def test_in_a_cycle(self) -> None:
        """There a reference stands before what it refers to."""
        schemas = {"LongUser": user(), "Node": {"properties": {"next": ref("ShortU")}}, "ShortU": user()}

        shared = share(schemas, {"LongUser": OPENED, "ShortU": CLOSED})

        assert shared == {"ShortU": USER, "Node": {"properties": {"next": ref("ShortU")}}}

    @pytest.mark.parametrize(
        ("second", "where"),
        [
            (user(description="Who closed it."), CLOSED),
            (user(), place("Closed", "properties", "owner")),
            (user(), place("Closed", "properties", "user", "items")),
            (user(), place("Closed")),
        ],
        ids=["another description", "another property", "an item of it", "no property"],
    )
    def test_what_is_not_the_same(self, second: dict[str, Any], where: Tokens) -> None:
        assert len(share({"A": user(), "B": second}, {"A": OPENED, "B": where})) == 2

    def test_what_somebody_knows_by_name_is_kept(self) -> None:
        assert len(share({"A": user(), "B": user()}, {"A": OPENED})) == 2
