"""Options of ``specforge test`` that the others leave nothing to do for: told before anything is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specforge.config.sections import TestSection
from specforge.contract.settings import PHASES, QUICK_PHASES
from specforge.errors import UsageError

_RANDOM = ("fuzzing", "stateful")
_NAMES = {"header": "-H", "as_": "--as", "slo": "--slo"}
_TARGETS = ("url", "app", "start", "wait_for", "start_timeout")
_RESULTS = (
    "write_tests",
    "regressions",
    "regressions_prune",
    "baseline",
    "baseline_update",
    "coverage",
    "min_coverage",
)
_PROMISES = frozenset((*_RESULTS, "report", "min_mutation_score", "as_"))
_REQUESTS = ("phases", "quick", "max_examples", "workers")
# What a run does in place of testing has no use for these; the targets of some are looked at elsewhere.
_USELESS: dict[str, tuple[str, ...]] = {
    "har": (
        *("wait_for", "start_timeout", "header", "auth", "as_", "seed", "budget", *_REQUESTS, "rate_limit"),
        *("timeout", "write_tests", "regressions", "slo_time", "slo_writes"),
    ),
    "self_check": ("wait_for", "start_timeout", "as_", *_RESULTS, "slo_time", "slo_writes"),
    "slo": ("as_", "select", "ignore", *_REQUESTS, *_RESULTS),
    "export": (
        *(*_TARGETS, "header", "auth", "as_", "budget", *_REQUESTS, "rate_limit", "timeout", "select", "ignore"),
        *(*_RESULTS, "report", "slo_time", "slo_writes"),
    ),
}


# What a run can do in place of testing.
_WAYS = ("har", "self_check", "slo", "export")


def require_one_way(flags: Mapping[str, Any]) -> None:
    """Raises UsageError for two things that are done in place of testing, and for a target that is not theirs."""
    chosen = [option(name) for name in _WAYS if flags[name]]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} are different things", help="choose one of them")
    for name in ("app", "start") if flags["har"] else ():
        if flags[name]:
            message = f"--har judges what was recorded, and {option(name)} is for requests"
            raise UsageError(message, help="choose one of them")
    for name in ("url", "app", "start") if flags["self_check"] else ():
        if flags[name]:
            message = f"--self-check tests a mock of the document, and {option(name)} names something else"
            raise UsageError(message, help=f"leave {option(name)} out")


def require_use(flags: Mapping[str, Any], section: TestSection) -> list[str]:
    """Which options on the command line do nothing, a sentence each. Raises UsageError for one that promises a result
    or a gate: whoever gives it would believe that something was checked or written."""
    if flags["regressions_prune"] and section.regressions is None:
        raise UsageError("--regressions-prune needs a folder", help="name it: --regressions DIR")
    notes = []
    for name, reason in _idle(flags, section):
        if name in _PROMISES:
            raise UsageError(f"{option(name)} has no use {reason}", help=f"leave {option(name)} out")
        notes.append(f"{option(name)} has no use {reason}")
    return notes


def option(name: str) -> str:
    """The option that has its value under this name."""
    return _NAMES.get(name, f"--{name.replace('_', '-')}")


def _idle(flags: Mapping[str, Any], section: TestSection) -> Iterator[tuple[str, str]]:
    given = {name for name, value in flags.items() if value is not None and value is not False and value != ()}
    for way, useless in _USELESS.items():
        if way in given:
            yield from ((name, f"with {option(way)}") for name in useless if name in given)
    if "min_mutation_score" in given and "self_check" not in given:
        yield "min_mutation_score", "without --self-check"
    if "slo" not in given:
        yield from ((name, "without --slo") for name in ("slo_time", "slo_writes") if name in given)
    if not given & {"har", "self_check", "export"}:
        yield from _idle_in_runs(given, flags, section)


def _idle_in_runs(given: set[str], flags: Mapping[str, Any], section: TestSection) -> Iterator[tuple[str, str]]:
    if "wait_for" in given and not section.start:
        yield "wait_for", "without --start"
    if "start_timeout" in given and not (section.start or section.app):
        yield "start_timeout", "without --start or --app"
    if {"slo_time", "budget"} <= given:
        yield "budget", "with --slo-time"
    phases = section.phases or (QUICK_PHASES if section.quick else PHASES)
    if "max_examples" in given and not set(phases) & set(_RANDOM):
        yield "max_examples", f"without one of the random phases ({', '.join(_RANDOM)})"
    if "as_" in given and "probes" not in phases:
        yield "as_", "without the phase probes"
