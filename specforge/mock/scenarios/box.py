"""The scenarios of a running mock: those of its file, and which of them is active."""

from __future__ import annotations

from pathlib import Path

from specforge.findings.model import Finding
from specforge.mock.counts import Counts
from specforge.mock.exchange import Stage
from specforge.mock.pipeline import Pipeline
from specforge.mock.scenarios.model import Scenarios
from specforge.mock.scenarios.player import Player
from specforge.mock.scenarios.read import read_scenarios


class ScenarioBox:
    """Holds the scenarios. Which one is active outlives a reload, as long as there is one of that name."""

    def __init__(self, file: Path | None, pipeline: Pipeline) -> None:
        """Raises InputError and WrongScenarios."""
        self.file = file
        self.scenarios = Scenarios()
        self.findings: list[Finding] = []
        self.active: str | None = None
        self.read(pipeline)
        self.restart()

    @property
    def names(self) -> list[str]:
        return list(self.scenarios.named)

    def read(self, pipeline: Pipeline) -> None:
        """Reads the file anew. Raises InputError and WrongScenarios, and then changes nothing."""
        if self.file is not None:
            self.scenarios, self.findings = read_scenarios(self.file, pipeline)
        if self.active is not None and self.active not in self.scenarios.named:
            self.restart()

    def restart(self) -> None:
        """Makes the scenario active that the file begins with."""
        self.active = self.scenarios.start

    def stages(self, pipeline: Pipeline, counts: Counts) -> tuple[Stage, ...]:
        """The stage that answers, none when there is nothing to say. Where sequences are is counted in ``counts``."""
        if not self.scenarios.always and not self.scenarios.named:
            return ()
        return (Player(self.scenarios, self.active, pipeline, counts),)
