"""global-security: what a client must show to call operations changed for the whole document."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import DocumentPair, Note
from specforge.diff.rule import Context, rule
from specforge.diff.security import differences


@rule(
    "Document",
    infos=(
        "api-global-security-added",
        "api-global-security-removed",
        "api-global-security-scope-added",
        "api-global-security-scope-removed",
    ),
    wire=("*",),
)
def check(pair: DocumentPair, context: Context) -> Iterator[Note]:
    """What a client must show to call operations changed for the whole document."""

    for kind, name, scope in differences(pair.base.security, pair.revision.security):
        thing = f"the scope `{scope}` of `{name}`" if scope else f"the security requirement `{name}`"
        verb = kind.rpartition("-")[2]
        yield pair.note(
            f"api-global-security-{kind}", f"{thing} was {verb} for all operations", "security", detail=scope or name
        )
