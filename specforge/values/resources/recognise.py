"""Which resources does a document describe? Recognised from its paths, and from what its bodies look like.

A collection is a path with an item path behind it (``/pets`` and ``/pets/{petId}``), a singleton a path that is read
and written and is no list (``/me``). What an operation does there follows from its method, once its bodies bear it out.
Whatever remains (``/pets/{petId}/feed``) belongs to no resource, and the document answers for it as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from specforge.document.model import Document, Operation, Parameter, PathItem, Schema
from specforge.values.resources.bodies import answers_bytes, is_binary, item_path, success_schema, takes_files
from specforge.values.resources.identity import id_name, linked_id
from specforge.values.resources.model import Action, Recognised, Resource, Role
from specforge.values.resources.names import singular
from specforge.values.resources.paths import Template
from specforge.values.resources.shapes import ListShape, Path, Shapes, wrapper_of

EXTENSION = "x-specforge-resource"
_CREATE_WORDS = frozenset({"create", "new", "add"})
_METHODS = ("get", "head", "post", "put", "patch", "delete")


def recognise(document: Document, shapes: Shapes) -> Recognised:
    """The resources of a document."""
    return _Recogniser(document, shapes).run()


@dataclass
class _Place:
    """A path of the document with its operations by method."""

    template: Template
    operations: dict[str, Operation]
    settings: dict[str, str]

    @cached_property
    def canonical(self) -> str:
        return self.template.canonical


class _Recogniser:
    def __init__(self, document: Document, shapes: Shapes) -> None:
        self._shapes = shapes
        self._places: dict[str, _Place] = {}
        for path, item in document.paths.items():
            place = _place(path, item)
            if place is not None:
                self._places.setdefault(place.canonical, place)
        self._resources: list[Resource] = []
        self._actions: dict[str, Action] = {}
        self._homeless: list[Resource] = []

    def run(self) -> Recognised:
        self._find_items()
        paired = {each.collection.canonical for each in self._resources if each.collection is not None}
        for place in self._places.values():
            if not place.template.is_item and place.canonical not in paired:
                self._alone(place)
        owners = dict(self._owners())
        for resource in self._resources:
            resource.parent = self._owner(resource.template, resource)
        self._find_contents()
        return Recognised(self._resources, self._actions, owners)

    def _find_items(self) -> None:
        for place in self._places.values():
            if place.template.is_item:
                base = self._base_of(place)
                self._pair(base if base is not None and not base.template.is_item else None, place)

    def _base_of(self, place: _Place) -> _Place | None:
        """The collection of an item path; ``/silences`` is that of ``/silence/{id}`` too."""
        base = place.template.base
        if base in self._places:
            return self._places[base]
        head, _, word = base.rpartition("/")
        return self._by_word.get((head, singular(word))) if "{}" not in word else None

    @cached_property
    def _by_word(self) -> dict[tuple[str, str], _Place]:
        """The paths that end in a word, by what stands before it and the word in the singular."""
        plain = [place for place in self._places.values() if not place.template.is_item]
        return {(place.template.base, singular(place.template.word)): place for place in reversed(plain)}

    # -- collections and their items ----------------------------------------------------------------------------------

    def _pair(self, base: _Place | None, place: _Place) -> None:
        resource = Resource(_name(place, base), base.template if base else None, place.template)
        roles = dict(self._item_roles(place, resource))
        resource.element = self._element(roles, base)
        if Role.READ in roles and not self._is_item(roles[Role.READ], resource):
            return
        if base is not None:
            roles |= dict(self._collection_roles(base, resource))
        roles |= self._posted(place, resource) if Role.UPDATE not in roles else {}
        resource.operations = roles
        self._identify(resource, place)
        own = {Role.READ, Role.REPLACE, Role.UPDATE, Role.DELETE} & roles.keys()
        if not own or not self._is_known_by_id(resource):
            return
        if {Role.LIST, Role.CREATE, Role.REPLACE} & roles.keys():
            self._add(resource, {place.canonical: place, **({base.canonical: base} if base else {})})
        else:
            self._homeless.append(resource)

    def _item_roles(self, place: _Place, resource: Resource) -> Iterator[tuple[Role, Operation]]:
        for method, role in (
            ("get", Role.READ),
            ("put", Role.REPLACE),
            ("patch", Role.UPDATE),
            ("delete", Role.DELETE),
        ):
            if method in place.operations:
                yield role, place.operations[method]

    def _posted(self, place: _Place, resource: Resource) -> dict[Role, Operation]:
        """``POST`` on an item changes it where it answers with the item, or sends nothing but its properties."""
        operation = place.operations.get("post")
        if operation is None or resource.element is None:
            return {}
        schema = success_schema(operation)
        if schema is not None and schema.node == resource.element.node:
            return {Role.UPDATE: operation}
        sent = self._sent_names(operation)
        known = self._shapes.properties(resource.element)
        return {Role.UPDATE: operation} if sent and sent <= known.keys() else {}

    def _collection_roles(self, base: _Place, resource: Resource) -> Iterator[tuple[Role, Operation]]:
        get, post, put, delete = (base.operations.get(method) for method in ("get", "post", "put", "delete"))
        if get is not None and self._list_shape(get, resource) is not None:
            yield Role.LIST, get
        if post is not None and self._creates(post, resource):
            yield Role.CREATE, post
        if put is not None and resource.element is not None and self._sends_item(put, resource):
            yield Role.KEEP, put
        if delete is not None and delete.request_body is None and not any(map(_is_asked_for, delete.parameters)):
            yield Role.CLEAR, delete

    def _creates(self, operation: Operation, resource: Resource) -> bool:
        """What is sent or what is answered looks like the item; a body that nobody describes may be one."""
        if resource.element is None:
            return True
        schema = success_schema(operation)
        if schema is not None and self._shapes.kind(schema) == "array":
            return False
        if self._sends_item(operation, resource):
            return True
        return schema is not None and self.item_path(schema, resource) is not None

    def _sends_item(self, operation: Operation, resource: Resource) -> bool:
        body = operation.request_body
        if body is None or not body.content:
            return False
        if resource.element is None or any(is_binary(name) for name in body.content):
            return True
        return bool(self._sent_names(operation) & self._shapes.properties(resource.element).keys())

    def _sent_names(self, operation: Operation) -> set[str]:
        """The names of what is sent, also of what is wrapped in one property."""
        names: set[str] = set()
        body = operation.request_body
        for media_type in body.content.values() if body is not None else ():
            if media_type.schema is not None:
                properties = self._shapes.properties(media_type.schema)
                names |= properties.keys()
                if len(properties) == 1:
                    names |= self._shapes.properties(next(iter(properties.values()))).keys()
        return names

    def _is_known_by_id(self, resource: Resource) -> bool:
        """Clients must be able to learn the ids: from a property, from a Location header, or by choosing them. Reports
        by kind (``/reports/{type}``) look like a resource that is only read, but what they list is not what they read.
        """
        roles = resource.operations
        if Role.READ in roles and not {Role.CREATE, Role.REPLACE, Role.DELETE, Role.UPDATE} & roles.keys():
            return resource.id_name is not None and success_schema(roles[Role.READ]) is not None
        create = roles.get(Role.CREATE)
        is_located = create is not None and any(
            name.lower() == "location" for each in create.responses.values() for name in each.headers
        )
        return resource.id_name is not None or Role.REPLACE in roles or is_located

    # -- what bodies look like ----------------------------------------------------------------------------------------

    def _element(self, roles: dict[Role, Operation], base: _Place | None) -> Schema | None:
        """The schema of one thing: what reading it answers, else what the list has, else what changing it answers."""
        word = base.template.word if base else ""
        listed = self._listed(base, word)
        for role in (Role.READ, Role.REPLACE, Role.UPDATE):
            schema = success_schema(roles[role]) if role in roles else None
            if schema is not None:
                return self._unwrapped(schema, word, listed)
        if listed is not None:
            return listed
        made = success_schema(base.operations["post"]) if base and "post" in base.operations else None
        return self._unwrapped(made, word, None) if made is not None else self._sent(roles.get(Role.REPLACE))

    def _listed(self, base: _Place | None, word: str) -> Schema | None:
        get = base.operations.get("get") if base is not None else None
        schema = success_schema(get) if get is not None else None
        shape = self._shapes.find_list(schema, word) if schema is not None else None
        return shape.element if shape is not None else None

    def _unwrapped(self, schema: Schema, word: str, listed: Schema | None) -> Schema:
        if listed is not None and schema.node == listed.node:
            return schema
        name = wrapper_of(self._shapes, schema, word, listed)
        properties = self._shapes.properties(schema)
        has_id = id_name({k: v for k, v in properties.items() if k != name}, "id", word) is not None
        return properties[name] if name is not None and not has_id else schema

    def _sent(self, operation: Operation | None) -> Schema | None:
        body = operation.request_body if operation is not None else None
        media_types = list(body.content.values()) if body is not None else []
        return next((media.schema for media in media_types if media.schema is not None), None)

    def _list_shape(self, operation: Operation, resource: Resource) -> ListShape | None:
        schema = success_schema(operation)
        return self._shapes.find_list(schema, resource.word, resource.element) if schema is not None else None

    def _is_item(self, operation: Operation, resource: Resource) -> bool:
        schema = success_schema(operation)
        return schema is None or self._shapes.kind(schema) != "array"

    def item_path(self, schema: Schema, resource: Resource) -> Path | None:
        return item_path(self._shapes, schema, resource)

    def _identify(self, resource: Resource, place: _Place) -> None:
        name = place.template.parameters[-1]
        operations = list(place.operations.values())
        found = (each for operation in operations for each in operation.parameters)
        resource.parameter = next((each for each in found if each.location == "path" and each.name == name), None)
        properties = self._shapes.properties(resource.element) if resource.element is not None else {}
        scalars = {key: child for key, child in properties.items() if self._shapes.is_scalar(child)}
        names = frozenset(operation.operation_id for operation in operations if operation.operation_id)
        linked = linked_id(resource.operations.get(Role.CREATE), names, name)
        asked = place.settings.get("id") or linked
        schema = resource.parameter.schema if resource.parameter is not None else None
        kind = self._shapes.kind(schema) if schema is not None else None
        resource.id_name = id_name(scalars, name, resource.word, asked, kind)

    # -- paths without an item path -----------------------------------------------------------------------------------

    def _alone(self, place: _Place) -> None:
        get = place.operations.get("get")
        word = place.template.word
        listed = self._listed(place, word)
        if listed is not None:
            if not self._window(place, listed):
                self._bare_collection(place, listed)
        elif get is not None and self._is_single(place, get):
            self._single(place, get)
        elif self._is_create_path(place):
            home = next(each for each in self._resources if each.collection and each.home_of(place.template))
            home.operations.setdefault(Role.CREATE, place.operations["post"])
            self._act(Role.CREATE, home, place.operations["post"], place.template, is_window=True)
        elif get is None and "post" in place.operations:
            made = success_schema(place.operations["post"])
            if made is not None:
                self._window(place, self._unwrapped(made, word, None))

    def _window(self, place: _Place, element: Schema) -> bool:
        """A list of things that have their home elsewhere, known by their schema (and, to create them, by name)."""
        known = (*self._homeless, *self._resources)
        fitting = [each for each in known if each.element is not None and each.element.node == element.node]
        named = [
            each for each in fitting if each.word == place.template.word or each.name == place.settings.get("name")
        ]
        home = next(iter(named), None) or (fitting[0] if len(fitting) == 1 and "post" not in place.operations else None)
        if home is None or home.depth or not self._fits_window(place, home, bool(named)):
            return False
        if home in self._homeless:
            self._homeless.remove(home)
            self._add(home, {})
        for method, role in (("get", Role.LIST), ("post", Role.CREATE)):
            operation = place.operations.get(method)
            if operation is not None and (role is not Role.CREATE or self._creates(operation, home)):
                home.operations.setdefault(role, operation)
                self._act(role, home, operation, place.template, is_window=True)
        return True

    def _is_create_path(self, place: _Place) -> bool:
        """``POST /volumes/create`` is what others write as ``POST /volumes``."""
        if place.template.word not in _CREATE_WORDS or "post" not in place.operations:
            return False
        homes = (each for each in self._resources if each.home_of(place.template))
        return any(Role.CREATE not in each.operations for each in homes)

    def _fits_window(self, place: _Place, home: Resource, is_named: bool) -> bool:
        """``/pets/findByStatus`` is a view of ``/pets``; a list elsewhere has to be called as the things are."""
        return is_named or home.home_of(place.template)

    def _bare_collection(self, place: _Place, element: Schema) -> None:
        """A list that one can add to, though its things cannot be asked for one by one."""
        post = place.operations.get("post")
        resource = Resource(_name(place), place.template, None, element=element)
        is_below = any(each.home_of(place.template) for each in self._resources)
        if post is None or is_below or not self._creates(post, resource):
            return
        properties = self._shapes.properties(element)
        scalars = {key: child for key, child in properties.items() if self._shapes.is_scalar(child)}
        resource.id_name = place.settings.get("id") or id_name(scalars, "id", resource.word)
        resource.operations = {Role.LIST: place.operations["get"], Role.CREATE: post}
        self._add(resource, {place.canonical: place})

    def _is_single(self, place: _Place, get: Operation) -> bool:
        is_written = "put" in place.operations or "patch" in place.operations
        schema = success_schema(get)
        return is_written and (schema is None or self._shapes.kind(schema) != "array")

    def _single(self, place: _Place, get: Operation) -> None:
        resource = Resource(_name(place), None, place.template, is_single=True)
        resource.operations = dict(self._item_roles(place, resource))
        schema = success_schema(get)
        resource.element = self._unwrapped(schema, place.template.word, None) if schema is not None else None
        writers = [resource.operations[role] for role in (Role.REPLACE, Role.UPDATE) if role in resource.operations]
        if any(self._writes(operation, resource) for operation in writers):
            self._add(resource, {place.canonical: place})

    def _writes(self, operation: Operation, resource: Resource) -> bool:
        """What is sent is what is read, or what is answered is."""
        element, answered = resource.element, success_schema(operation)
        if element is None or (answered is not None and answered.node == element.node):
            return True
        sent = self._sent(operation)
        is_alike = sent is not None and self._shapes.kind(sent) == self._shapes.kind(element) != "object"
        return is_alike or self._sends_item(operation, resource)

    # -- the outcome --------------------------------------------------------------------------------------------------

    def _add(self, resource: Resource, places: dict[str, _Place]) -> None:
        self._resources.append(resource)
        for role, operation in resource.operations.items():
            self._act(role, resource, operation, Template(operation.path))
        for place in places.values():
            head, get = place.operations.get("head"), place.operations.get("get")
            if head is not None and get is not None and get.label in self._actions:
                self._act(self._actions[get.label].role, resource, head, place.template)

    def _act(
        self, role: Role, resource: Resource, operation: Operation, template: Template, is_window: bool = False
    ) -> None:
        self._actions[operation.label] = Action(role, resource, operation, template, is_window)

    def _owners(self) -> Iterator[tuple[str, Resource]]:
        for place in self._places.values():
            owner = self._owner(place.template)
            if owner is not None:
                yield from ((operation.label, owner) for operation in place.operations.values())

    def _owner(self, template: Template, own: Resource | None = None) -> Resource | None:
        """The thing whose path is the longest that this one begins with."""
        path = template.base if template.is_item else template.canonical
        while path := path.rpartition("/")[0]:
            owner = self._items.get(path)
            if owner is not None and owner is not own:
                return owner
        return None

    @cached_property
    def _items(self) -> dict[str, Resource]:
        """Resources by the path of their things; asked for when all of them are known."""
        known = (each for each in self._resources if not each.is_single)
        return {each.item.canonical: each for each in known if each.item is not None}

    def _find_contents(self) -> None:
        """``GET /files/{id}/content`` gives back the bytes that came with the file."""
        for place in self._places.values():
            get = place.operations.get("get")
            home = self._items.get(place.template.base)
            if get is None or home is None or get.label in self._actions or not answers_bytes(get):
                continue
            senders = (home.operations.get(role) for role in (Role.CREATE, Role.REPLACE))
            if any(sender is not None and takes_files(sender) for sender in senders):
                self._act(Role.CONTENT, home, get, place.template)


def _place(path: str, item: PathItem) -> _Place | None:
    """None for a path that was opted out, and for one that is no plain path."""
    if not path.startswith("/") or "?" in path or "#" in path or item.get(EXTENSION) is False:
        return None
    operations = {each.method: each for each in item.operations if each.get(EXTENSION) is not False}
    known = {method: operations[method] for method in _METHODS if method in operations}
    settings: dict[str, str] = {}
    for view in (item, *known.values()):
        settings |= _settings(view.get(EXTENSION))
    return _Place(Template(path), known, settings)


def _is_asked_for(parameter: Parameter) -> bool:
    return parameter.location == "query" and parameter.required


def _settings(value: object) -> dict[str, str]:
    if isinstance(value, str):
        return {"name": value}
    found = value if isinstance(value, dict) else {}
    return {key: text for key, text in found.items() if key in ("name", "id") and isinstance(text, str)}


def _name(place: _Place, base: _Place | None = None) -> str:
    asked = place.settings.get("name") or (base.settings.get("name") if base is not None else None)
    return asked or (base or place).template.canonical.removesuffix("/{}")
