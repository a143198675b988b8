"""``specforge lint``: does a document follow the specification and the rules?"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from specforge.cli.failures import INTERRUPTED
from specforge.cli.options import (
    Globals,
    Verb,
    config_for,
    fail_on_option,
    global_options,
    load_document,
    override,
    paths_argument,
    report_and_exit,
    spec_names,
)
from specforge.config.sections import LintSection
from specforge.document.load import find_roots
from specforge.errors import InputError, UnreadableError
from specforge.findings.model import Finding, Report, RuleInfo
from specforge.findings.threshold import passes
from specforge.lint.engine import lint
from specforge.lint.rule import RULES
from specforge.lint.rulesets import load_ruleset
from specforge.lint.settings import LintSettings
from specforge.lint.unreadable import finding_of


@dataclass
class _Run:
    """What is known so far. ``failures`` are the files that could not be read."""

    findings: list[Finding] = field(default_factory=list)
    failures: list[InputError] = field(default_factory=list)
    ok: bool = True
    interrupted: bool = False


@click.command("lint", cls=Verb, short_help="Check documents against the specification and the rules.")
@paths_argument
@click.option("--ruleset", type=click.Path(path_type=Path), metavar="FILE", help="A ruleset in Spectral's format.")
@click.option("--select", multiple=True, metavar="RULES", help="Only these rules; globs and commas are fine.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Without these rules.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@fail_on_option
@global_options
def command(
    globals: Globals,
    /,
    paths: tuple[str, ...],
    ruleset: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    statistics: bool,
    fail_on: str | None,
) -> None:
    """Check documents against the specification and the rules.

    SPEC is a file, a folder (all documents in it), a URL, `-` for standard input, or a name from the configuration.

    \b
    Examples:
      specforge lint openapi.yaml
      specforge lint api/ --fail-on warning --format sarif -o lint.sarif
      specforge lint openapi.yaml --select 'oas3-*,path-params'
    """
    names = list(_documents(spec_names(globals, paths)))
    run = _Run()
    for name in names:
        section = config_for(globals, name).lint
        section = override(section, ruleset=ruleset, select=_split(select), ignore=_split(ignore), fail_on=fail_on)
        try:
            _lint(globals, name, section, run)
        except KeyboardInterrupt:
            if not run.findings:
                raise
            globals.console.error("interrupted")
            run.interrupted = True
            break
    if run.failures and len(names) == 1:
        raise run.failures[0]
    _finish(globals, names, run, statistics)


def _documents(names: list[str]) -> Iterator[str]:
    """Each name once; a folder stands for the documents in it. Raises UnreadableError for a folder without any."""
    for name in dict.fromkeys(names):
        folder = Path(name)
        if name == "-" or not os.path.isdir(folder):  # noqa: PTH112  Path.is_dir raises for a name that is too long
            yield name
            continue
        roots = find_roots(folder)
        if not roots:
            raise UnreadableError("no OpenAPI document in this folder", file=name)
        yield from map(str, roots)


def _split(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for name in names for part in name.split(",") if part.strip())


def _lint(globals: Globals, name: str, section: LintSection, run: _Run) -> None:
    settings = LintSettings(
        select=section.select,
        ignore=section.ignore,
        severity=section.severity,
        ruleset=load_ruleset(section.ruleset) if section.ruleset else None,
    )
    try:
        found = lint(load_document(globals, name), settings)
    except InputError as problem:
        run.failures.append(problem)
        found = [finding_of(problem)]
    run.findings += found
    run.ok = run.ok and passes(found, section.fail_on)


def _finish(globals: Globals, names: list[str], run: _Run, statistics: bool) -> None:
    findings = _distinct(run.findings)
    counts = Counter(finding.rule for finding in findings).most_common()
    code = INTERRUPTED if run.interrupted else InputError.exit_code if run.failures else None
    report = Report(
        "lint",
        findings,
        ok=run.ok and not run.failures and not run.interrupted,
        summary={"documents": len(names)} | ({"rules": dict(counts)} if statistics else {}),
        rules={name: RuleInfo(RULES[name].summary, RULES[name].page) for name, _ in counts if name in RULES},
        subjects=names,
    )
    if statistics and globals.format == "text":
        table = "".join(f"{count:>7}  {name}\n" for name, count in counts)
        globals.console.result(table or "no findings\n", globals.output_path)
        click.get_current_context().exit(code if code is not None else 0 if report.ok else 1)
    report_and_exit(globals, report, code)


def _distinct(findings: list[Finding]) -> list[Finding]:
    """A file that several documents refer to is read with each of them: its findings are said once."""
    known = {(f.rule, f.place.file, f.place.tokens, f.message): f for f in reversed(findings)}
    return list(reversed(known.values()))
