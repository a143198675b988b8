"""property-added: a property was added."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.change import Direction
from specforge.diff.pairs import Note, ParameterPair
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "new-required-request-header-property",
        "new-required-request-property",
        "new-required-request-property-with-default",
    ),
    infos=(
        "new-optional-request-property",
        "response-optional-property-added",
        "response-optional-write-only-property-added",
        "response-required-property-added",
        "response-required-write-only-property-added",
    ),
    client=("response-*",),
    server=("new-optional-*",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """A property was added."""

    if pair.base is not None or pair.revision is None or pair.parent is None:
        return
    is_required = pair.is_required(pair.parent.revision)
    message = f"{pair.subject} was added" + (" and is required" if is_required else "")
    if pair.direction is Direction.RESPONSE:
        kind = "required" if is_required else "optional"
        own = "-write-only" if pair.flagged("writeOnly") else ""
        yield pair.named_note((f"response-{kind}{own}-property-added",), message)
    elif isinstance(pair.owner, ParameterPair):
        if pair.owner.location == "header" and is_required:
            yield pair.named_note(("new-required-request-header-property",), message)
    elif pair.flagged("readOnly"):
        return
    elif is_required:
        suffix = "-with-default" if "default" in pair.revision.words else ""
        yield pair.named_note((f"new-required-request-property{suffix}",), message)
    else:
        yield pair.named_note(("new-optional-request-property",), message)
