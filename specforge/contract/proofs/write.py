"""``--write-tests DIR``: a test for each finding, and nobody's changes are lost."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from specforge.atomic import write_atomically
from specforge.contract.collect import Evidence
from specforge.contract.given import parameters_of, redactor_of
from specforge.contract.proofs.assertions import Claim
from specforge.contract.proofs.checks import check_text_of
from specforge.contract.proofs.setting import Setting, slug
from specforge.contract.proofs.text import Told, text_of
from specforge.contract.secrets import variables_of
from specforge.contract.selection.select import cookies_of
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget, Target
from specforge.document.model import Document, Operation
from specforge.findings.fingerprint import digest, fingerprint

_MARK = "# specforge wrote this; once changed, it is left alone: "


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were ``written`` (those that are as they were among them), those that somebody had ``changed``,
    and how many findings no test can be written for (``left``)."""

    written: list[Path]
    changed: list[Path]
    left: int


def write_tests(
    evidence: Iterable[Evidence], document: Document, target: Target, settings: Settings, folder: Path
) -> Written:
    """A file for each finding, named after it. A file that was changed since it was written is not touched. Raises
    OutputError."""
    done = Written([], [], 0)
    setting = setting_of(document, target, settings, folder)
    operations = {operation.label: operation for operation in document.operations}
    left = 0
    for one in evidence:
        sample = one.sample
        text = _text(one, operations.get(sample.operation or ""), setting)
        if text is None:
            left += 1
            continue
        name = (
            f"test_{slug(one.finding.operation or 'api')}_{slug(sample.problem.rule)}_{fingerprint(one.finding)[:6]}.py"
        )
        _write(folder / name, text, done)
    return Written(done.written, done.changed, left)


def _text(one: Evidence, operation: Operation | None, setting: Setting) -> str | None:
    """The requests where they show what is wrong, else the check, asked again."""
    sample = one.sample
    told = Told(tuple(step for step in sample.steps if step is not sample.exchange), sample.claim)
    text = None
    claim = Claim(sample.problem, operation, sample.exchange) if sample.exchange is not None else None
    is_of_document = claim is not None and claim.is_judged_by_document and sample.asked is None
    if claim is not None and (not told.steps or told.claim is not None or is_of_document):
        text = text_of(one.finding, claim, setting, told)
    return text or check_text_of(one.finding, setting)


def _write(path: Path, text: str, done: Written) -> None:
    if _is_changed(path):
        done.changed.append(path)
        return
    write_atomically(path, f"{text}\n\n{_MARK}{digest(text)}\n")
    done.written.append(path)


def _is_changed(path: Path) -> bool:
    """True for a file that is not as it was written: what cannot be read is not ours either."""
    try:
        known = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError):
        return True
    text, mark, told = known.rpartition(f"\n\n{_MARK}")
    return not mark or digest(text) != told.strip()


def setting_of(document: Document, target: Target, settings: Settings, folder: Path) -> Setting:
    """What the tests are written for. Credentials become variables of the environment."""
    redactor = redactor_of(document, settings)
    secrets = variables_of(settings, redactor)
    name = target.name if isinstance(target, AppTarget) else target.base_url
    if not isinstance(target, AppTarget) and "@" in name:
        scheme, _, rest = name.partition("://")
        name = f"{scheme}://{rest.rpartition('@')[2]}"
    path = document.root.path
    relative = Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix() if path is not None else None
    return Setting(
        name,
        relative,
        secrets,
        redactor.showing(cookies_of(document.operations)),
        settings,
        parameters_of(document, settings.keys),
    )
