"""``specforge mock``: what goes wrong on purpose, and the file of scenarios."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from specforge.cli.options import Globals, config_for, report_and_exit
from specforge.config import Config
from specforge.config.locate import located
from specforge.errors import UsageError
from specforge.findings.model import Report, count_by_severity
from specforge.mock.engine import Engine, EngineFactory, Say, Target
from specforge.mock.faults.plan import WrongPlan, read_plan
from specforge.mock.scenarios.model import WrongScenarios
from specforge.mock.settings import Settings

_RATE = click.FloatRange(0, 1)
# The options that plan faults, and what a plan calls them.
_FAULTS = {"latency": "latency", "error_rate": "errors", "fault_rate": "connection", "rate_limit": "limit"}
# How their values are written on the command line.
_WRITTEN = {"latency": "write it as 200ms, 100ms..300ms, or p50=80ms,p99=1s", "limit": "write it as 100/1m"}
_A_RATE = "write it as a number from 0 to 1"

FAULT_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--scenarios", type=click.Path(path_type=Path), metavar="FILE", help="Answer requests as this file says."
    ),
    click.option("--latency", metavar="TIME", help="Answer later: 200ms, 2s, 100ms..300ms, or p50=80ms,p99=1s."),
    click.option("--error-rate", type=_RATE, help="How often an error response of the document is given."),
    click.option("--fault-rate", type=_RATE, help="How often a connection breaks, or a body comes broken."),
    click.option("--rate-limit", metavar="N/TIME", help="Answer 429 to more than N requests in this time: 100/1m."),
)


def made_engine(
    globals: Globals, make: EngineFactory, target: Target, settings: Settings, say: Say, *, spec: str | None
) -> Engine:
    """The engine for ``spec``, or for several documents. A file of scenarios that does not fit is reported, and that is
    the end."""
    try:
        return make(target, settings, say)
    except WrongScenarios as wrong:
        summary = count_by_severity(wrong.findings)
        report_and_exit(
            globals, Report("mock", wrong.findings, ok=False, summary=summary), 2 if wrong.is_malformed else 1
        )
    except UsageError as error:
        # Which operations there are is known only now. With several documents nobody knows whose plan it is.
        if isinstance(error.__cause__, WrongPlan) and not target.mounts:
            raise _located(error.__cause__, config_for(globals, spec)) from error
        raise


def planned_faults(globals: Globals, spec: str | None, flags: dict[str, Any]) -> dict[str, Any]:
    """The configured plan, which must be one, overlaid with the flags."""
    config = config_for(globals, spec)
    try:
        read_plan(config.mock.faults)
    except WrongPlan as error:
        raise _located(error, config) from error
    given = {name: flags[flag] for flag, name in _FAULTS.items() if flags[flag] is not None}
    if "=" in given.get("latency", ""):
        given["latency"] = dict(part.strip().partition("=")[::2] for part in given["latency"].split(","))
    for flag, name in _FAULTS.items():
        if name in given:
            _check_flag(f"--{flag.replace('_', '-')} {flags[flag]}", name, given[name])
    return {**config.mock.faults, **given}


def _check_flag(shown: str, name: str, value: Any) -> None:
    try:
        read_plan({name: value})
    except WrongPlan as error:
        message = error.wrong[0].message
        what = "this cannot be read" if message.startswith("this must be") else message
        raise UsageError(f"{shown}: {what}", help=_WRITTEN.get(name, _A_RATE)) from error


def _located(error: WrongPlan, config: Config) -> UsageError:
    """A configured plan that is wrong, with the place of each mistake."""
    first, *others = (
        located(
            UsageError(f"mock.faults.{wrong.where}".rstrip(".") + f": {wrong.message}", help=wrong.help),
            config,
            "faults",
            *wrong.tokens,
            section="mock",
        )
        for wrong in error.wrong
    )
    first.others = tuple(others)
    return first
