"""What failed is sent again: made smaller, sure of its cause, and looked for in other operations."""

from __future__ import annotations

from specforge.contract.collect import Collector, Group
from specforge.contract.refine.elsewhere import Elsewhere
from specforge.contract.refine.refiner import Refiner


def explain(collector: Collector, refiner: Refiner, elsewhere: Elsewhere) -> None:
    """What deletes comes last: the others may be about what it takes away."""
    groups = list(collector.groups.values())
    refiner.refine([group for group in groups if not _is_of_delete(group)], share=0.6)
    _look_elsewhere(collector, elsewhere)
    refiner.refine([group for group in groups if _is_of_delete(group)], share=0.5)
    for sample in refiner.others(share=0.6):
        collector.add(sample.problem, sample.operation, sample.exchange)
    _look_elsewhere(collector, elsewhere)


def _look_elsewhere(collector: Collector, elsewhere: Elsewhere) -> None:
    """What one operation does wrong with a parameter is asked of the others that have it."""
    collector.regroup()
    for sample in elsewhere.samples(list(collector.groups.values())):
        collector.add(sample.problem, sample.operation, sample.exchange, sample.steps)


def _is_of_delete(group: Group) -> bool:
    return (group.shown.operation or "").partition(" ")[0] == "DELETE"
