"""Suggestions: the name that somebody meant, however many there are."""

from __future__ import annotations

import time

import pytest

from specforge.suggest import Suggestions, did_you_mean

NAMES = ["summary", "description", "operationId", "parameters", "requestBody", "responses", "user_id", "X-Request-ID"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sumary", "summary"),
        ("Summary", "summary"),
        ("descripton", "description"),
        ("desription", "description"),
        ("edscription", "description"),
        ("operationID", "operationId"),
        ("operation_id", "operationId"),
        ("parametres", "parameters"),
        ("response", "responses"),
        ("reponses", "responses"),
        ("requestbdy", "requestBody"),
        ("userId", "user_id"),
        ("usrID", "user_id"),
        ("xRequestId", "X-Request-ID"),
        ("banana", None),
        ("", None),
    ],
)
def test_the_closest_name(written: str, meant: str | None) -> None:
    assert Suggestions(NAMES).closest(written) == meant


def test_names_are_found_among_very_many() -> None:
    names = [f"Model{number}Response" for number in range(50_000)] + ["ZebraCrossing"]
    suggestions = Suggestions(names)
    start = time.process_time()

    found = {suggestions.closest("ZebraCrosing") for _ in range(1000)}

    assert found == {"ZebraCrossing"}
    assert time.process_time() - start < 2


def test_endless_names_are_not_compared() -> None:
    assert Suggestions(["a" * 100_000]).closest("a" * 100_001) is None


def test_names_that_are_no_text() -> None:
    assert Suggestions([200, None]).closest("201") == "200"


def test_a_collection_that_grew_is_looked_at_again() -> None:
    known = ["alpha"]
    assert did_you_mean("gama", known) is None
    known.append("gamma")
    assert did_you_mean("gama", known) == "did you mean 'gamma'?"
