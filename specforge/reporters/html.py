"""html: one page that needs nothing else, to keep as an artifact."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from specforge._version import __version__
from specforge.findings.model import Report
from specforge.reporters import REPORTERS
from specforge.reporters.entry import Entry, Spot, entries_of, tally
from specforge.reporters.frame import plain_frame

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
article {{ border-left: 4px solid #888; padding: 0 0 0 1rem; margin: 1.5rem 0 }}
h2 {{ font-size: 1rem; margin: 0 }}
pre {{ overflow-x: auto; background: #8882; padding: .5rem; margin: .5rem 0 }}
.error {{ border-color: #c33 }} .warning {{ border-color: #c80 }} .info, .hint {{ border-color: #48c }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{verdict}</p>
{articles}
<footer><small>specforge {version}</small></footer>
</body>
</html>
"""


@REPORTERS.add("html")
def report_html(report: Report) -> str:
    """The page. It holds no script, and its policy would not run one."""
    entries = entries_of(report)
    return _PAGE.format(
        title=escape(f"specforge {report.command}".rstrip()),
        verdict=_verdict(report, entries),
        articles="\n".join("\n".join(_article(entry)) for entry in entries),
        version=__version__,
    )


def _verdict(report: Report, entries: list[Entry]) -> str:
    found = ", ".join(counted for _, counted in tally(entries)) or "no findings"
    return f"{'Passed' if report.ok else 'Failed'}: {found}."


def _article(entry: Entry) -> Iterator[str]:
    yield f'<article class="{entry.severity}">'
    yield f"<h2>{entry.severity}: {_linked(entry)}</h2>"
    yield f"<p>{escape(entry.message)}</p>"
    if entry.operation:
        yield f"<p>{escape(entry.operation)}</p>"
    yield from _place(entry.spot)
    for aside in entry.related:
        yield f"<p>{escape(aside.message)}</p>"
        yield from _place(aside.spot)
    for name, text in entry.details.items():
        yield f"<details><summary>{escape(name)}</summary><pre>{escape(text)}</pre></details>"
    if entry.help:
        yield f"<p>Help: {escape(entry.help)}</p>"
    yield "</article>"


def _linked(entry: Entry) -> str:
    """A link only to the web: an address of another scheme could be a script."""
    if entry.help_url and entry.help_url.startswith(("https://", "http://")):
        return f'<a href="{escape(entry.help_url)}">{escape(entry.rule)}</a>'
    return escape(entry.rule)


def _place(spot: Spot) -> Iterator[str]:
    if spot.file:
        yield f"<p><code>{escape(spot.file)}:{spot.region.line}:{spot.region.column}</code></p>"
        if lines := plain_frame(spot):
            yield f"<pre>{escape(lines)}</pre>"
