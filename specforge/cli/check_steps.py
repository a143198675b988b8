"""The steps of ``specforge check``, each of which judges one document: lint, fmt, gen and diff."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from specforge.callables import load_name
from specforge.cli.check_base import find_base
from specforge.cli.diff_options import policy_of, settings_of
from specforge.cli.fmt import format_document
from specforge.cli.fmt_report import RULE as FIELD_ORDER
from specforge.cli.fmt_report import Formatted, would_change
from specforge.cli.lint_living import exceeded
from specforge.cli.lint_report import rule_infos
from specforge.cli.options import Globals, config_for, override
from specforge.config.model import Config
from specforge.config.sections import DiffSection
from specforge.diff.engine import compare
from specforge.diff.policy import judge as judge_changes
from specforge.diff.release import release_of
from specforge.diff.rule import RULES
from specforge.document.model import Document
from specforge.document.revision import load_at
from specforge.errors import InputError, OutputError
from specforge.findings.model import Finding, Hidden, RuleInfo, Severity
from specforge.findings.threshold import failing
from specforge.lint.run import Checked, Job, check_document
from specforge.lint.unreadable import finding_of
from specforge.lint.verdict import judge as judge_lint

# Half of the time of the other steps, which projects without generated code need not wait for.
_GEN = "specforge.cli.check_gen:gen_step"
_MANIFEST = "*/generated/manifest.json"

# What `specforge diff` takes from its command line and has no configuration for.
_NO_FLAGS: dict[str, Any] = {"rung": None, "strip_prefix_base": None, "strip_prefix_revision": None}


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a step: ``code`` is its exit code. ``skipped`` says why there was nothing to do, when so.

    ``failing`` are the findings that ``code`` is about, ``limits`` what fails besides them.
    """

    name: str
    findings: list[Finding] = field(default_factory=list)
    failing: list[Finding] = field(default_factory=list)
    code: int = 0
    skipped: str = ""
    hidden: list[Hidden] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    rules: dict[str, RuleInfo] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """One word for summaries."""
        return "skipped" if self.skipped else "failed" if self.code else "passed"


@dataclass(slots=True)
class Subject:
    """A document to check: its ``job`` is that of the lint step. ``fail_on`` replaces the threshold of every step.

    ``is_alone``: no other document is checked, so that code which lies elsewhere in the folder can be only its.
    """

    globals: Globals
    job: Job
    document: Document
    fail_on: str | None = None
    base: str | None = None
    is_alone: bool = True

    @property
    def config(self) -> Config:
        return config_for(self.globals, self.job.name)

    @property
    def folder(self) -> Path | None:
        """Where the document lies; None for one that is no file."""
        path = self.document.root.path
        return path.absolute().parent if path is not None else None


def lint_step(subject: Subject) -> Step:
    """The rules, with all that [lint] says: baseline, ratchet, limits."""
    checked = check_document(subject.document, subject.job)
    return verdict_step([checked])


def verdict_step(checked: list[Checked]) -> Step:
    """The verdict on what was linted, or could not be read."""
    verdict = judge_lint(checked)
    bad = [one for at, one in enumerate(verdict.findings) if at not in verdict.harmless]
    limits = [line for ruling in verdict.rulings for line in exceeded(ruling)]
    failures = [one.failure.exit_code for one in checked if one.failure]
    code = max(failures, default=0 if verdict.ok else 1)
    rules = rule_infos([*verdict.findings, *(one.finding for one in verdict.hidden)], checked)
    return Step("lint", verdict.findings, bad, code, hidden=verdict.hidden, limits=limits, rules=rules)


def fmt_step(subject: Subject) -> Step:
    """Whether the fields are in customary order, for those who have said that they want that."""
    if not subject.config.check.fmt:
        return Step("fmt", skipped="not configured: [check] fmt = true")
    formatted = Formatted()
    format_document(formatted, subject.document)
    report = would_change(formatted, ok=True)
    stale = [finding for finding in report.findings if finding.severity is Severity.WARNING]
    code = OutputError.exit_code if stale else 0
    infos = {FIELD_ORDER: report.rules[FIELD_ORDER]}
    return Step("fmt", list(report.findings), stale, code, rules=infos, facts={"stale": [f.place.file for f in stale]})


def gen_step(subject: Subject) -> Step:
    """``gen --check`` for every folder with code that was generated from the document, or is configured to be."""
    is_wanted = subject.config.gen.out is not None or subject.config.gen.target or any(_manifests(subject))
    step = load_name(_GEN)(subject, list(_manifests(subject))) if is_wanted else None
    assert step is None or isinstance(step, Step)
    return step or Step("gen", skipped="nothing was generated from this document")


def _manifests(subject: Subject) -> Iterator[Path]:
    """The folders with a manifest of generated code, up to two below here or below the document."""
    path = subject.document.root.path
    places = [Path()] if subject.is_alone else []
    for place in dict.fromkeys([*places, *([path.parent] if path else [])]):
        for depth in ("", "*/", "*/*/"):
            yield from _with_manifest(place, depth)


def _with_manifest(here: Path, depth: str) -> Iterator[Path]:
    for path in sorted(here.glob(depth + _MANIFEST)):
        if not any(part.startswith(".") or part in ("node_modules", "site-packages") for part in path.parts):
            yield path.parents[2]


def diff_step(subject: Subject) -> Step:
    """What changed since the base, for whom it breaks."""
    section = override(subject.config.diff, fail_on=subject.fail_on)
    if subject.folder is None:
        return Step("diff", skipped="the document is no file")
    base = find_base(subject.folder, subject.base or subject.config.check.base)
    if base.revision is None:
        return Step("diff", skipped=base.why)
    with base.revision as revision:
        try:
            before = load_at(revision, str(subject.document.root.path), subject.config.load_options)
        except InputError as problem:
            # A document that is new, or was broken and is mended, breaks nobody.
            return Step("diff", skipped=problem.message)
        return _compared(section, before, subject.document, revision.name)


def _compared(section: DiffSection, before: Document, now: Document, name: str) -> Step:
    changes = compare(before, now, settings_of(section, _NO_FLAGS))
    judged = judge_changes(changes, policy_of(section, _NO_FLAGS), date.today())
    release = release_of(judged.told, before, now)
    findings = [change.as_finding() for change in judged.changes]
    bad = failing(findings, section.fail_on)
    limits = []
    if section.check_version and not release.is_enough:
        limits = [f"version: info.version went from {release.old!r} to {release.new!r}, which is not enough"]
    known = {finding.rule: RULES[finding.rule] for finding in findings if finding.rule in RULES}
    infos = {id: RuleInfo(rule.summary, rule.page) for id, rule in known.items()}
    facts = {"base": name.removesuffix("..."), "changes": len(findings), "bump": release.bump.value}
    code = 1 if bad or limits else 0
    return Step("diff", findings, bad, code, hidden=list(judged.approved), limits=limits, rules=infos, facts=facts)


STEPS: Mapping[str, Callable[[Subject], Step]] = {
    "lint": lint_step,
    "fmt": fmt_step,
    "gen": gen_step,
    "diff": diff_step,
}


def run_steps(subject: Subject, skip: tuple[str, ...]) -> Iterator[Step]:
    """The steps in the order of the table."""
    for name, step in STEPS.items():
        yield _run(name, step, subject) if name not in skip else Step(name, skipped="not wanted")


def _run(name: str, step: Callable[[Subject], Step], subject: Subject) -> Step:
    """The step, also where it cannot go on: what the others found is still told."""
    try:
        return step(subject)
    except InputError as problem:
        finding = finding_of(problem)
    except OutputError as problem:
        finding = Finding(problem.rule, Severity.ERROR, problem.message, subject.document.place, help=problem.help)
        return Step(name, [finding], [finding], problem.exit_code)
    return Step(name, [finding], [finding], InputError.exit_code)
