"""Generation into a folder that may hold an earlier one and the user's code: what would be written, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from specforge.document.model import Document
from specforge.errors import OutputError
from specforge.findings.model import Finding, sort_findings
from specforge.gen.planner import package_name
from specforge.gen.run import Generated, generate
from specforge.gen.settings import Settings
from specforge.gen.settle import last_records, with_last_package
from specforge.gen.userfiles.code import UserCode, read_user_code
from specforge.gen.userfiles.edits import contract_edits
from specforge.gen.userfiles.judge import Judge, Judgement
from specforge.gen.userfiles.retire import retired_of
from specforge.gen.write import Changes, compare


@dataclass(frozen=True, slots=True)
class Regeneration:
    """``findings`` are of the document, of the user's code, and of what the code does not know of the contract yet."""

    generated: Generated
    code: UserCode
    judgement: Judgement
    changes: Changes
    findings: tuple[Finding, ...]


def regenerate(document: Document, settings: Settings, folder: Path) -> Regeneration:
    """Generate for a folder; nothing is written. Raises what ``generate`` raises, and OutputError."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"cannot write to {folder}: it is no folder", help="name a folder with --out")
    settings = with_last_package(settings, last_records(folder, document))
    code = read_user_code(folder, package_name(document, settings))
    return _held(document, generate(document, settings, code), code, folder)


def next_run(document: Document, made: Regeneration) -> Regeneration | None:
    """What the next run would find, should nothing change; None when it would not leave everything as it is."""
    folder, generated = made.changes.folder, made.generated
    code = read_user_code(folder, generated.plan.package)
    if retired_of(code, generated.plan, generated.files) != generated.plan.retired:
        return None
    again = _held(document, generated, code, folder)
    is_same = not again.changes.pending and again.changes.manifest == code.manifest
    return again if is_same else None


def _held(document: Document, generated: Generated, code: UserCode, folder: Path) -> Regeneration:
    """What was generated, held against the folder and the user's code."""
    judgement = Judge(document, generated.plan, code).judge(generated.wanted)
    changes = compare(generated, folder, judgement.outdated)
    told = {finding.operation for finding in judgement.findings if finding.operation}
    record = changes.manifest.record
    edits = contract_edits(document, record.operations, code.manifest.record, told)
    findings = (*generated.findings, *sort_findings([*judgement.findings, *edits]))
    return Regeneration(generated, code, judgement, changes, findings)


def judge_again(document: Document, made: Regeneration) -> Judgement:
    """The user's code as it is by now, held against the same contract."""
    code = replace(read_user_code(made.code.folder, made.code.package), manifest=made.code.manifest)
    return Judge(document, made.generated.plan, code).judge(made.generated.wanted)
