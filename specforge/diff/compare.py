"""Compare: everything of two documents that belongs together, pair by pair, in the order of the revision.

Nothing is built in advance, and nothing is looked at twice: parts that are equal with all that they refer to are passed
over, so that a comparison costs what has changed.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, TypeVar

from specforge.diff.change import Direction
from specforge.diff.media import normal, renamed, wildcard
from specforge.diff.pairs import (
    BodyPair,
    ComponentPair,
    DocumentPair,
    HeaderPair,
    MediaTypePair,
    OperationPair,
    ParameterPair,
    ResponsePair,
    Sides,
)
from specforge.diff.properties import Root, SchemaWalk
from specforge.diff.sameness import Sameness
from specforge.diff.schema_pair import SchemaOwner, SchemaPair
from specforge.diff.sent import AnswerPair, CallbackPair, SentBodyPair, SentParameterPair
from specforge.diff.settings import DiffSettings
from specforge.diff.statuses import covering
from specforge.document.model import MediaType, Operation, Parameter, PathItem, Response, Schema
from specforge.document.node import Node
from specforge.document.view import View

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=View)
_EXPRESSION = re.compile(r"\{[^{}]*\}")
AnyPair = (
    DocumentPair
    | ComponentPair
    | OperationPair
    | ParameterPair
    | BodyPair
    | ResponsePair
    | HeaderPair
    | MediaTypePair
    | SchemaPair
    | CallbackPair
    | SentBodyPair
    | AnswerPair
)


class Comparison:
    """Two documents, side by side."""

    def __init__(self, documents: DocumentPair, settings: DiffSettings | None = None) -> None:
        self.documents = documents
        self._settings = settings or DiffSettings()
        self._sameness = Sameness()

    def pairs(self) -> Iterator[AnyPair]:
        """Every pair that may differ. An operation comes before its parts."""
        yield self.documents
        found = list(self._found())
        walk = SchemaWalk(
            self._sameness, [each for each in found if isinstance(each, Root)], texts=self._settings.texts
        )
        for each in found:
            if isinstance(each, Root):
                yield from walk.below(each)
            else:
                yield each
        yield from walk.shared()
        yield from self._components()

    def _found(self) -> Iterator[AnyPair | Root]:
        """Operations and their parts; of the schemas only where they start."""
        for operation in self.operations():
            yield operation
            if operation.base is not None and operation.revision is not None:
                yield from self._parts(operation, operation.base, operation.revision)
        yield from self._webhooks()

    def operations(self) -> Iterator[OperationPair]:
        """The operations under ``paths``. Paths that differ in the names of their parameters only are the same."""
        old = _without_prefix(self.documents.base.paths, self._settings.base_prefix)
        new = _without_prefix(self.documents.revision.paths, self._settings.revision_prefix)
        for base, revision in _match_paths(old, new):
            yield from self._operations_of(base, revision)

    def _operations_of(self, base: PathItem | None, revision: PathItem | None) -> Iterator[OperationPair]:
        olds = {operation.method: operation for operation in base.operations} if base else {}
        news = {operation.method: operation for operation in revision.operations} if revision else {}
        for method in {**news, **olds}:
            old, new = olds.get(method), news.get(method)
            if old and new and base and revision and self._is_same_operation(old, new, base, revision):
                continue
            shown = new or old
            assert shown is not None
            # What was promised counts: a tag that comes with the change does not excuse it.
            if not self._settings.selects(shown.path, (old or shown).tags):
                continue
            roots = (self.documents.base, self.documents.revision)
            yield OperationPair(old, new, shown.label, shown.path, (base, revision), roots)

    def _is_same_operation(self, old: Operation, new: Operation, base: PathItem, revision: PathItem) -> bool:
        if base.path != revision.path or not self._sameness.same(old.node, new.node):
            return False
        shared = base.node.get("parameters"), revision.node.get("parameters")
        if shared == (None, None):
            return self._defaults_same()
        return None not in shared and self._sameness.same(*shared) and self._defaults_same()  # type: ignore[arg-type]

    def _defaults_same(self) -> bool:
        """Swagger's operations depend on what the document consumes and produces."""
        base, revision = self.documents.base, self.documents.revision
        if base.version.family != revision.version.family:
            return False
        if not base.version.is_swagger:
            return True
        old, new = (root.node.value if root.node.is_mapping else {} for root in (base, revision))
        return all(old.get(key) == new.get(key) for key in ("consumes", "produces"))

    def _parts(self, pair: OperationPair, base: Operation, revision: Operation) -> Iterator[AnyPair | Root]:
        yield from self._parameters(pair, base, revision)
        yield from self._body(pair, base, revision)
        yield from self._responses(pair, base, revision)
        yield from self._callbacks(pair, base, revision)

    def _parameters(self, pair: OperationPair, base: Operation, revision: Operation) -> Iterator[AnyPair | Root]:
        names = _renamed(base.path, revision.path)
        olds = {_parameter_key(p, names): p for p in base.parameters}
        news = {_parameter_key(p, {}): p for p in revision.parameters}
        own = {p.node for p in (*base.own_parameters, *revision.own_parameters)}
        for (location, _), sides in _match(olds, news):
            here = sides.revision or sides.base
            assert here is not None
            one = ParameterPair(sides.base, sides.revision, pair, location, here.name, here.node not in own)
            yield one
            if sides.base is not None and sides.revision is not None:
                yield from self._root(one, _schema_of(sides.base), _schema_of(sides.revision), "parameter")

    def _body(self, pair: OperationPair, base: Operation, revision: Operation) -> Iterator[AnyPair | Root]:
        body = BodyPair(base.request_body, revision.request_body, pair)
        if body.base is None and body.revision is None:
            return
        yield body
        if body.base is not None and body.revision is not None:
            sides = Sides[Any](body.base, body.revision)
            yield from self._content(pair, sides, Direction.REQUEST, None)

    def _responses(self, pair: OperationPair, base: Operation, revision: Operation) -> Iterator[AnyPair | Root]:
        for status, sides in _match(base.responses, revision.responses):
            response = ResponsePair(sides.base, sides.revision, pair, status)
            yield response
            if sides.base is None or sides.revision is None:
                yield from self._covered(pair, sides, status, base.responses, revision.responses)
                continue
            yield from self._headers(response)
            yield from self._content(pair, sides, Direction.RESPONSE, status)

    def _covered(
        self,
        pair: OperationPair,
        sides: Sides[Response],
        status: str,
        olds: Mapping[str, Response],
        news: Mapping[str, Response],
    ) -> Iterator[AnyPair | Root]:
        """The bodies of a status of its own, and of the range of them that stands for it on the other side."""
        old, new = sides.base or covering(olds, status), sides.revision or covering(news, status)
        if old is None or new is None:
            return
        near = (old.place.child("content", key=True), new.place.child("content", key=True))
        for name, each in _match(old.content, new.content):
            if each.base is not None and each.revision is not None:
                media = MediaTypePair(each.base, each.revision, pair, Direction.RESPONSE, status, name, near)
                yield from self._root(media, each.base.schema, each.revision.schema, "body")

    def _headers(self, response: ResponsePair) -> Iterator[AnyPair | Root]:
        assert response.base is not None and response.revision is not None
        olds = {name.lower(): (name, header) for name, header in response.base.headers.items()}
        news = {name.lower(): (name, header) for name, header in response.revision.headers.items()}
        for key in {**news, **olds}:
            (old_name, old), (name, new) = olds.get(key, ("", None)), news.get(key, ("", None))
            header = HeaderPair(old, new, response, name or old_name)
            yield header
            if old is not None and new is not None:
                yield from self._root(header, old.schema, new.schema, "header")

    def _content(
        self, pair: OperationPair, sides: Sides[Any], direction: Direction, status: str | None
    ) -> Iterator[AnyPair | Root]:
        """The media types of a body or response, which have ``content`` on both sides."""
        assert sides.base is not None and sides.revision is not None
        olds: dict[str, MediaType] = sides.base.content
        news: dict[str, MediaType] = sides.revision.content
        near = sides.places(pair.around, "content")
        for name, each in _match_media(olds, news, direction):
            media = MediaTypePair(each.base, each.revision, pair, direction, status, name, near)
            yield media
            if each.base is not None and each.revision is not None:
                yield from self._root(media, each.base.schema, each.revision.schema, "body")

    def _callbacks(self, pair: OperationPair, base: Operation, revision: Operation) -> Iterator[AnyPair | Root]:
        olds, news = (_flat_callbacks(side) for side in (base, revision))
        for (name, expression), sides in _match(olds, news):
            label = f"callback {name} of {pair.label}"
            near = pair.places(pair.around, "callbacks")
            yield CallbackPair(sides.base, sides.revision, pair, name, expression, near)
            if sides.base is not None and sides.revision is not None:
                yield from self._sent("callback", label, sides.base, sides.revision, pair)

    def _root(self, owner: SchemaOwner, base: Schema | None, revision: Schema | None, scope: str) -> Iterator[Root]:
        """Nothing where a side has no schema, or both are equal."""
        if base is not None and revision is not None and not self._sameness.same(base.node, revision.node):
            yield Root(owner, base, revision, scope)

    def _webhooks(self) -> Iterator[AnyPair | Root]:
        news = self.documents.revision.webhooks
        for name, old in self.documents.base.webhooks.items():
            if name in news and not self._sameness.same(old.node, news[name].node):
                yield from self._sent("webhook", f"webhook {name}", old, news[name])

    def _components(self) -> Iterator[ComponentPair]:
        """Named schemas that are gone: neither under that name, nor anywhere else where they are used."""
        base, revision = self.documents.base, self.documents.revision
        old_field, new_field = (
            ("definitions",) if d.version.is_swagger else ("components", "schemas") for d in (base, revision)
        )
        for name, schema in base.schemas.items():
            if name not in revision.schemas and name not in self._names_after(schema.node):
                places = (base.place.child(*old_field, name, key=True), revision.place.child(*new_field, key=True))
                yield ComponentPair(name, places)

    def _names_after(self, base: Node) -> set[str]:
        """What the counterparts of a schema of the base are called in the revision: in the document, or by a file."""
        found = self._sameness.partners(base)
        names = [new.tokens[-1] if new.tokens else new.source.uri.rpartition("/")[2] for new in found]
        return {*names, *(name.rpartition(".")[0] for name in names)}

    def _sent(
        self, kind: str, label: str, base: PathItem, revision: PathItem, around: OperationPair | None = None
    ) -> Iterator[AnyPair | Root]:
        """Requests that the server sends: for its clients they are what responses are, and their answers are requests.

        ``around`` is the operation whose callbacks they are.
        """
        news = {operation.method: operation for operation in revision.operations}
        for old in base.operations:
            new = news.get(old.method)
            if new is None or self._is_same_operation(old, new, base, revision):
                continue
            roots = around.roots if around else (self.documents.base, self.documents.revision)
            pair = OperationPair(old, new, f"{label} ({old.method.upper()})", base.path, (base, revision), roots)
            yield from self._sent_parts(kind, pair, old, new)

    def _sent_parts(self, kind: str, pair: OperationPair, old: Operation, new: Operation) -> Iterator[AnyPair | Root]:
        olds, news = ({(p.location, _name_key(p)): p for p in side.parameters} for side in (old, new))
        for (location, _), parameters in _match(olds, news):
            here = parameters.revision or parameters.base
            assert here is not None
            one = SentParameterPair(parameters.base, parameters.revision, pair, location, here.name, kind=kind)
            yield one
            if parameters.base is not None and parameters.revision is not None:
                yield from self._root(one, _schema_of(parameters.base), _schema_of(parameters.revision), "property")
        body = SentBodyPair(old.request_body, new.request_body, pair, kind)
        yield body
        if body.base is not None and body.revision is not None:
            yield from self._content(pair, Sides[Any](body.base, body.revision), Direction.RESPONSE, None)
        for status, responses in _match(old.responses, new.responses):
            yield AnswerPair(responses.base, responses.revision, pair, status, kind)
            if responses.base is not None and responses.revision is not None:
                yield from self._content(pair, responses, Direction.REQUEST, status)


def _match(olds: Mapping[K, V], news: Mapping[K, V]) -> Iterator[tuple[K, Sides[V]]]:
    """Both sides of each name, in the order of the revision; what is gone comes last."""
    for name in {**news, **olds}:
        yield name, Sides(olds.get(name), news.get(name))


def _match_media(
    olds: Mapping[str, MediaType], news: Mapping[str, MediaType], direction: Direction
) -> Iterator[tuple[str, Sides[MediaType]]]:
    """By name; what a response calls otherwise is the same still."""
    before = {normal(name): media for name, media in olds.items()}
    after = {normal(name): media for name, media in news.items()}
    gone = [name for name in before if name not in after]
    for name, media in after.items():
        old = before.get(name)
        if old is None and direction is Direction.RESPONSE:
            like = next((other for other in gone if renamed(other, name)), None)
            old = before[like] if like else None
            gone = [other for other in gone if other != like]
        yield media.name, Sides(old, media)
    for name in gone:
        wide = wildcard(after, name) if direction is Direction.REQUEST else None
        yield before[name].name, Sides(before[name], after[wide] if wide else None)


def _flat_callbacks(operation: Operation) -> dict[tuple[str, str], PathItem]:
    return {(name, key): item for name, items in operation.callbacks.items() for key, item in items.items()}


def _name_key(parameter: Parameter) -> str:
    return parameter.name.lower() if parameter.location == "header" else parameter.name


def _without_prefix(paths: Mapping[str, PathItem], prefix: str) -> Mapping[str, PathItem]:
    """The paths by what they are called behind the prefix; one without it keeps its name."""
    if not prefix:
        return paths
    prefix = prefix.rstrip("/")
    return {path.removeprefix(prefix) if path.startswith(f"{prefix}/") else path: item for path, item in paths.items()}


def _match_paths(
    olds: Mapping[str, PathItem], news: Mapping[str, PathItem]
) -> Iterator[tuple[PathItem | None, PathItem | None]]:
    unmatched = {_EXPRESSION.sub("{}", path): item for path, item in olds.items() if path not in news}
    for path, item in news.items():
        yield olds.get(path) or unmatched.pop(_EXPRESSION.sub("{}", path), None), item
    for item in unmatched.values():
        yield item, None


def _renamed(old: str, new: str) -> dict[str, str]:
    """Names of path parameters as they were, and as they are."""
    return dict(zip(_EXPRESSION.findall(old), _EXPRESSION.findall(new), strict=False))


def _parameter_key(parameter: Parameter, names: Mapping[str, str]) -> tuple[str, str]:
    """Names of headers know no case."""
    location, name = parameter.location, parameter.name
    if location == "path":
        return location, names.get(f"{{{name}}}", f"{{{name}}}")[1:-1]
    return location, _name_key(parameter)


def _schema_of(parameter: Parameter) -> Schema | None:
    """The schema of a parameter, also where it is that of its only media type."""
    if parameter.schema is not None:
        return parameter.schema
    media = next(iter(parameter.content.values()), None)
    return media.schema if media is not None else None
