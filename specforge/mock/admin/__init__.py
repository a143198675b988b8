"""The desk: what a running mock can be asked and told under ``/__specforge/``, a module for each part."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from specforge.document.model import Document
from specforge.findings.model import Finding
from specforge.mock.faults.box import FaultBox
from specforge.mock.message import Reply, Request
from specforge.mock.peers import Mates
from specforge.mock.pipeline import Pipeline
from specforge.mock.scenarios.box import ScenarioBox
from specforge.mock.settings import Settings
from specforge.mock.traffic import Traffic
from specforge.registry import Registry

PREFIX = "/__specforge/"

EVERY_WORKER = frozenset({"faults", "scenario", "reset"})
"""The parts where what one worker is told to do is done in all."""
ANY_WORKER = frozenset({"", "apis", "document", "health", "findings", "metrics", "operation", "traffic", "webhooks"})
"""The parts that say the same in every worker, or ask the other ones. What remains needs a mock that is one process:
workers are forked, share nothing, and whoever asks cannot choose which of them answers."""


class Mocked(Protocol):
    """What the desk sees of a mock that runs."""

    @property
    def settings(self) -> Settings: ...

    @property
    def document(self) -> Document: ...

    @property
    def pipeline(self) -> Pipeline: ...

    @property
    def traffic(self) -> Traffic: ...

    @property
    def faults(self) -> FaultBox: ...

    @property
    def scenarios(self) -> ScenarioBox: ...

    @property
    def mates(self) -> Mates | None: ...

    @property
    def findings(self) -> list[Finding]: ...

    def reset(self) -> None: ...


Desk = Callable[[Mocked, Request, str], Reply | Awaitable[Reply]]
"""Answers requests to ``/__specforge/<name>``; the text is the rest of the path, after ``<name>/``. It may raise
Problem. The one named ``""`` answers at ``/__specforge/`` itself."""

DESK: Registry[Desk] = Registry("part of the desk", package="specforge.mock.admin", group="specforge.mock_admin")
