"""The report of ``specforge lint``: the findings, or in their place the counts or the score."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import click

from specforge.cli.context import INTERRUPTED
from specforge.cli.lint_living import exceeded, facts, say
from specforge.cli.options import Globals, render, report_and_exit
from specforge.errors import UsageError
from specforge.findings.model import Finding, Report, RuleInfo
from specforge.lint.rule import RULES
from specforge.lint.run import Checked
from specforge.lint.verdict import Verdict

if TYPE_CHECKING:
    from specforge.cli.lint_fix import Fixed
    from specforge.document.source import Source
    from specforge.lint.score import Score

# Imported for those who ask for them.
_STATISTICS = "specforge.findings.statistics"
_SCORE = "specforge.lint.score"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown instead of the findings; for machines, besides them. ``fixed`` is what --fix has done."""

    statistics: bool = False
    score: bool = False
    fixed: Fixed | None = None


def finish(
    globals: Globals, checked: Sequence[Checked], verdict: Verdict, shown: Shown, code: int | None = None
) -> NoReturn:
    """Print the report and exit: with ``code``, or as the verdict says."""
    say(globals, verdict)
    instead: list[str] = []
    summary = {"documents": len(checked)} | facts(verdict) | fix_facts(verdict.findings, shown.fixed)
    if code == INTERRUPTED:
        summary["interrupted"] = True
    if shown.statistics:
        statistics = importlib.import_module(_STATISTICS)
        counts = statistics.count_by_rule(verdict.findings)
        summary["statistics"] = [count.data() for count in counts]
        instead.append(statistics.as_table(counts) or "no findings\n")
    if shown.score:
        rated, scores = score_of(checked, verdict), importlib.import_module(_SCORE)
        summary["score"] = scores.as_data(rated)
        instead.append(scores.as_text(rated))
    report = Report(
        "lint",
        verdict.findings,
        ok=verdict.ok and code is None,
        summary=summary,
        rules=rule_infos([*verdict.findings, *(one.finding for one in verdict.hidden)], checked),
        subjects=[one.job.name for one in checked],
        hidden=verdict.hidden,
        harmless=verdict.harmless,
        limits=[line for ruling in verdict.rulings for line in exceeded(ruling)],
    )
    if shown.fixed and shown.fixed.stdin:
        print_fixed(globals, report, shown.fixed.stdin)
    if instead and globals.format == "text":
        globals.console.result("\n".join(instead), globals.output_path)
        click.get_current_context().exit(code if code is not None else 0 if report.ok else 1)
    report_and_exit(globals, report, code)


def score_of(checked: Sequence[Checked], verdict: Verdict) -> Score:
    """The score of what is shown and of what the baseline knows. Raises UsageError where findings are missing."""
    if any(one.job.since is not None for one in checked):
        raise UsageError("--score needs all findings, and --since leaves some out")
    known = (hidden.finding for hidden in verdict.hidden if hidden.by == "baseline")
    rules = frozenset[str]().union(*(one.rules for one in checked))
    operations = sum(one.operations for one in checked)
    rated: Score = importlib.import_module(_SCORE).score([*verdict.findings, *known], operations, rules)
    return rated


def rule_infos(findings: Sequence[Finding], checked: Sequence[Checked] = ()) -> dict[str, RuleInfo]:
    """What reporters may say of the rules that found something, also of those that a ruleset defines."""
    rulesets = {id(one.job.settings.ruleset): one.job.settings.ruleset for one in checked}
    defined = {name: info for each in rulesets.values() if each for name, info in each.described().items()}
    ours = {name: RuleInfo(RULES[name].summary, RULES[name].page) for name in _rules(findings) if name not in defined}
    found = {finding.rule for finding in findings}
    return ours | {name: info for name, info in defined.items() if name in found}


def _rules(findings: Sequence[Finding]) -> Iterator[str]:
    return (name for name in dict.fromkeys(finding.rule for finding in findings) if name in RULES)


def fix_facts(findings: list[Finding], fixed: Fixed | None) -> dict[str, int]:
    """How many findings were fixed, or could be with --fix."""
    if fixed is not None:
        return {"fixed": fixed.count}
    fixable = sum(finding.fix is not None and finding.fix.safe for finding in findings)
    return {"fixable": fixable} if fixable else {}


def print_fixed(globals: Globals, report: Report, stdin: Source) -> NoReturn:
    """Standard input as it is now goes to standard output, so that the report goes to standard error."""
    globals.console.result_bytes(stdin.data, globals.output_path)
    globals.console.error(render(globals, report).rstrip("\n"))
    click.get_current_context().exit(0 if report.ok else 1)
