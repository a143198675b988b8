"""parameter-added: a parameter was added."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note, ParameterPair
from specforge.diff.rule import Context, rule


@rule(
    "Parameter",
    errors=(
        "new-request-path-parameter",
        "new-required-request-default-parameter-to-existing-path",
        "new-required-request-parameter",
    ),
    infos=(
        "new-optional-request-default-parameter-to-existing-path",
        "new-optional-request-parameter",
    ),
    server=("*-optional-*",),
)
def check(pair: ParameterPair, context: Context) -> Iterator[Note]:
    """A parameter was added."""

    if pair.base is not None or pair.revision is None:
        return
    kind = "required" if pair.revision.required else "optional"
    message = f"the {kind} {pair.location} parameter `{pair.name}` was added"
    witness = f"{pair.operation.label} without {pair.subject}"
    if pair.location == "path":
        yield pair.note("new-request-path-parameter", message).shown_by(witness)
    elif pair.shared and not context.settings.flatten_params:
        id = f"new-{kind}-request-default-parameter-to-existing-path"
        yield pair.note(id, f"{message} to the path").shown_by(witness)
    else:
        yield pair.note(f"new-{kind}-request-parameter", message).shown_by(witness)
