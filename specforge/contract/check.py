"""Check: one thing that the contract test looks for beyond its engine. A module in ``specforge.contract.checks``
declares one by decorating a function; the check's page is the Markdown file beside the module.

A check that *sends* is called once for each operation, with a Tester that makes requests of the document's own values::

    @sends("second-delete", stage=Stage.DESTROY)
    def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
        '''A resource can be deleted twice.'''

A check that *looks* is shown every exchange of the run, whoever made the request::

    @looks("stack-trace")
    def check(operation: Operation, case: Case, tools: Tools) -> Iterator[Problem]:
        '''An error shows the insides of the implementation.'''

What a check yields carries its own rule and severity; what is derived from the document's text is an error, what is
guessed from names is a warning until the document says it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from specforge.contract.events import Case
from specforge.contract.problem import Problem
from specforge.contract.steps.claim import Claim
from specforge.document.model import Document, Operation
from specforge.findings.exchange import Exchange
from specforge.registry import Registry
from specforge.values.check import SchemaChecker

if TYPE_CHECKING:
    from specforge.contract.probing.tester import Tester


class Stage(IntEnum):
    """When a check has its turn: what it takes away, no other can use any more."""

    READ = 1
    """It changes nothing, or nothing that anybody looks at."""
    REFUSED = 2
    """Its requests have to be refused; a server that takes them changes something."""
    WRITE = 3
    """It creates and changes things."""
    DESTROY = 4
    """It deletes things; its own, where it can make some."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A problem that a check found, with the exchange that shows it and those that had to come before. ``operation`` is
    set where the problem is that of another operation than the one whose turn it is. ``claim`` says what the exchange
    shows after the steps: with it the requests are sent again, made smaller, and written down as a test."""

    problem: Problem
    exchange: Exchange | None = None
    steps: tuple[Exchange, ...] = ()
    operation: Operation | None = None
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Tools:
    """What a check may ask besides the exchange: the document, and what its schemas say."""

    document: Document
    checker: SchemaChecker


Sending = Callable[[Operation, "Tester"], Iterator[Hit]]
Looking = Callable[[Operation, Case, Tools], Iterator[Problem]]


@dataclass(frozen=True)
class Check:
    """A check as it is registered. One of ``send`` and ``look`` is set. ``order`` says which of a stage comes first:
    what finds most goes first, for runs without much time. ``needs`` is what a mock may not have: see
    ``specforge.contract.mocked.lacks``."""

    id: str
    send: Sending | None = None
    look: Looking | None = None
    stage: Stage = Stage.READ
    order: int = 50
    needs: frozenset[str] = frozenset()

    @property
    def summary(self) -> str:
        """The first line of the function's docstring: what is wrong, as a sentence."""
        return (self._function.__doc__ or self.id).strip().splitlines()[0]

    @property
    def page(self) -> str:
        """The check's page: what, why, an example, how to mend it. Empty for a plug-in that ships none."""
        path = Path(str(sys.modules[self._function.__module__].__file__)).with_suffix(".md")
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    @property
    def _function(self) -> Sending | Looking:
        found = self.send or self.look
        assert found is not None
        return found


CHECKS: Registry[Check] = Registry("check", package="specforge.contract.checks", group="specforge.contract_checks")


def sends(id: str, *, stage: Stage, order: int = 50, needs: tuple[str, ...] = ()) -> Callable[[Sending], Sending]:
    """Registers the decorated function as a check that sends requests. See Check for the arguments."""

    def register(function: Sending) -> Sending:
        CHECKS.register(id, Check(id, send=function, stage=stage, order=order, needs=frozenset(needs)))
        return function

    return register


def looks(id: str) -> Callable[[Looking], Looking]:
    """Registers the decorated function as a check that looks at every exchange."""

    def register(function: Looking) -> Looking:
        CHECKS.register(id, Check(id, look=function))
        return function

    return register


def sending() -> list[Check]:
    """The checks that send, in the order in which they have their turn."""
    return sorted(
        (check for check in CHECKS.values() if check.send), key=lambda each: (each.stage, each.order, each.id)
    )


def looking() -> list[Check]:
    """The checks that look."""
    return [check for check in CHECKS.values() if check.look]
