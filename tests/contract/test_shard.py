"""Every machine works out its own part, and together they are everything."""

from __future__ import annotations

import pytest

from specforge.contract.selection.shard import Shard, parse_shard, share_of
from specforge.document.load import load_text
from specforge.document.model import Operation
from specforge.errors import UsageError


def operations(*labels: str) -> tuple[Operation, ...]:
    paths: dict[str, list[str]] = {}
    for label in labels:
        method, path = label.split(" ")
        paths.setdefault(path, []).append(f"{method.lower()}: {{responses: {{'200': {{description: OK}}}}}}")
    lines = [f"  {path}: {{{', '.join(methods)}}}" for path, methods in paths.items()]
    text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n" + "\n".join(lines) + "\n"
    return load_text(text).operations


PETS = ("GET /pets", "POST /pets", "GET /pets/{id}", "DELETE /pets/{id}")
SHOP = operations(*PETS, "GET /orders", "POST /orders", "GET /orders/{id}", "GET /health")


def labels(count: int, all_: tuple[Operation, ...] = SHOP) -> list[list[str]]:
    return [[one.label for one in share_of(all_, Shard(index, count))] for index in range(1, count + 1)]


@pytest.mark.parametrize("count", range(1, 9))
def test_together_they_are_everything_once_and_nobody_is_idle(count: int) -> None:
    parts = labels(count)

    assert sorted(label for part in parts for label in part) == sorted(one.label for one in SHOP)
    assert all(parts)
    assert parts == labels(count)


def test_what_belongs_together_stays_together() -> None:
    pets, rest = labels(2)

    assert pets == list(PETS)
    assert rest == ["GET /orders", "POST /orders", "GET /orders/{id}", "GET /health"]


def test_a_resource_that_is_larger_than_a_share_is_split_by_path() -> None:
    assert labels(2, operations(*PETS)) == [["GET /pets", "POST /pets"], ["GET /pets/{id}", "DELETE /pets/{id}"]]


def test_more_machines_than_operations_leave_some_without_any() -> None:
    assert [len(part) for part in labels(3, operations("GET /a", "GET /b"))] == [1, 1, 0]


@pytest.mark.parametrize("text", ["", "1", "0/3", "4/3", "1/0", "a/b", "1/3/5", " 1/3", "1/99999", "1/3\n", None, 1])
def test_what_is_no_shard(text: object) -> None:
    with pytest.raises(UsageError, match="is no shard"):
        parse_shard(text)


def test_how_it_is_written() -> None:
    assert str(parse_shard("2/3")) == "2/3"
