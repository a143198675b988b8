"""What a reader must know of the run itself, and how to run it again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from specforge.findings.model import Report, Severity

# Told elsewhere on the page, or for machines.
_ELSEWHERE = {severity.value for severity in Severity} | {"coverage", "responses_not_seen", "tested", "reports"}
_TILES = {"operations", "operations_tested", "requests", "duration"}
_WORDS = {
    "budget": "the time was up",
    "interrupted": "interrupted",
    "down": "the server went away",
    "hung": "the server keeps us waiting for an answer",
    "failed": "the engine could not go on",
    "completed": "completed",
}


def facts_of(report: Report) -> list[tuple[str, str]]:
    """The facts of the summary, as far as there is something to say."""
    shown = ((name, _text(name, value)) for name, value in report.summary.items() if name not in _ELSEWHERE | _TILES)
    return [(name.replace("_", " ").capitalize(), text) for name, text in shown if text]


def repeat_of(report: Report) -> str:
    """The command that repeats a run of tests, without what only the user knows (credentials)."""
    facts = report.summary
    document = report.coverage.document if report.coverage else ""
    if report.command != "test" or not isinstance(facts.get("seed"), int) or not document:
        return ""
    target = str(facts.get("target", ""))
    option = "--url" if "://" in target else "--app"
    words = ["specforge", "test", document, option, target, "--seed", str(facts["seed"])]
    phases = facts.get("phases")
    if isinstance(phases, list):
        words += ["--phases", ",".join(map(str, phases))]
    return shlex.join(words)


def _text(name: str, value: Any) -> str:
    if name == "stopped" and isinstance(value, str):
        return _WORDS.get(value, value)
    if name in ("duration", "budget") and isinstance(value, int | float):
        return f"{value:g} s"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return f"{value}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {item}" for key, item in value.items() if isinstance(item, str | int | float))
    if isinstance(value, list):
        return ", ".join(str(item) for item in value if isinstance(item, str | int | float))
    return ""
