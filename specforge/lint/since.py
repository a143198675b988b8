"""--since: leaves out the findings in what has not changed since a git revision.

A finding belongs to a part: the operation around it, else the component, else the field of the document. A part has
changed when its value has, or that of anything that it refers to. Where a rule points at two places, one is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain

from specforge.document.closure import Pair, changed
from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.place import Place, TextPlace, Tokens
from specforge.document.revision import Revision, document_at, file_of
from specforge.errors import UsageError
from specforge.findings.fingerprint import stable_tokens
from specforge.findings.ignores import Ignore, ignores_in, matches
from specforge.findings.model import Finding
from specforge.lint.referrers import Referrer

# What these rules find is in the text and not in the values.
_TEXTUAL = frozenset(("duplicate-key", "parser"))


def changed_since(document: Document, findings: list[Finding], name: str) -> list[Finding]:
    """The findings that concern what has changed since revision ``name``. Raises UsageError."""
    file = file_of(document.root.uri)
    if file is None or document.root.name == "<stdin>":
        raise UsageError(f"--since {name} needs a document that is a file")
    with Revision(file.parent, name) as revision:
        same = {source.uri for source in document.sources.values() if revision.is_same(source)}
        if same == document.sources.keys():
            return []
        before = document_at(revision, document)
        if before is None or before.version.family != document.version.family:
            return findings
        history = _History(document, before, same, revision)
        return history.select(findings)


class _History:
    """A document and what it was before; ``same`` are the URIs of files that have not changed at all."""

    def __init__(self, now: Document, then: Document, same: set[str], revision: Revision) -> None:
        self._revision = revision
        self._now = now
        self._then = then
        self._same = same

    def select(self, findings: list[Finding]) -> list[Finding]:
        parts = [list(self._parts(finding)) for finding in findings]
        pairs = {part: self._find_pairs(part) for part in dict.fromkeys(chain.from_iterable(parts))}
        dirty = changed(pair for found in pairs.values() for pair in found or ())
        fresh = {part for part, found in pairs.items() if found is None or any(pair in dirty for pair in found)}
        of_each = zip(findings, parts, strict=True)
        return [finding for finding, own in of_each if self._is_fresh(finding, own, fresh)]

    def _is_fresh(self, finding: Finding, parts: list[Node], fresh: set[Node]) -> bool:
        if isinstance(finding.place, TextPlace) or finding.rule in _TEXTUAL:
            return finding.place.source.uri not in self._same
        return any(part in fresh for part in parts) or self._was_ignored(finding)

    def _was_ignored(self, finding: Finding) -> bool:
        """True where an inline ignore was taken away: a comment is no value, and the finding is new to the author."""
        tokens = finding.place.tokens
        return any(
            ignore.rule is not None
            and matches(ignore.rule, finding.rule)
            and (
                ignore.scope == tokens[: len(ignore.scope)]
                if ignore.scope is not None
                else ignore.place.tokens == tokens
            )
            for ignore in self._old_ignores.get(finding.place.source.uri, ())
        )

    @cached_property
    def _old_ignores(self) -> dict[str, list[Ignore]]:
        """The ignores that the changed files had."""
        changed = [uri for uri in self._now.sources if uri not in self._same]
        opened = {uri: node.source for uri in changed if (node := self._opened(uri)) is not None}
        return {uri: ignores_in([source]) for uri, source in opened.items()}

    def _parts(self, finding: Finding) -> Iterator[Node]:
        own = (related.place for related in finding.related if not isinstance(related, Referrer))
        for place in (finding.place, *own):
            if place.source.uri in self._now.sources:
                yield self._part(place)

    def _part(self, place: Place) -> Node:
        """The operation around a place; else what its file shares with others; else what the root has a field for."""
        tokens, around = place.tokens, None
        for end in range(len(tokens), -1, -1):
            visit = self._now.index.visit(Node(self._now.resolver, place.source, tokens[:end], None))
            if visit is not None:
                if visit.kind == "Operation":
                    return visit.node
                around = visit.node
        if place.source is self._now.root or around is None:
            depth = _depth(tokens) if place.source is self._now.root else 1
            return Node(self._now.resolver, place.source, tokens[:depth], _value(place.source.value, tokens[:depth]))
        return around

    def _find_pairs(self, part: Node) -> list[Pair] | None:
        """The part and what it was before; None where it did not exist."""
        if not part.tokens and part.source is self._now.root:
            return [Pair(*map(_outline, (self._now.node, self._then.node)))]
        pairs = []
        for node in (part, *self._beside(part)):
            then = self._before(node)
            if then is None:
                return None
            pairs.append(Pair(node, then))
        return pairs

    def _beside(self, part: Node) -> Iterator[Node]:
        """The parameters that a path item has for all of its operations."""
        visit = self._now.index.visit(part)
        if visit is not None and visit.kind == "Operation" and visit.parent is not None:
            shared = visit.parent.get("parameters")
            if shared is not None:
                yield shared

    def _before(self, node: Node) -> Node | None:
        """Where the node was: under the same names in the same file."""
        if node.source is self._now.root:
            return _follow(self._then.node, node)
        opened = self._opened(node.source.uri)
        file = file_of(node.source.uri)
        moved = self._revision.renamed_from(file) if opened is None and file else None
        opened = self._opened(moved.as_uri()) if moved else opened
        return _follow(opened, node) if opened is not None else None

    def _opened(self, uri: str) -> Node | None:
        """The content of a file of the old document."""
        return self._then.resolver.lookup(self._then.node, uri).target


def _depth(tokens: Tokens) -> int:
    """How many tokens name the part of the root that a place lies in: ``/components/schemas/A``, ``/tags/0``."""
    if tokens[:1] in (("components",), ("paths",), ("webhooks",)):
        return 3
    return 2 if tokens[:1] in (("tags",), ("servers",), ("definitions",), ("parameters",), ("responses",)) else 1


def _follow(start: Node, like: Node) -> Node | None:
    """The node below ``start`` that is called as ``like`` is below its file; items of lists by their names."""
    node: Node | None = start
    stable = list(stable_tokens(like.place))
    for index, token in enumerate(like.tokens):
        if node is None:
            return None
        wanted, exact = stable[index], node.get(token if node.is_mapping else -1)
        node = exact or next((child for child, name in _children(node) if name == wanted), None)
    return node


def _children(node: Node) -> Iterable[tuple[Node, str]]:
    for child in (*(child for _, child in node.items()), *node.elements()):
        yield child, list(stable_tokens(child.place))[-1]


def _outline(root: Node) -> Node:
    """The root with its fields and without what is in them."""
    value = root.value if isinstance(root.value, dict) else {}
    outline = {key: None if isinstance(item, dict | list) else item for key, item in value.items()}
    return Node(root.resolver, root.source, ("",), outline)


def _value(value: object, tokens: Tokens) -> object:
    for token in tokens:
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value
