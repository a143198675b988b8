"""A changelog as people read it: Markdown for the repository, HTML for a page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from specforge.atomic import write_atomically
from specforge.counting import counted
from specforge.diff.changelog import Changelog, Entry, Group
from specforge.document.load import read_bytes
from specforge.errors import OutputError

_CODE = re.compile(r"(`[^`]*`)")
_SPECIAL = re.compile(r"[\\*_{}\[\]<>#|`]")
_RELEASE = re.compile(r"^## .*$", re.MULTILINE)
_HEAD = """\
# Changelog

All notable changes to this API. The format is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

"""
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "code{background:#f2f2f2;border-radius:3px;padding:0 .25em}h3{border-bottom:1px solid #ddd}"
    ".breaking{background:#b00020;color:#fff;border-radius:3px;padding:0 .4em;font-size:.8em}"
    ".summary{color:#666;font-weight:normal}"
    "@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}code{background:#2a2a2a}"
    "h3{border-color:#444}.summary{color:#aaa}}"
)


def markdown(changelog: Changelog) -> str:
    """One release as Markdown, from its heading on."""
    lines = [f"## [{_plain(changelog.version)}] - {changelog.day.isoformat()}", ""]
    if changelog.breaking:
        lines += [f"{counted(changelog.breaking, 'change')} that may break clients.", ""]
    if not changelog.sections:
        lines += ["Nothing that clients or servers would notice.", ""]
    for section, groups in changelog.sections.items():
        lines += [f"### {section.value}", ""]
        for group in groups:
            lines += [*_markdown_group(group), ""]
    return "\n".join(lines)


def page(changelog: Changelog) -> str:
    """One release as a page that needs nothing else."""
    title = html.escape(f"{changelog.title or 'API'} {changelog.version}")
    parts = [f"<h1>{title}</h1>", f"<p>{changelog.day.isoformat()}</p>"]
    if changelog.breaking:
        parts.append(f"<p>{counted(changelog.breaking, 'change')} that may break clients.</p>")
    if not changelog.sections:
        parts.append("<p>Nothing that clients or servers would notice.</p>")
    for section, groups in changelog.sections.items():
        parts += [f"<h2>{section.value}</h2>", *(part for group in groups for part in _html_group(group))]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    head = f"<head>{head}<style>{_STYLE}</style></head>"
    return f'<!doctype html>\n<html lang="en">{head}\n<body>\n{_joined(parts)}</body></html>\n'


def add_release(path: Path, changelog: Changelog) -> None:
    """Put the release on top of a changelog file, in the place of an older entry for the same version.

    Raises OutputError for a file that cannot be read or written.
    """
    try:
        old = read_bytes(path).decode("utf-8") if path.exists() else _HEAD
    except (OSError, UnicodeDecodeError) as problem:
        raise OutputError(f"cannot read {path}: {getattr(problem, 'strerror', None) or 'it is no text'}") from problem
    text = _with_release(old.replace("\r\n", "\n"), changelog)
    write_atomically(path, text.replace("\n", "\r\n") if "\r\n" in old else text)


def _with_release(old: str, changelog: Changelog) -> str:
    headings = list(_RELEASE.finditer(old))
    same = re.compile(rf"## \[?v?{re.escape(changelog.version)}\]?(?![\w.])")
    at = next((heading for heading in headings if same.match(heading[0])), None)
    start = at.start() if at else (headings[0].start() if headings else len(old))
    after = next((heading.start() for heading in headings if at and heading.start() > at.start()), len(old))
    rest = old[after:] if at else old[start:]
    before = old[:start] if old[:start].endswith("\n\n") or not old[:start] else f"{old[:start].rstrip()}\n\n"
    return f"{before}{markdown(changelog)}\n{rest}".rstrip() + "\n"


def _markdown_group(group: Group) -> Iterator[str]:
    heading = f"`{group.operation}`" if group.operation else "The whole API"
    summary = f" {_plain(group.summary)}" if group.summary else ""
    yield f"**{heading}**{summary}"
    yield ""
    for entry in group.entries:
        yield f"- {'**Breaking:** ' if entry.breaking else ''}{_coded(entry.text, _plain, lambda code: f'`{code}`')}"


def _html_group(group: Group) -> Iterator[str]:
    heading = f"<code>{html.escape(group.operation)}</code>" if group.operation else "The whole API"
    summary = f' <span class="summary">{html.escape(group.summary)}</span>' if group.summary else ""
    yield f"<h3>{heading}{summary}</h3>"
    yield "<ul>"
    yield from (f"<li>{_html_entry(entry)}</li>" for entry in group.entries)
    yield "</ul>"


def _html_entry(entry: Entry) -> str:
    mark = '<span class="breaking">breaking</span> ' if entry.breaking else ""
    return mark + _coded(entry.text, html.escape, lambda code: f"<code>{html.escape(code)}</code>")


def _coded(text: str, plain: Callable[[str], str], code: Callable[[str], str]) -> str:
    """The text with what stands in backticks as code, and everything else as what it is."""
    parts = _CODE.split(text)
    return "".join(code(part[1:-1]) if at % 2 else plain(part) for at, part in enumerate(parts))


def _plain(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", re.sub(r"\s+", " ", text))


def _joined(parts: list[str]) -> str:
    return "".join(f"{part}\n" for part in parts)
