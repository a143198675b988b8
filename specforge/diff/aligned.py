"""Aligned: two schemas read in the same way, so that what is only written otherwise is no change."""

from __future__ import annotations

from specforge.diff.branches import is_among
from specforge.diff.flat import flattened
from specforge.diff.shape import ANNOTATIONS, Shape
from specforge.diff.wording import canonical


def aligned(base: Shape, revision: Shape) -> tuple[Shape, Shape]:
    """Both, read in the same way: an ``allOf`` as what it amounts to, and an ``enum`` of one as a ``const``.

    Only where the other side has none: else they are compared as they are written.
    """
    if "allOf" in base.words and "allOf" not in revision.words:
        base = _without_parts(base, revision)
    elif "allOf" in revision.words and "allOf" not in base.words:
        revision = _without_parts(revision, base)
    if "const" in base.words and "const" not in revision.words:
        revision = revision.sole_value or revision
    elif "const" in revision.words and "const" not in base.words:
        base = base.sole_value or base
    return base, revision


def _without_parts(shape: Shape, other: Shape) -> Shape:
    """The schema without its ``allOf``; as it is, where the parts are all that the other one has not got."""
    if _said(shape) == _said(other):
        return shape
    if sole := shape.sole_part:
        return sole
    if is_among(other, shape.listed("allOf")):
        return shape
    return flattened(shape) or shape


def _said(shape: Shape) -> str:
    words = shape.words.items()
    return canonical({word: value for word, value in words if word != "allOf" and word not in ANNOTATIONS})
