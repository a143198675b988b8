"""operation-security: what a client must show to call an operation changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note, OperationPair
from specforge.diff.rule import Context, rule
from specforge.diff.security import differences


@rule(
    "Operation",
    infos=(
        "api-security-added",
        "api-security-removed",
        "api-security-scope-added",
        "api-security-scope-removed",
    ),
    wire=("*",),
)
def check(pair: OperationPair, context: Context) -> Iterator[Note]:
    """What a client must show to call an operation changed."""

    if pair.base is None or pair.revision is None:
        return
    # Where both take what the document says, its change is told once.
    if pair.base.get("security") is None and pair.revision.get("security") is None:
        return
    for kind, name, scope in differences(pair.base.security, pair.revision.security):
        thing = f"the scope `{scope}` of `{name}`" if scope else f"the security requirement `{name}`"
        verb = kind.rpartition("-")[2]
        yield pair.note(f"api-security-{kind}", f"{thing} was {verb}", "security", detail=scope or name)
