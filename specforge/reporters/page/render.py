"""The page as text. Whatever a document or a server says enters it through the escaping of the templates."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from specforge._version import __version__
from specforge.findings.model import Report
from specforge.reporters.entry import entries_of
from specforge.reporters.page.coverage import covered
from specforge.reporters.page.findings import groups_of, tiles_of, verdict_of
from specforge.reporters.page.run import facts_of, repeat_of
from specforge.reporters.page.timings import timings_of

_FOLDER = Path(__file__).parent
_KEPT = "\n\t"


def render(report: Report) -> str:
    """The whole page."""
    entries = entries_of(report)
    style, script = _asset("style.css"), _asset("script.js")
    return (
        _templates()
        .get_template("page.html.jinja")
        .render(
            title=f"specforge {report.command}".rstrip(),
            version=__version__,
            policy=f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; "
            "base-uri 'none'; form-action 'none'",
            style=Markup(style),
            script=Markup(script),
            is_ok=report.ok,
            verdict=verdict_of(report, entries),
            document=report.coverage.document if report.coverage else "",
            tiles=tiles_of(report, entries),
            limits=list(report.limits),
            groups=groups_of(entries),
            coverage=covered(report.coverage) if report.coverage else None,
            timings=timings_of(report.coverage) if report.coverage else None,
            facts=facts_of(report),
            repeat=repeat_of(report),
        )
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )


def _finalize(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def visible(text: str) -> str:
    """The text without characters that would hide, turn around or break what stands beside them."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else "�" for c in text)


@cache
def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
