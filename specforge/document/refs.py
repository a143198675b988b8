"""``$ref``: from the text of a reference to the node that it names, across files.

A reference is a URI reference against the base URI of where it stands (RFC 3986 section 5): the file, or the nearest
``$id`` around it (JSON Schema 2020-12 section 8.2). Its fragment is a JSON pointer (RFC 6901) or an ``$anchor``.
Nothing is inlined and every answer is remembered, so cycles cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import NamedTuple
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from specforge.document.anchors import Anchors
from specforge.document.node import Node
from specforge.document.place import Tokens, join_pointer, split_pointer
from specforge.document.source import Source
from specforge.document.versions import version_of
from specforge.errors import InputError, UnreadableError
from specforge.suggest import Suggestions


class Reason(Enum):
    """Why a reference has no target."""

    MALFORMED = "malformed"
    MISSING_FILE = "missing-file"
    UNREADABLE_FILE = "unreadable-file"
    MISSING_TARGET = "missing-target"
    CYCLE = "cycle"
    OUTSIDE = "outside"  # another file that must not be read: see LoadOptions.allow_outside
    REMOTE = "remote"  # a URL that may not be fetched: see LoadOptions.allow_hosts


class Resolution(NamedTuple):
    """Where one reference leads: ``target``, or ``reason`` and ``problem`` (a sentence) and perhaps ``help``;
    ``close`` is a reference that the author may have meant."""

    target: Node | None
    reason: Reason | None = None
    problem: str | None = None
    help: str | None = None
    close: str | None = None


_UNREACHABLE = (Reason.REMOTE, Reason.OUTSIDE, Reason.MISSING_FILE)


class NotAllowed(Exception):
    """Raised by an opener for a URI that policy forbids to read."""

    def __init__(self, reason: Reason, message: str, help: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.help = help


Opener = Callable[[str], Source]
"""Opens a URI. Raises NotAllowed, UnreadableError (missing) or SyntaxProblem."""


class Resolver:
    """Resolves the references of one document. ``sources`` are the files opened so far, by URI."""

    def __init__(self, root: Source, opener: Opener) -> None:
        self.sources: dict[str, Source] = {root.uri: root}
        self.version = version_of(root.value)
        self._root = root
        self._opener = opener
        self._failures: dict[str, Resolution] = {}
        self._names: dict[tuple[str, Tokens], Suggestions] = {}
        self._absolutes: dict[tuple[str, str], str] = {}
        self._answers: dict[tuple[str, str], Resolution] = {}
        self._ends: dict[Callable[[Node], bool], dict[Node, Node]] = {}
        self._anchors = Anchors()
        self._anchors.register(root)

    def renewed(self, changed: Mapping[str, Source]) -> Resolver:
        """The same document with other texts for some of its files, by URI; what was read is not read again."""
        known = {**self.sources, **changed}

        def open_known(uri: str) -> Source:
            return known[uri] if uri in known else self._opener(uri)

        return Resolver(known[self._root.uri], open_known)

    @property
    def unread(self) -> Iterable[str]:
        """The URIs of files that references name and nobody could read."""
        return self._failures

    @property
    def has_failed(self) -> bool:
        """True when one of the references that were followed so far leads nowhere."""
        return any(answer.target is None for answer in self._answers.values())

    def root_node(self) -> Node:
        return Node(self, self._root, (), self._root.value)

    def resolve(self, holder: Node) -> Resolution:
        """Where the ``$ref`` of ``holder`` leads (one step: the target may be a reference itself)."""
        ref = holder.reference
        if ref is None:
            return Resolution(None, Reason.MALFORMED, "`$ref` must be a string")
        return self.lookup(holder, ref)

    def lookup(self, node: Node, ref: str) -> Resolution:
        """Where the URI reference ``ref`` leads when it stands at ``node``."""
        base = self._anchors.base_uri(node.source, node.tokens)
        answer = self._answer(base, ref)
        if answer.reason in _UNREACHABLE and base != node.source.uri:
            # An $id that is a mere name, on a host that serves nothing: people mean the file that lies beside.
            beside = self._answer(node.source.uri, ref)
            return beside if beside.target is not None else answer
        return answer

    def _answer(self, base: str, ref: str) -> Resolution:
        answer = self._answers.get((base, ref))
        if answer is None:
            # Known to be a cycle until it is known not to be: a pointer may lead through a reference to itself.
            cycle = f"`{ref}` leads back to itself: there is no value"
            self._answers[base, ref] = Resolution(None, Reason.CYCLE, cycle)
            answer = self._answers[base, ref] = self._resolve(base, ref)
        return answer

    def end_of(self, start: Node, goes_on: Callable[[Node], bool]) -> Node:
        """The end of the chain of references from ``start``, each followed while ``goes_on`` says so.

        The last node reached where the chain is broken or a cycle. Ends are remembered for every link passed, so that
        reading all links of a long chain takes time in proportion to its length.
        """
        ends = self._ends.setdefault(goes_on, {})
        node, passed = start, dict[Node, None]()
        while goes_on(node) and node not in ends:
            passed[node] = None
            target = self.resolve(node).target
            if target is None or target in passed:
                break
            node = target
        end = ends.get(node, node)
        if len(passed) > 1:
            ends.update(dict.fromkeys(passed, end))
        return end

    def dynamic_anchor(self, node: Node) -> Node | None:
        """Where a ``$dynamicRef`` at ``node`` leads statically (JSON Schema 2020-12 section 8.2.3.2)."""
        ref = node.value.get("$dynamicRef") if isinstance(node.value, dict) else None
        return self.lookup(node, ref).target if isinstance(ref, str) else None

    def _resolve(self, base: str, ref: str) -> Resolution:
        file, _, fragment = ref.partition("#")
        try:
            uri = self._absolute(base, file)
        except ValueError as error:
            return Resolution(None, Reason.MALFORMED, f"{ref!r} is not a URI reference: {error}")
        start = self._anchors.resource(uri)
        if start is None:
            opened = self._open(uri)
            if isinstance(opened, Resolution):
                return opened
            start = (opened, ())
        return self._inside(*start, unquote(fragment), ref)

    def _absolute(self, base: str, file: str) -> str:
        """The URI that ``file`` means at ``base``. All files of a folder mean the same by a path."""
        if not file:
            return _canonical(base)
        is_path = base.startswith("file:") and not file.startswith("?")
        key = (base[: base.rfind("/") + 1] if is_path else base, file)
        if key not in self._absolutes:
            self._absolutes[key] = _canonical(urldefrag(urljoin(*key))[0])
        return self._absolutes[key]

    def _open(self, uri: str) -> Source | Resolution:
        if uri in self._failures:
            return self._failures[uri]
        try:
            source = self.sources.get(uri) or self._opener(uri)
        except NotAllowed as error:
            failure = Resolution(None, error.reason, str(error), error.help)
        except UnreadableError as error:
            failure = Resolution(None, Reason.MISSING_FILE, error.message, error.help)
        except InputError as error:
            where = f"{error.file}:{error.line}:{error.column}"
            failure = Resolution(None, Reason.UNREADABLE_FILE, f"{where}: {error.message}", error.help)
        else:
            self.sources[uri] = source
            self._anchors.register(source)
            return source
        self._failures[uri] = failure
        return failure

    def _inside(self, source: Source, start: Tokens, fragment: str, ref: str) -> Resolution:
        if fragment and not fragment.startswith("/"):
            place = self._anchors.anchor(source, start, fragment)
            if place is None:
                close = Suggestions(self._anchors.names(source)).closest(fragment)
                return _missing(ref, f"no $anchor {fragment!r}", close)
            tokens = place
        else:
            tokens = (*start, *split_pointer(fragment))
        node: Node | None = self._root_of(source)
        for depth, token in enumerate(tokens):
            above = node
            node = above.get(token if above.is_mapping else _index(token)) if above else None
            if node is None and above is not None:
                return self._missing_member(above, tokens, depth, ref)
        return Resolution(node)

    def _root_of(self, source: Source) -> Node:
        return Node(self, source, (), source.value)

    def _missing_member(self, above: Node, tokens: Tokens, depth: int, ref: str) -> Resolution:
        if above.reference is not None and depth:
            # A pointer through a reference: not in the text of RFC 6901, but what authors mean and tools accept.
            target = above.follow()
            if target is not above and target.reference is None:
                return self._inside(target.source, target.tokens, join_pointer(tokens[depth:]), ref)
        parent = join_pointer(tokens[:depth])
        close = self._members(above).closest(tokens[depth])
        file = ref.partition("#")[0]
        return _missing(ref, None, close and f"{file}#{parent}{join_pointer((close,))}")

    def _members(self, node: Node) -> Suggestions:
        """The names that a mapping has: sorted once, since thousands of references may miss it."""
        key = (node.source.uri, node.tokens)
        if key not in self._names:
            self._names[key] = Suggestions(node.value if isinstance(node.value, dict) else ())
        return self._names[key]


def _canonical(uri: str) -> str:
    """File URIs with one spelling for one file: ``a%7Bb`` and ``a{b`` are the same (RFC 3986 section 6.2.2)."""
    if not uri.startswith("file:"):
        return uri
    parts = urlsplit(uri)
    return f"file://{quote(unquote(parts.path))}" + (f"?{parts.query}" if parts.query else "")


def _missing(ref: str, problem: str | None, close: str | None) -> Resolution:
    text = f"{f'`{ref}`' if ref else 'an empty `$ref`'} leads nowhere" + (f": {problem}" if problem else "")
    return Resolution(None, Reason.MISSING_TARGET, text, f"did you mean `{close}`?" if close else None, close)


def _index(token: str) -> int:
    return int(token) if token.isdecimal() and token.isascii() and (token == "0" or token[0] != "0") else -1
