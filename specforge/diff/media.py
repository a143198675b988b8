"""Media: when two names of media types are one that is called otherwise."""

from __future__ import annotations

from collections.abc import Collection


def normal(name: str) -> str:
    """The name without differences that mean nothing: case, blanks, the order of parameters."""
    essence, *parameters = (part.strip() for part in name.lower().split(";"))
    return ";".join([essence, *sorted(part for part in parameters if part)])


def renamed(old: str, new: str) -> str | None:
    """``generalized``, ``specialized`` or ``changed`` where a client of the old one may know the new one."""
    before, after = (name.lower().partition(";")[0].strip() for name in (old, new))
    if before == after:
        return None if normal(old) == normal(new) else "changed"
    if _is_kind_of(before, after):
        return "generalized"
    return "specialized" if _is_kind_of(after, before) else None


def wildcard(names: Collection[str], name: str) -> str | None:
    """The nearest of the names that stands for several, ``name`` among them."""
    essence = name.lower().partition(";")[0].strip()
    wide = [f"{essence.partition('/')[0]}/*", "*/*"]
    return next((each for each in wide if each != essence and each in names), None)


def _is_kind_of(special: str, general: str) -> bool:
    """``application/problem+json`` is JSON, and everything is ``*/*``."""
    kind, _, subtype = special.partition("/")
    wide_kind, _, wide = general.partition("/")
    if wide == "*":
        return wide_kind in ("*", kind)
    return kind == wide_kind and "+" in subtype and subtype.rpartition("+")[2] == wide
