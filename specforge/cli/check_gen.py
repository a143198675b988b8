"""The step of ``specforge check`` that holds generated code against its document."""

from __future__ import annotations

from pathlib import Path

from specforge.cli.check_steps import Step, Subject
from specforge.cli.gen_options import Mode
from specforge.cli.gen_run import run as run_gen
from specforge.cli.options import override
from specforge.config.sections import GenSection
from specforge.document.model import Document
from specforge.errors import OutputError
from specforge.findings.model import Finding, RuleInfo, Severity
from specforge.findings.threshold import failing
from specforge.gen.settle import last_records

STALE = "stale-code"
_STALE_INFO = {STALE: RuleInfo("Generated code is what `specforge gen` would write now.")}


def gen_step(subject: Subject, manifests: list[Path]) -> Step | None:
    """``gen --check`` for every folder; None where the manifests that were found are of other documents."""
    section, document = subject.config.gen, subject.document
    folders = _folders(section, document, manifests)
    if not folders:
        return None
    findings: list[Finding] = []
    stale: list[str] = []
    for folder in folders:
        chosen = override(section, out=folder)
        outcome = run_gen(subject.globals, document, chosen, Mode(check=True), subject.fail_on or "error")
        findings += outcome.report.findings
        stale += [str(folder / path) for path in outcome.report.summary["stale"]]
    bad = failing(findings, subject.fail_on or "error")
    code = OutputError.exit_code if stale else 1 if bad else 0
    old = [_stale(document, stale)] if stale else []
    return Step("gen", [*findings, *old], [*bad, *old], code, rules=_STALE_INFO, facts={"stale": stale})


def _folders(section: GenSection, document: Document, manifests: list[Path]) -> list[Path]:
    """The configured folder; else those with a manifest of this document."""
    if section.out is not None:
        return [section.out]
    if section.target:
        return [section.folder]
    return [folder for folder in dict.fromkeys(manifests) if last_records(folder, document)]


def _stale(document: Document, paths: list[str]) -> Finding:
    count = "1 file is" if len(paths) == 1 else f"{len(paths)} files are"
    named = ", ".join(paths[:3]) + (", ..." if len(paths) > 3 else "")
    message = f"{count} not what this document generates: {named}"
    help = "run `specforge gen` and commit what it writes"
    return Finding(STALE, Severity.ERROR, message, document.place, help=help)
