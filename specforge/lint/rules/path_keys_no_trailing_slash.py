"""path-keys-no-trailing-slash: a path that ends with a slash."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.edits import Rename
from specforge.document.model import Document
from specforge.findings.model import Fix, Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "path-keys-no-trailing-slash",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    default=False,
    fixable=True,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A path ends with a slash."""
    paths = document.node.at("paths")
    names = dict(paths.follow().items()) if paths else {}
    for path, item in names.items():
        if len(path) > 1 and path.endswith("/") and not path.startswith("x-"):
            better = path.rstrip("/") or "/"
            # Unsafe: a server may well answer `/books` and `/books/` differently.
            fix = Fix(f"write `{better}`", (Rename(item.place, better),), safe=False) if better not in names else None
            yield Problem(f"path `{path}` ends with a slash", item.key_place, help=f"write `{better}`", fix=fix)
