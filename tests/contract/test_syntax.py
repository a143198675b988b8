"""Python's parser, which workers use in turn."""

from __future__ import annotations

from multiprocessing.pool import ThreadPool
from types import SimpleNamespace

from specforge.contract.engine.syntax import in_turn, parse_in_turn


def test_one_thread_at_a_time() -> None:
    inside: list[int] = []
    most: list[int] = []

    def parse(number: int) -> int:
        inside.append(number)
        most.append(len(inside))
        sum(range(10_000))
        inside.remove(number)
        return number

    with ThreadPool(4) as pool:
        assert pool.map(in_turn(parse), range(50), chunksize=1) == [*range(50)]
    assert set(most) == {1}


def test_it_may_call_itself() -> None:
    parse = in_turn(lambda depth: depth and parse(depth - 1))

    assert parse(3) == 0


def test_is_done_once() -> None:
    parser = SimpleNamespace(parse=len)
    parse_in_turn(parser)
    first = parser.parse
    parse_in_turn(parser)

    assert parser.parse is first
    assert parser.parse("ab") == 2
