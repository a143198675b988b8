"""request-body: whether a body is sent, or must be, changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import BodyPair, Note
from specforge.diff.rule import Context, rule


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


@rule(
    "Body",
    errors=(
        "request-body-added-required",
        "request-body-became-required",
        "request-body-removed",
    ),
    infos=(
        "request-body-added-optional",
        "request-body-became-optional",
    ),
    server=(
        "request-body-added-optional",
        "request-body-became-optional",
    ),
)
def check(pair: BodyPair, context: Context) -> Iterator[Note]:
    """Whether a body is sent, or must be, changed."""

    without = f"{pair.operation.label} without a body"
    if pair.base is None and pair.revision is not None:
        kind = "required" if pair.revision.required else "optional"
        yield pair.note(f"request-body-added-{kind}", f"the request got {_article(kind)} {kind} body").shown_by(without)
    elif pair.revision is None:
        yield pair.note("request-body-removed", "the request body was removed").shown_by(
            f"{pair.operation.label} with a body"
        )
    elif pair.base is not None and pair.base.required != pair.revision.required:
        kind = "required" if pair.revision.required else "optional"
        yield pair.note(f"request-body-became-{kind}", f"the request body became {kind}", "required").shown_by(without)
