"""Generation in one call: a document goes in, files come out. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from specforge.document.model import Document
from specforge.errors import OutputError, SyntaxProblem, UsageError
from specforge.findings.model import Finding
from specforge.gen.formatting import format_files
from specforge.gen.plan import Plan
from specforge.gen.planner import make_plan
from specforge.gen.settings import Settings
from specforge.gen.target import File, parts_of, render_targets
from specforge.gen.userfiles.code import UserCode
from specforge.gen.userfiles.expected import Wanted, wanted_of
from specforge.gen.userfiles.retire import retired_of
from specforge.gen.userfiles.script import parse_code
from specforge.templating import template_file


@dataclass(frozen=True)
class Generated:
    """The files, formatted and sorted by path, and what of the document they do not say."""

    plan: Plan
    files: tuple[File, ...]
    findings: tuple[Finding, ...]
    settings: Settings = field(default_factory=Settings)

    @cached_property
    def wanted(self) -> list[Wanted]:
        """What the contract wants of the user's code."""
        return wanted_of(self.plan, self.files)


def generate(document: Document, settings: Settings | None = None, code: UserCode | None = None) -> Generated:
    """The code for a document; the same bytes for the same document, settings and names that ``code`` uses.

    ``code`` is what the user has written around the package: what the contract has lost and it still names stays as a
    placeholder. Raises SyntaxProblem for what is no OpenAPI document, UsageError and OutputError.
    """
    settings = settings or Settings()
    if document.version.family is None and not document.operations and not document.schemas:
        raise SyntaxProblem(
            "this is no OpenAPI document: it has neither a known version nor paths or schemas",
            file=document.root.name,
            help="name the file that starts with openapi or swagger",
        )
    planned = make_plan(document, settings, parts_of(settings.targets))
    plan, files = _render(planned.plan, settings, code)
    try:
        formatted = format_files(sorted(files, key=lambda file: file.path))
    except OutputError as problem:
        raise _blame(files, settings) or problem from problem
    return Generated(plan, tuple(formatted), planned.findings, settings)


def _render(plan: Plan, settings: Settings, code: UserCode | None) -> tuple[Plan, list[File]]:
    """What is missing shows only in what was rendered: with placeholders it is rendered once more."""
    files = render_targets(settings.targets, plan, settings.templates)
    retired = retired_of(code, plan, files) if code is not None else plan.retired
    if retired != plan.retired:
        plan = replace(plan, retired=retired)
        files = render_targets(settings.targets, plan, settings.templates)
    return plan, files


def _blame(files: list[File], settings: Settings) -> UsageError | None:
    """The error for a template of the user's that does not give Python; None when all give some."""
    for file in files if settings.templates else ():
        parsed = parse_code(file.text) if file.path.endswith(".py") else None
        if isinstance(parsed, tuple):
            message, region = parsed
            line = file.text.split("\n")[region.line - 1].strip() if region.line <= file.text.count("\n") + 1 else ""
            return UsageError(
                f"template {file.template} gives no Python: {message} in line {region.line} of {file.path}: {line}",
                file=template_file(file.template, settings.templates),
            )
    return None
