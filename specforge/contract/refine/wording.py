"""What a reader is told of what does not always show."""

from __future__ import annotations

from dataclasses import replace

from specforge.contract.collect import Sample


def chance(sample: Sample, outcome: list[bool], *, is_safe: bool) -> Sample:
    """What a reader is told of tries that differ. The request that was found first counts as one.

    After a request that changes something the next one meets another state: only one that fails, then works, then
    fails again is left to chance. What ``is_safe`` finds the state that it needs.
    """
    tries, shown = len(outcome) + 1, sum(outcome) + 1
    first_gap = outcome.index(False)
    comes_back = any(outcome[first_gap:])
    if comes_back or (is_safe and any(outcome)):
        message = f"{sample.problem.message} ({shown} of {tries} tries show it)"
        return replace(sample, problem=replace(sample.problem, message=message))
    if is_safe:
        text = f"not shown again in {len(outcome)} tries: it depends on chance, or on what was sent before"
        return replace(sample, extra={**sample.extra, "repeated": text})
    return sample
