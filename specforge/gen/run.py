"""Generation in one call: a document goes in, files come out. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass

from specforge.document.model import Document
from specforge.errors import SyntaxProblem
from specforge.findings.model import Finding
from specforge.gen.formatting import format_files
from specforge.gen.plan import Plan
from specforge.gen.planner import make_plan
from specforge.gen.settings import Settings
from specforge.gen.target import File, parts_of, render_targets


@dataclass(frozen=True, slots=True)
class Generated:
    """The files, formatted and sorted by path, and what of the document they do not say."""

    plan: Plan
    files: tuple[File, ...]
    findings: tuple[Finding, ...]


def generate(document: Document, settings: Settings | None = None) -> Generated:
    """The code for a document; the same bytes for the same document and settings.

    Raises SyntaxProblem for what is no OpenAPI document, UsageError and OutputError.
    """
    settings = settings or Settings()
    if document.version.family is None and not document.operations and not document.schemas:
        raise SyntaxProblem(
            "this is no OpenAPI document: it has neither a known version nor paths or schemas",
            file=document.root.name,
            help="name the file that starts with openapi or swagger",
        )
    planned = make_plan(document, settings, parts_of(settings.targets))
    files = render_targets(settings.targets, planned.plan, settings.templates)
    formatted = format_files(sorted(files, key=lambda file: file.path))
    return Generated(planned.plan, tuple(formatted), planned.findings)
