"""read-only: whether a property travels one way only changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note, ParameterPair
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    warnings=("response-required-property-became-not-write-only",),
    infos=(
        "request-optional-property-became-not-read-only",
        "request-optional-property-became-not-write-only",
        "request-optional-property-became-read-only",
        "request-optional-property-became-write-only",
        "request-required-property-became-not-read-only",
        "request-required-property-became-not-write-only",
        "request-required-property-became-read-only",
        "request-required-property-became-write-only",
        "response-optional-property-became-not-read-only",
        "response-optional-property-became-not-write-only",
        "response-optional-property-became-read-only",
        "response-optional-property-became-write-only",
        "response-required-property-became-not-read-only",
        "response-required-property-became-read-only",
        "response-required-property-became-write-only",
    ),
    client=("*",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """Whether a property travels one way only changed."""

    if pair.both is None or not pair.name or pair.parent is None or isinstance(pair.owner, ParameterPair):
        return
    old, new = pair.both
    kind = "required" if pair.is_required(pair.parent.revision) else "optional"
    for keyword, words in (("readOnly", "read-only"), ("writeOnly", "write-only")):
        if old.flag(keyword) != new.flag(keyword):
            became = f"became-{words}" if new.flag(keyword) else f"became-not-{words}"
            message = f"{pair.subject} {became.replace('-', ' ', 1)}"
            yield pair.named_note((f"{pair.direction.value}-{kind}-property-{became}",), message, keyword)
