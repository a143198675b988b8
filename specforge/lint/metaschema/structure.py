"""Structural validation: a document against the metaschema of its version. The only file that knows jsonschema-rs.

Valid documents, the common case, take the fast path: one ``is_valid``. Only a document that fails it is asked for its
errors. What references lead to in other files (and in corners of this one that the metaschema does not look into) is
checked as a fragment, against the definition of the kind that the walk expected there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import jsonschema_rs

from specforge.document.metaschemas import metaschema
from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.place import Tokens
from specforge.document.versions import Family

_DIALECTS = frozenset(
    {
        "https://json-schema.org/draft/2020-12/schema",
        "https://spec.openapis.org/oas/3.1/dialect/base",
        "https://spec.openapis.org/oas/3.1/dialect/2024-11-10",
        "https://spec.openapis.org/oas/3.2/dialect/base",
        "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
    }
)

# Kinds of the walk that the metaschemas call by another name.
_OTHER_NAMES = {"externaldocs": "externaldocumentation", "callback": "callbacks"}
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+\Z")
# Of the formats in the metaschemas only "email" is held to: a URL may be anything that its author can make use of, and
# regular expressions have a rule of their own.
_FORMATS: dict[str, Callable[[str], bool]] = {
    "email": lambda text: _EMAIL.match(text) is not None,
    **dict.fromkeys(("uri", "uri-reference", "regex", "iri"), lambda text: True),
}


@dataclass(frozen=True)
class Failure:
    """One keyword of the metaschema that a value does not fulfil.

    ``tokens`` lead to the value, ``where`` to the schema that holds ``keyword``. ``wanted`` is what the keyword asks
    for (the options of an enum, the name of a required property, the list of unexpected ones). ``own`` is False for
    keywords of the drafts of JSON Schema that the metaschemas build on: ``where`` is a path in those then. The keyword
    ``depth`` is ours: something is wrong, but nested too deeply to tell what.
    """

    tokens: Tokens
    keyword: str
    wanted: Any
    value: Any
    where: Tokens
    text: str
    own: bool
    error: Any = None

    @cached_property
    def branches(self) -> list[list[Failure]]:
        """Of oneOf and anyOf: what is wrong with each alternative. Read lazily, since errors nest as schemas do."""
        context = getattr(self.error.kind, "context", None) or () if self.error is not None else ()
        return [[_failure(error, self.tokens[: self._outer]) for error in branch] for branch in context]

    @property
    def _outer(self) -> int:
        """How many tokens lead to the fragment that was validated: errors know only the path inside of it."""
        return len(self.tokens) - len(self.error.instance_path)


def failures(document: Document) -> Iterator[tuple[Node, Failure]]:
    """Everything in which the document breaks its metaschema, with the root of the file that it stands in.

    A document of unknown version has none.
    """
    family = document.version.family
    if family is None:
        return
    loose = not _has_known_dialect(document)
    for node, kind in [(document.node, "Document"), *_fragments(document)]:
        validator = _validator(family, kind, loose)
        if validator is not None and not validator.is_valid(node.value):
            root = Node(node.resolver, node.source, (), node.source.value)
            for failure in _failures(validator, node):
                yield root, failure


def _failures(validator: Any, node: Node) -> list[Failure]:
    try:
        return [_failure(error, node.tokens) for error in validator.iter_errors(node.value)]
    except ValueError:
        # Errors quote the values that they are about, and those nest deeper than the validator can quote.
        return [Failure(node.tokens, "depth", None, None, (), "", own=True)]


@cache
def _validator(family: Family, kind: str, loose: bool) -> Any:
    """The compiled metaschema, or its definition of one kind; None for a kind that it does not define."""
    schema = dict(metaschema(family))
    section = "$defs" if "$defs" in schema else "definitions"
    if loose and section == "$defs":
        schema[section] = {**schema[section], "schema": {"$dynamicAnchor": "meta", "type": ["object", "boolean"]}}
    if kind != "Document":
        name = _definition(schema[section], kind)
        if name is None:
            return None
        keep = ("$schema", "$id", section)
        schema = {key: schema[key] for key in keep if key in schema} | {"$ref": f"#/{section}/{name}"}
    return jsonschema_rs.validator_for(schema, formats=_FORMATS, validate_formats=True)


def _definition(definitions: Iterable[str], kind: str) -> str | None:
    """What a metaschema calls a kind: ``RequestBody`` in 3.0, ``request-body`` since 3.1, ``pathItem`` in 2.0."""
    plain = {name.replace("-", "").lower(): name for name in definitions}
    return plain.get(kind.lower()) or plain.get(_OTHER_NAMES.get(kind.lower(), ""))


def _has_known_dialect(document: Document) -> bool:
    """False when ``jsonSchemaDialect`` names a dialect of the author's own: its keywords are not ours to judge."""
    dialect = document.node.get("jsonSchemaDialect")
    return dialect is None or not isinstance(dialect.value, str) or dialect.value.rstrip("#") in _DIALECTS


def _fragments(document: Document) -> Iterable[tuple[Node, str]]:
    """What references lead to and the check of the root does not reach, each place once, outermost first."""
    found: dict[Node, str] = {}
    for reference in document.index.references:
        target = reference.target
        if target is not None and not _inside_root(document, target) and target.reference is None:
            found.setdefault(target, reference.kind)
    covered: set[tuple[int, Tokens]] = set()
    for node, kind in sorted(found.items(), key=lambda item: len(item[0].tokens)):
        if any((id(node.source), node.tokens[:end]) in covered for end in range(len(node.tokens) + 1)):
            continue
        covered.add((id(node.source), node.tokens))
        if not _speaks_for_itself(node):
            yield node, kind


def _inside_root(document: Document, node: Node) -> bool:
    return node.source is document.root and not any(token.startswith("x-") for token in node.tokens)


def _speaks_for_itself(node: Node) -> bool:
    """True for JSON Schema files with a ``$schema``: they follow that, not the Schema Object of the document."""
    declared = node.source.value.get("$schema") if isinstance(node.source.value, dict) else None
    return isinstance(declared, str) and declared.rstrip("#") not in _DIALECTS


def _failure(error: Any, outer: Tokens) -> Failure:
    schema_path = tuple(map(str, error.schema_path))
    location = error.absolute_keyword_location or ""
    return Failure(
        tokens=(*outer, *map(str, error.instance_path)),
        keyword=error.kind.name,
        wanted=error.kind.value,
        value=error.instance,
        where=schema_path[:-1],
        text=error.message,
        own="json-schema.org" not in location,
        error=error,
    )
