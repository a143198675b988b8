"""Exchange: a request on its way through the pipeline, and the stages that may answer it before the document does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from specforge.mock.answer import Answer
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.message import Reply, Request
from specforge.mock.prefer import Preferences
from specforge.mock.table import Route


@dataclass(slots=True)
class Exchange:
    """A request whose operation is known and which has been checked.

    ``path`` holds its raw path parameters, ``found`` what is wrong with it. A stage that wants another one of the
    document's answers sets ``preferences``; one that wants to change whatever is answered in the end, a problem too,
    adds to ``finish``.
    """

    request: Request
    route: Route
    path: dict[str, str]
    found: tuple[Diagnostic, ...]
    preferences: Preferences
    finish: list[Callable[[Reply], Reply]] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        return not any(diagnostic.is_error for diagnostic in self.found)


@runtime_checkable
class Choosy(Protocol):
    """A stage that has nothing to say for most operations: those do not take longer because of it."""

    def concerns(self, route: Route) -> bool: ...


@runtime_checkable
class Interfering(Protocol):
    """A stage that lets something go wrong, whoever were to answer: it is asked before a real server is, too."""

    def interfere(self, exchange: Exchange) -> Answer | None: ...


Stage = Callable[[Exchange], Answer | None]
"""Gives the answer, or None to let the next stage, and at last the document's examples and schemas, have their say.
It may raise Problem."""
