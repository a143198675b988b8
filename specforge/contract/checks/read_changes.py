"""Check: reading changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.kept import brief, is_kept
from specforge.contract.probing.lists import Entry, listed
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import Thing, pair, read, shown, state_in
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.values.resources.model import Role
from specforge.values.resources.names import bare

# What counts readers, or tells the time.
_MOVING = ("view", "read", "hit", "visit", "access", "seen", "count", "age", "uptime", "expire", "remaining", "url")
_OFTEN = 3


@sends("read-changes", stage=Stage.WRITE, order=70, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """Reading a resource changes it."""
    action = tester.pool.action(operation)
    if action is None or action.role is not Role.READ or operation.method.lower() != "get" or action.resource.is_single:
        return
    things = pair(tester, action.resource)
    if things is None:
        return
    thing, other = things
    answers = [each for each in (read(tester, thing) for _ in range(_OFTEN)) if each is not None]
    if len(answers) == _OFTEN and all(exchange.is_accepted for exchange in answers):
        readings = _Readings(tester, operation, thing, other, answers)
        yield from readings.changes()


@dataclass(frozen=True, slots=True)
class _Readings:
    """``thing`` was read several times; ``other`` was created after it, and is not read until the end."""

    tester: Tester
    operation: Operation
    thing: Thing
    other: Thing
    answers: list[Exchange]

    def changes(self) -> Iterator[Hit]:
        """What changed although nobody changed it. What was not read meanwhile shows what time alone does."""
        first, last = self._state(self.answers[0]), self._state(self.answers[-1])
        made, unread = self._created(self.thing), self._created(self.other)
        entries = [listed(self.tester, each.resource, each.key) for each in (self.thing, self.other)] if made else []
        answer = read(self.tester, self.other)
        control = self._state(answer) if answer is not None else {}
        for name in self._names():
            is_alone = name in control and control[name] in (unread.get(name), first.get(name))
            if is_alone and name in first and first[name] != last.get(name):
                yield self._changed(name, first[name], last.get(name))
            elif name in made and _is_seen(name, made, unread, entries):
                yield self._changed(name, made[name], first.get(name))

    def _names(self) -> list[str]:
        visible = shown(self.tester, self.thing.resource, self.operation)
        return [name for name in visible if not any(word in bare(name) for word in _MOVING)]

    def _state(self, exchange: Exchange) -> dict[str, Any]:
        return state_in(self.tester, self.thing.resource, self.operation, exchange) or {}

    def _created(self, thing: Thing) -> dict[str, Any]:
        return state_in(self.tester, thing.resource, thing.draft.operation, thing.made) or {}

    def _changed(self, name: str, before: Any, after: Any) -> Hit:
        message = f"reading changes {name} from {brief(before)} to {brief(after)}"
        return self._hit(Problem("read-changes", message, self.operation.node.key_place, Severity.WARNING))

    def _hit(self, problem: Problem) -> Hit:
        return Hit(problem, self.answers[-1], (self.thing.made, *self.answers[:-1]))


def _is_seen(name: str, made: dict[str, Any], unread: dict[str, Any], entries: list[Entry | None]) -> bool:
    """True where the list has the thing that was read with another value than it was created with, and the one that was
    not read as it was created."""
    if None in entries or name not in unread:
        return False
    read_one, other = (entry.state if entry is not None else {} for entry in entries)
    if name not in read_one or name not in other:
        return False
    return is_kept(unread[name], other[name]) and not is_kept(made[name], read_one[name])
