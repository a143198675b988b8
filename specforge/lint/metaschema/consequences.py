"""Failures that only follow from another one in the same object.

Since 3.1 the metaschemas forbid what no part of an object's definition has looked at (``unevaluatedProperties``). A
part that fails has looked at nothing: who forgets the ``in`` of an API key would also be told that its ``name`` is
forbidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from specforge.document.node import Node
from specforge.document.place import Tokens
from specforge.document.versions import Family
from specforge.lint.metaschema.objects import known_fields
from specforge.lint.metaschema.structure import Failure

# Fields whose value decides which part of the definition applies.
_DECIDING = ("type", "in", "style")


def causes(found: Iterable[tuple[Node, Failure]], family: Family) -> Iterator[tuple[Node, Failure]]:
    """The same failures without those that others entail. A field that the object never has is no consequence."""
    found = list(found)
    others = _Others(found)
    for root, failure in found:
        if failure.keyword == "unevaluatedProperties" and failure.own:
            known = known_fields(family, failure.where)
            names = [name for name in failure.wanted if name not in known or not others.explain(root, failure, name)]
            if names:
                yield root, replace(failure, wanted=names)
        else:
            yield root, failure


class _Others:
    """The failures of the same documents, by where they are."""

    def __init__(self, found: list[tuple[Node, Failure]]) -> None:
        self._at: dict[tuple[Node, Tokens], list[Failure]] = defaultdict(list)
        self._in_fields: dict[tuple[Node, Tokens], list[Failure]] = defaultdict(list)
        self._around: set[tuple[Node, Tokens]] = set()
        for root, failure in found:
            self._at[root, failure.tokens].append(failure)
            if failure.tokens:
                self._in_fields[root, failure.tokens[:-1]].append(failure)
            self._around.update((root, failure.tokens[:end]) for end in range(len(failure.tokens) + 1))

    def explain(self, root: Node, failure: Failure, name: str) -> bool:
        """True when something is wrong in the field itself, in a part of the definition, or in what chooses it."""
        here, whole = failure.tokens, (*failure.where, "properties")
        return (
            (root, (*here, name)) in self._around
            or any(other.where != failure.where for other in self._at.get((root, here), ()))
            or any(
                other.tokens[-1] in _DECIDING or other.where[:-1] != whole
                for other in self._in_fields.get((root, here), ())
            )
        )
