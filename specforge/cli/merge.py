"""``specforge merge``: the reports of many machines as one, with one verdict."""

from __future__ import annotations

import glob
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any

import click

from specforge.cli.merge_facts import merged_facts
from specforge.cli.options import Globals, Verb, fail_on_option, global_options, report_and_exit, tell_limits
from specforge.cli.report_files import parse_report_files, write_report_files
from specforge.contract.collect import named
from specforge.contract.coverage.gate import parse_minimum, shortfalls
from specforge.contract.selection.shard import Shard, parse_shard
from specforge.errors import SpecforgeError, UnreadableError, UsageError
from specforge.findings.coverage import CoverageReport
from specforge.findings.fingerprint import fingerprint
from specforge.findings.model import Finding, Report
from specforge.findings.recorded import read_finding
from specforge.findings.threshold import passes

_ABOUT_FINDINGS = (0, 1)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A report that was read: ``code`` is the exit code of the run, ``shard`` the part of the work that it was."""

    name: str
    command: str
    code: int
    summary: Mapping[str, Any]
    findings: list[Finding]
    shard: Shard | None = None
    coverage: CoverageReport | None = None


@click.command("merge", cls=Verb, short_help="Merge the reports of many machines into one verdict.")
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...")
@click.option("--report", multiple=True, metavar="FORMAT:PATH", help="Also write this report: junit:out.xml.")
@click.option("--coverage", is_flag=True, help="Show what of each operation was exercised.")
@click.option("--min-coverage", metavar="PERCENT", help="Fail below this: 80, or operations=100,responses=80.")
@fail_on_option
@global_options
def command(
    globals: Globals,
    /,
    reports: tuple[str, ...],
    report: tuple[str, ...],
    coverage: bool,
    min_coverage: str | None,
    fail_on: str | None,
) -> None:
    """Merge the reports of many machines into one verdict.

    REPORT is a file that --report json:FILE wrote, or a glob. A finding of several machines is told once. The exit
    code is the highest of all; with --fail-on, findings are judged anew. Of runs with --shard, none may be missing.
    What one of the runs exercised is covered.

    \b
    Examples:
      specforge test openapi.yaml --url $URL --shard 1/3 --report json:1.json     on each of three machines
      specforge merge 1.json 2.json 3.json --report junit:contract.xml
      specforge merge orders.json users.json --fail-on warning
    """
    files = parse_report_files(report)
    minimum = parse_minimum(min_coverage) if min_coverage is not None else {}
    read = [_read(name) for name in _names(reports)]
    _require_every_shard(read)
    result, code = _merge(read, fail_on, minimum)
    write_report_files(globals, files, result)
    tell_limits(globals, result.limits)
    report_and_exit(globals, replace(result, is_detailed=coverage), code)


def _names(patterns: Sequence[str]) -> list[str]:
    """Shells on some machines leave globs as they are."""
    names = [name for pattern in patterns for name in sorted(glob.glob(pattern)) or [pattern]]  # noqa: PTH207
    return list(dict.fromkeys(names))


def _read(name: str) -> Recorded:
    """Raises UnreadableError for a file that is no report."""
    try:
        envelope = json.loads(Path(name).read_bytes())
        return _recorded(name, envelope)
    except OSError as problem:
        raise UnreadableError(f"{name} cannot be read: {problem.strerror}", file=name) from problem
    except (ValueError, RecursionError) as problem:
        reason = str(problem) if isinstance(problem, _Wrong) else "it is no JSON"
        help = "write it with --report json:FILE"
        raise UnreadableError(f"{name} is no report of specforge: {reason}", file=name, help=help) from problem


class _Wrong(ValueError):
    """JSON, but no report."""


def _recorded(name: str, envelope: Any) -> Recorded:
    if not isinstance(envelope, dict) or envelope.get("version") != 1:
        raise _Wrong("it has not the version 1")
    summary, entries, verb = (envelope.get(key) for key in ("summary", "findings", "command"))
    if not (isinstance(summary, dict) and isinstance(entries, list) and isinstance(verb, str)):
        raise _Wrong("summary, findings or command are missing")
    try:
        findings = [read_finding(entry) for entry in entries]
        shard = parse_shard(summary["shard"]) if "shard" in summary else None
        coverage = CoverageReport.from_json(envelope["coverage"]) if "coverage" in envelope else None
    except (ValueError, AttributeError, UsageError) as problem:
        raise _Wrong(str(problem) if isinstance(problem, ValueError) else "it holds what is no finding") from problem
    return Recorded(name, verb, _code(envelope, findings), summary, findings, shard, coverage)


def _code(envelope: Mapping[str, Any], findings: Sequence[Finding]) -> int:
    """How the run ended. A run that broke off says why with an error in the place of findings."""
    code = envelope["summary"].get("exit_code")
    if isinstance(code, int):
        return code
    if envelope.get("ok") is True:
        return 0
    codes = {kind.rule: kind.exit_code for kind in _errors(SpecforgeError)}
    return max((codes.get(finding.rule, 1) for finding in findings), default=1)


def _errors(kind: type[SpecforgeError]) -> Iterator[type[SpecforgeError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _errors(below)


def _require_every_shard(reports: Sequence[Recorded]) -> None:
    """A machine that died leaves no report, and must not make the verdict a good one. Raises UsageError."""
    found: defaultdict[tuple[Any, int], set[int]] = defaultdict(set)
    for one in reports:
        if one.shard:
            found[one.summary.get("document"), one.shard.count].add(one.shard.index)
    for (_, count), indexes in found.items():
        missing = [str(index) for index in range(1, count + 1) if index not in indexes]
        if missing:
            raise UsageError(
                f"of {count} shards there is no report of {', '.join(missing)}",
                help="without it nobody knows whether the contract is kept",
            )


def _merge(reports: Sequence[Recorded], fail_on: str | None, minimum: Mapping[str, float]) -> tuple[Report, int]:
    findings = _distinct(finding for one in reports for finding in one.findings)
    codes = [one.code for one in reports]
    if fail_on is not None:
        codes = [code for code in codes if code not in _ABOUT_FINDINGS] + [0 if passes(findings, fail_on) else 1]
    coverage = _covered(reports)
    missing = shortfalls(coverage, minimum) if coverage else []
    code = max(*codes, int(bool(missing)))
    commands = {one.command for one in reports}
    summary = merged_facts([one.summary for one in reports]) | {"reports": [_facts(one) for one in reports]}
    summary |= {"coverage": coverage.percentages()} if coverage else {}
    subjects = dict.fromkeys(label for one in reports for label in _tested(one))
    report = Report(
        commands.pop() if len(commands) == 1 else "merge",
        findings,
        ok=code == 0,
        summary=summary | {"exit_code": code},
        subjects=list(subjects),
        limits=missing,
        coverage=coverage,
    )
    return report, code


def _covered(reports: Sequence[Recorded]) -> CoverageReport | None:
    """What all of the runs exercised together; None where none of them says."""
    parts = [one.coverage for one in reports if one.coverage is not None]
    return reduce(CoverageReport.joined, parts) if parts else None


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """A finding of several machines is one, in all the operations that they saw it in."""
    found: dict[str, Finding] = {}
    for finding in findings:
        print = fingerprint(finding)
        known = found.setdefault(print, finding)
        operations = dict.fromkeys((*_operations(known), *_operations(finding)))
        if len(operations) > 1:
            details = {**known.details, "operations": named(tuple(operations))}
            found[print] = replace(known, operations=tuple(operations), details=details)
    return list(found.values())


def _operations(finding: Finding) -> tuple[str, ...]:
    return finding.operations or ((finding.operation,) if finding.operation else ())


def _tested(report: Recorded) -> list[str]:
    labels = report.summary.get("tested")
    return [label for label in labels if isinstance(label, str)] if isinstance(labels, list) else []


def _facts(report: Recorded) -> dict[str, Any]:
    shard = {"shard": str(report.shard)} if report.shard else {}
    return {"report": report.name, "exit_code": report.code, "findings": len(report.findings), **shard}
