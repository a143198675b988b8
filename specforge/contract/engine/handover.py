"""The document as the engine can take it: one file, versions and keywords that it knows, nothing left to fetch.

The engine gets its own copy; findings are placed by the author's document. What changes on the way:

- Files that are referenced are put under ``x-specforge-files`` and every ``$ref`` becomes a pointer inside the copy, so
  the engine never opens a file or a URL. A reference that leads nowhere becomes a dangling pointer, and costs an
  operation; a schema, header or response that the document may not reach becomes one that says nothing, and a
  parameter is left out.
- ``$id`` is dropped and ``$dynamicRef`` is resolved statically (all references are absolute by then).
- Version texts such as ``3.1`` are completed, and a missing ``info`` is filled in.
- What makes the engine give up, and is told by lint, is left out: ``examples`` and ``required`` that are no list,
  parameters in links that their operation does not have. A parameter that is not described may be anything.
- A ``format`` that the ``pattern`` beside it implies is left out: the engine would look for seconds for a string that
  has the one without the other.
- Methods that the engine does not know are handed over in a disguise.
- OAuth 2 and OpenID Connect, for which the engine makes no credentials, become what both are on the wire: a bearer
  token (RFC 6750 section 2.1).
"""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from specforge.contract.engine.disguise import DISGUISE, disguised_path
from specforge.contract.engine.implied import is_implied
from specforge.document.links import LinkTargets, linked_parameter
from specforge.document.model import Document, Link, Operation
from specforge.document.node import Node
from specforge.document.place import Tokens, join_pointer
from specforge.document.refs import Reason
from specforge.document.source import Source
from specforge.document.walk import Reference
from specforge.errors import InputError

FILES = "x-specforge-files"
NOWHERE = "x-specforge-unresolvable"
_VERSIONS = {"3.0": "3.0.4", "3.1": "3.1.1", "3.2": "3.2.0"}
# What was not read, since the document may not reach it, is no mistake: it may be anything.
_NOT_READ = frozenset({Reason.OUTSIDE, Reason.REMOTE})
_ANYTHING: dict[str, dict[str, Any]] = {
    "Schema": {}, "Header": {}, "Response": {"description": ""}, "Parameter": {},
    # Of which requests show nothing.
    "SecurityScheme": {"type": "mutualTLS"},
}  # fmt: skip
# What may stand in a fragment as it is (RFC 3986 section 3.5), and braces, which everybody writes raw.
_FRAGMENT = "/~!$&'()*+,;=:@?{}"


def hand_over(document: Document) -> dict[str, Any]:
    """A copy of the document for the engine. Raises InputError for what is no OpenAPI document of a known version."""
    _require_version(document)
    found: dict[str, Any] = pickle.loads(_packed(document))
    return found


@lru_cache(maxsize=2)
def _packed(document: Document) -> bytes:
    """Made once where every operation is a run of its own (a test of pytest): the engine changes what it is given."""
    return pickle.dumps(_Copy(document).build(), pickle.HIGHEST_PROTOCOL)


def authors_words(message: str) -> str:
    """A message of the engine on one line, with references as the author wrote them."""
    text = " ".join(message.split())
    return re.sub(rf"#/{NOWHERE}/(\S+)", lambda match: unquote(match[1]), text)


def _require_version(document: Document) -> None:
    if document.version.family is not None and isinstance(document.node.value, dict):
        return
    place = document.place.child("openapi")
    region = place.region
    text = document.version.text
    raise InputError(
        f"OpenAPI {text} is not known" if text else "this is not an OpenAPI document",
        file=place.file,
        line=region.line,
        column=region.column,
        pointer=place.pointer,
        help="known are Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2",
    )


class _Copy:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._references = list(document.index.references)
        self._unread_parameters: list[tuple[list[Any], dict[str, Any]]] = []
        # The walk has followed every reference by now, so all files are known.
        sources = [source for source in document.sources.values() if source is not document.root]
        self._names = dict(zip((source.uri for source in sources), _unique_names(sources), strict=True))
        self._values = {source.uri: copy.deepcopy(source.value) for source in (document.root, *sources)}

    def build(self) -> dict[str, Any]:
        for reference in self._references:
            self._point(reference)
        for node in self._document.index.of("Schema"):
            self._settle_identity(node)
        self._mend_slips()
        # Last, since it moves the elements after them.
        for owner, unread in self._unread_parameters:
            owner[:] = [element for element in owner if element is not unread]
        root: dict[str, Any] = self._values[self._document.root.uri]
        if self._names:
            root[FILES] = {name: self._values[uri] for uri, name in self._names.items()}
        self._complete(root)
        return root

    def _point(self, reference: Reference) -> None:
        holder = reference.node
        owner = self._at(holder.source, holder.tokens[:-1])
        if not isinstance(owner, dict):
            return
        if reference.target is not None:
            owner[holder.tokens[-1]] = self._pointer(reference.target)
        elif reference.reason in _NOT_READ and self._may_be_anything(reference, owner):
            owner.pop("$ref", None)
            owner.update(_ANYTHING[reference.kind])
        else:
            owner[holder.tokens[-1]] = f"#/{NOWHERE}/{quote(reference.text, safe='/.')}"

    def _may_be_anything(self, reference: Reference, owner: dict[str, Any]) -> bool:
        """True for what can be handed over although it was not read."""
        holder = reference.node
        if reference.kind == "Parameter":
            around = self._at(holder.source, holder.tokens[:-2])
            if isinstance(around, list):
                self._unread_parameters.append((around, owner))
        return reference.kind in _ANYTHING and holder.tokens[-1] == "$ref"

    def _pointer(self, target: Node) -> str:
        name = self._names.get(target.source.uri)
        tokens = target.tokens if name is None else (FILES, name, *target.tokens)
        return "#" + quote(join_pointer(tokens), safe=_FRAGMENT)

    def _settle_identity(self, node: Node) -> None:
        value = self._at(node.source, node.tokens)
        if not isinstance(value, dict):
            return
        value.pop("$id", None)
        target = node.resolver.dynamic_anchor(node) if "$dynamicRef" in value else None
        if target is not None and "$ref" not in value:
            del value["$dynamicRef"]
            value["$ref"] = self._pointer(target)

    def _mend_slips(self) -> None:
        """What has an obvious meaning all the same, but makes the engine give an operation up, or all links."""
        for node in self._document.index.of("Schema"):
            schema = self._at(node.source, node.tokens)
            for keyword in ("examples", "required") if isinstance(schema, dict) else ():
                if not isinstance(schema.get(keyword, []), list):
                    del schema[keyword]
            if isinstance(schema, dict) and "pattern" in schema and "format" in schema:
                _drop_an_implied_format(schema)
        if self._document.version.is_swagger:
            return
        for node in self._document.index.of("Parameter"):
            parameter = self._at(node.source, node.tokens)
            if isinstance(parameter, dict) and parameter.keys().isdisjoint({"schema", "content", "$ref"}):
                parameter["schema"] = {}
        targets = LinkTargets(self._document)
        for link in map(Link, self._document.index.of("Link")):
            operation = targets.of(link)
            if operation is not None:
                self._keep_known_parameters(link, operation)

    def _keep_known_parameters(self, link: Link, operation: Operation) -> None:
        value = self._at(link.node.source, link.node.tokens)
        if isinstance(value, dict) and isinstance(value.get("parameters"), dict):
            given = value["parameters"]
            value["parameters"] = {name: given[name] for name in given if linked_parameter(operation, str(name))}

    def _complete(self, root: dict[str, Any]) -> None:
        family = self._document.version.family
        if family == "2.0":
            root["swagger"] = "2.0"
        elif family is not None:
            root["openapi"] = _VERSIONS[family]
        if not isinstance(root.get("info"), dict):
            root["info"] = {"title": self._document.title, "version": self._document.api_version}
        root["paths"] = self._paths(root)
        _simplify_security(root)

    def _paths(self, root: dict[str, Any]) -> dict[str, Any]:
        """The path items as the model sees them: ``paths`` may be a reference, which the engine does not follow."""
        node = self._document.node.at("paths")
        target = node.follow() if node is not None else None
        found = self._at(target.source, target.tokens) if target is not None else None
        if not isinstance(found, dict):
            return {}
        # The engine breaks over a path without its slash.
        known = {path: found[path] for path in self._document.paths if path.startswith("/")}
        return {**known, **dict(self._disguised())}

    def _disguised(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for operation in self._document.operations:
            path = disguised_path(operation)
            if path is not None:
                item = self._at(operation.path_item.node.source, operation.path_item.node.tokens)
                shared = {key: item[key] for key in ("parameters", "servers") if key in item}
                yield path, {**shared, DISGUISE: self._at(operation.node.source, operation.node.tokens)}

    def _at(self, source: Source, tokens: Tokens) -> Any:
        value = self._values[source.uri]
        for token in tokens:
            value = value[int(token)] if isinstance(value, list) else value[token]
        return value


def _drop_an_implied_format(schema: dict[str, Any]) -> None:
    form, pattern, lengths = schema["format"], schema["pattern"], (schema.get("minLength", 0), schema.get("maxLength"))
    is_plain = isinstance(form, str) and isinstance(pattern, str) and isinstance(lengths[0], int)
    if is_plain and isinstance(lengths[1], int | None) and is_implied(form, pattern, *lengths):
        del schema["format"]


def _simplify_security(root: dict[str, Any]) -> None:
    """Swagger 2.0 has no bearer tokens: there the engine goes without."""
    components = root.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    for scheme in schemes.values() if isinstance(schemes, dict) else ():
        if isinstance(scheme, dict) and scheme.get("type") in ("oauth2", "openIdConnect"):
            scheme.update(type="http", scheme="bearer")


def _unique_names(sources: list[Source]) -> Iterator[str]:
    """Names that tell something: the engine takes the last segment of a pointer for the name of a resource."""
    taken: set[str] = set()
    for source in sources:
        stem = PurePosixPath(urlsplit(source.uri).path).stem or "file"
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}{number}", number + 1
        taken.add(name)
        yield name
