"""What is to go wrong with a running mock: a plan that can be changed at any time, and outlives a reload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specforge.mock.counts import Counts
from specforge.mock.exchange import Stage
from specforge.mock.faults.injector import Injector, check_plan
from specforge.mock.faults.plan import read_plan
from specforge.mock.pipeline import Pipeline


class FaultBox:
    """Holds the plan; ``value`` is its JSON form, an empty one lets nothing go wrong."""

    def __init__(self, seed: int | None = None) -> None:
        self._seed = seed
        self.value: Mapping[str, Any] = {}

    def put(self, value: Any, pipeline: Pipeline) -> None:
        """Puts another plan in the place of the one that is there. Raises WrongPlan, and then changes nothing."""
        check_plan(read_plan(value), pipeline)
        self.value = value

    def stages(self, pipeline: Pipeline, counts: Counts) -> tuple[Stage, ...]:
        """The stage that carries it out, none when there is nothing to do."""
        if not any(key != "seed" for key in self.value):
            return ()
        return (Injector(read_plan(self.value), pipeline, self._seed, counts=counts),)
