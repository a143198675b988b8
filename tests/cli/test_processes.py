"""Several processes: all results, errors, the dead, and who tidies up."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable

import pytest

from specforge.cli.processes import Crew, can_fork
from specforge.errors import SyntaxProblem

pytestmark = pytest.mark.skipif(not can_fork() or sys.platform == "darwin", reason="processes are forked here only")


def crew(work: Callable[[int], str]) -> Crew[int, str]:
    return Crew(work, [10, 11, 12, 13, 14], lambda item, reason: f"{item} {reason}")


def test_every_item_gives_a_result_under_its_index() -> None:
    found = dict(crew(str).run([4, 3, 2, 1, 0], 2))

    assert found == {0: "10", 1: "11", 2: "12", 3: "13", 4: "14"}


def test_the_work_is_done_elsewhere() -> None:
    found = {pid for _, pid in crew(lambda _: str(os.getpid())).run(range(5), 2)}

    assert str(os.getpid()) not in found
    assert len(found) <= 2


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "was ended by SIGKILL"),
        (lambda: os._exit(3), "ended with exit code 3"),
    ],
)
def test_a_process_that_dies_costs_its_item_only(end: Callable[[], None], reason: str) -> None:
    def work(item: int) -> str:
        if item == 11:
            end()
        return str(item)

    found = dict(crew(work).run(range(5), 2))

    assert found[1] == f"11 {reason}"
    assert [found[index] for index in (0, 2, 3, 4)] == ["10", "12", "13", "14"]


def test_an_error_is_raised_where_the_result_is_awaited() -> None:
    def work(item: int) -> str:
        raise SyntaxProblem("not well-formed", file="a.yaml", line=3, column=4, help="look again")

    with pytest.raises(SyntaxProblem) as caught:
        list(crew(work).run(range(5), 2))

    error = caught.value
    assert (str(error), error.file, error.line, error.column, error.help) == (
        "not well-formed",
        "a.yaml",
        3,
        4,
        "look again",
    )


def test_no_process_outlives_the_run() -> None:
    run = crew(str).run(range(5), 3)
    next(run)
    run.close()

    assert multiprocessing.active_children() == []
