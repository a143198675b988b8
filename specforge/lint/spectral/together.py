"""Several problems of one ruleset, told at once: whoever mends a file wants to know all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from specforge.errors import UsageError


class Together:
    """A block whose parts are tried one by one; at its end what was wrong with them is raised as one UsageError.

    with Together() as problems:
        for name in names:
            with problems.each():
                read(name)
    """

    def __init__(self) -> None:
        self._found: list[UsageError] = []

    def __enter__(self) -> Together:
        return self

    def __len__(self) -> int:
        return len(self._found)

    def __bool__(self) -> bool:
        return True

    @contextmanager
    def each(self) -> Iterator[None]:
        """A part: the parts after it are tried even if this one has a problem."""
        try:
            yield
        except UsageError as problem:
            self._found.append(problem)

    def add(self, problem: UsageError) -> None:
        self._found.append(problem)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if isinstance(error, UsageError):
            self._found.append(error)
        if self._found and (error is None or isinstance(error, UsageError)):
            raise _as_one(self._found)


def _as_one(problems: list[UsageError]) -> UsageError:
    """The first one in the order of its file, with the others in tow."""
    flat = [one for problem in problems for one in (problem, *problem.others)]
    for one in flat:
        one.others = ()
    own = flat[0].file
    flat.sort(key=lambda one: (one.file != own, one.file or "", one.line, one.column))
    first, *others = flat
    first.others = tuple(others)
    return first
