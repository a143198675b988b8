"""What is wrong with the last answer of a sequence: it can be asked again, kept in a file, and told as code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from specforge.contract.probing.kept import is_kept
from specforge.contract.probing.pool import body_of
from specforge.contract.steps.scalars import Path, at, json_of
from specforge.findings.exchange import Exchange

# Below this a number stands for its hundred.
_CLASSES = 10
# Lists of such a length may be cut off there.
_ROUND, _FEW = 5, 10


@dataclass(frozen=True, slots=True)
class Status:
    """The answer must not have this status; 2 stands for all from 200 to 299."""

    wrong: tuple[int, ...]

    def is_shown_by(self, exchanges: Sequence[Exchange]) -> bool:
        """True where the last of the exchanges shows what is wrong."""
        answer = exchanges[-1].answer
        return answer is not None and any(answer.status in (one, *_hundred(one)) for one in self.wrong)

    def without(self, step: int) -> Status | None:
        """The same when a step is left out; None where that is needed."""
        return self


@dataclass(frozen=True, slots=True)
class Source:
    """A value of another step: of its request (``is_sent``) or of the answer to it."""

    step: int
    path: Path
    is_sent: bool = True

    def value(self, exchanges: Sequence[Exchange]) -> Any:
        """The value in a sequence; None where it has none."""
        return at(self._body(exchanges), self.path)

    def is_in(self, exchanges: Sequence[Exchange]) -> bool:
        """True where there is such a value, be it null."""
        inner = at(self._body(exchanges), self.path[:-1]) if self.path else None
        return isinstance(inner, dict) and self.path[-1] in inner

    def _body(self, exchanges: Sequence[Exchange]) -> Any:
        exchange = exchanges[self.step]
        return json_of(exchange.request) if self.is_sent else body_of(exchange)

    def without(self, step: int) -> Source | None:
        """The same when a step is left out; None where it is that one's."""
        return None if step == self.step else replace(self, step=self.step - (step < self.step))


@dataclass(frozen=True, slots=True)
class Value:
    """What the answer has at ``path`` must be what the ``source`` has; or, without ``is_same``, must not be it any
    more."""

    path: Path
    source: Source
    is_same: bool = True

    def is_shown_by(self, exchanges: Sequence[Exchange]) -> bool:
        """True where the last of the exchanges shows what is wrong."""
        body = body_of(exchanges[-1])
        is_there = at(body, self.path[:-1]) if len(self.path) > 1 else body
        can_be_told = isinstance(is_there, dict | list) and self.source.is_in(exchanges)
        return can_be_told and self._is_other(body, exchanges) is self.is_same

    def _is_other(self, body: Any, exchanges: Sequence[Exchange]) -> bool:
        return not is_kept(self.source.value(exchanges), at(body, self.path))

    def without(self, step: int) -> Value | None:
        """The same when a step is left out; None where that is needed."""
        source = self.source.without(step)
        return replace(self, source=source) if source is not None else None


@dataclass(frozen=True, slots=True)
class Member:
    """The list at ``path`` of the answer must have a thing whose ``name`` is what the ``source`` has; or, without
    ``is_wanted``, none."""

    path: Path
    name: str
    source: Source
    is_wanted: bool = True

    def is_shown_by(self, exchanges: Sequence[Exchange]) -> bool:
        """True where the last of the exchanges shows what is wrong."""
        items = at(body_of(exchanges[-1]), self.path)
        wanted = self.source.value(exchanges)
        if not isinstance(items, list) or wanted is None or (self.is_wanted and _may_be_cut(items)):
            return False
        is_there = any(isinstance(item, dict) and str(item.get(self.name)) == str(wanted) for item in items)
        return is_there is not self.is_wanted

    def without(self, step: int) -> Member | None:
        """The same when a step is left out; None where that is needed."""
        source = self.source.without(step)
        return replace(self, source=source) if source is not None else None


Claim = Status | Value | Member
TAKEN = Status((2,))
"""The answer must not be that it was done."""
GONE = Status((404, 410))
"""The answer must not be that there is nothing."""


def _may_be_cut(items: list[Any]) -> bool:
    """True for a list that may go on elsewhere: the last page of one is empty."""
    return not items or (len(items) >= _FEW and len(items) % _ROUND == 0)


def _hundred(number: int) -> range:
    return range(number * 100, number * 100 + 100) if number < _CLASSES else range(0)
