"""Writing: creating, replacing, changing and deleting things."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zlib import crc32

from specforge.mock.answer import Answer
from specforge.mock.negotiate import Choice
from specforge.mock.serialise import dump_json
from specforge.mock.standin import ABSENT
from specforge.mock.state import sent
from specforge.mock.state.answers import Found, Refusal, is_among
from specforge.mock.state.envelope import origin
from specforge.mock.state.filters import Filters
from specforge.mock.state.fit import Misfit
from specforge.mock.state.known import Known
from specforge.mock.state.make import Maker, Making
from specforge.mock.state.patch import Unpatchable, patched
from specforge.mock.state.store import Entry, Upload
from specforge.mock.state.visits import Visit, Visits
from specforge.values.resources.model import Resource, Role
from specforge.values.resources.paths import Key, prefix_of
from specforge.values.texts import write


class Writer:
    """Answers what changes something. A thing is kept only where it can be answered with."""

    def __init__(self, visits: Visits) -> None:
        self._visits = visits
        self._maker = Maker(visits.fitter, visits.shapes)
        self._filters: dict[str, Filters] = {}

    def create(self, visit: Visit) -> Answer | None:
        choice = self._visits.choice(visit, (201, 200, 202, 204))
        self._visits.require_parent(visit)
        what = self._sent(visit)
        if isinstance(what.value, list):
            return None
        context = self._context(visit)
        self._visits.contents.prepare(visit.resource, context)
        own = self._chosen_id(visit, what, context)
        if own is None:
            own = self._visits.contents.new_id(visit.resource, context)
        if own is None:
            raise Misfit(f"no new id can be made for {visit.resource.name}")
        return self._stored(visit, choice, what, (*context, write(own)), own)

    def _chosen_id(self, visit: Visit, what: sent.Sent, context: Key) -> Any:
        """The id that the client gave, where it may."""
        resource = visit.resource
        name = resource.id_name
        if name is None or not isinstance(what.value, dict) or name not in what.value:
            return None
        schema = resource.element
        child = self._visits.shapes.properties(schema).get(name) if schema is not None else None
        asked = self._visits.shapes.properties(what.schema).get(name) if what.schema is not None else None
        if any(each is not None and self._visits.shapes.is_read_only(each) for each in (child, asked)):
            return None
        own = what.value[name]
        if not self._visits.contents.ids(resource).suits(own):
            return None
        is_known = self._visits.contents.exists(resource, (*context, write(own)))
        if is_known and self._visits.describes(visit, 409):
            raise Refusal((409,), f"there is a {resource.word} {write(own)} already")
        return own

    def _stored(self, visit: Visit, choice: Choice, what: sent.Sent, key: Key, own: Any) -> Answer:
        """Makes a thing and answers with it; it is kept only where it can be answered with."""
        resource = visit.resource
        values = self._visits.contents.context_values(resource, visit.action.template, visit.key)
        values |= self._visits.contents.context_values(resource, resource.template, key[: resource.depth])
        known = self._known(visit, key, what.upload)
        making = Making(own, what.names, what.writable, values, self._seed_of(resource, key), known)
        value = self._complete(resource, self._maker.make(resource, what.value, making))
        entry = Entry(value, upload=what.upload, size=_size(value, what.upload))
        if visit.action.is_window and len(visit.action.template.parameters) > resource.depth:
            entry.windows[visit.action.template.canonical] = visit.key
        answer = self._visits.answers.of_item(visit.exchange, choice, self._located(visit, key, entry))
        self._visits.contents.store.put(resource.home, key, entry)
        return answer

    def replace(self, visit: Visit) -> Answer | None:
        entry = self._visits.entry(visit)
        if entry is None:
            return self._created_by_put(visit)
        choice = self._visits.choice(visit, (200, 204, 202, 201))
        what = self._sent(visit)
        self._require_match(visit, entry)
        making = self._making(visit, what, visit.key)
        value = self._maker.replace(visit.resource, entry.value, what.value, making)
        return self._kept(visit, choice, visit.key, entry, what, value)

    def _created_by_put(self, visit: Visit) -> Answer | None:
        """``PUT`` creates where the document says so, or where there is no other way to."""
        resource = visit.resource
        self._visits.require_parent(visit)
        is_only_way = Role.CREATE not in resource.operations and not self._visits.describes(visit, 404)
        if not (resource.is_single or self._visits.describes(visit, 201) or is_only_way):
            raise self._visits.missing(visit)
        choice = self._visits.choice(visit, (201, 200, 204, 202))
        what = self._sent(visit)
        own = self._typed_id(resource, visit.key) if not resource.is_single else None
        return self._stored(visit, choice, what, visit.key, own)

    def update(self, visit: Visit) -> Answer | None:
        entry = self._visits.entry(visit)
        if entry is None:
            raise self._visits.missing(visit)
        choice = self._visits.choice(visit, (200, 204, 202))
        what = self._sent(visit)
        self._require_match(visit, entry)
        value = self._maker.change(
            visit.resource, entry.value, self._patched(visit, entry, what), self._making(visit, what, visit.key)
        )
        self._require_complete(visit, value)
        return self._kept(visit, choice, visit.key, entry, what, value)

    def _patched(self, visit: Visit, entry: Entry, what: sent.Sent) -> Any:
        changes = what.value
        if visit.exchange.route.method == "post" and not changes:
            changes = self._changes_in_query(visit)
        try:
            return patched(entry.value, changes, what.media_type)
        except Unpatchable as error:
            raise Refusal((409, 422, 400) if error.is_conflict else (422, 400, 409), str(error)) from error

    def _changes_in_query(self, visit: Visit) -> dict[str, Any]:
        """Some forms come as query parameters (``POST /pet/{petId}?status=sold``)."""
        element = visit.resource.element
        known = self._visits.shapes.properties(element) if element is not None else {}
        request = visit.exchange.request
        return {name: value for name in known if (value := request.query_value(name)) is not None}

    def _require_complete(self, visit: Visit, value: Any) -> None:
        """A patch that takes away what must be there, or puts nonsense there, is refused."""
        element = visit.resource.element
        if element is None:
            return
        compiled = self._visits.fitter.compiled(element)
        shown = self._visits.fitter.shown(value, element)
        if not compiled.is_valid(shown) and "patch" in visit.exchange.request.headers.get("content-type", ""):
            wrong = "; ".join(map(str, compiled.first_violations(shown)))
            raise Refusal((422, 400, 409), f"after the patch the object is not valid: {wrong}")

    def keep(self, visit: Visit) -> Answer | None:
        """``PUT`` on the collection: the thing says itself which one it is."""
        choice = self._visits.choice(visit, (200, 201, 204, 202))
        self._visits.require_parent(visit)
        what = self._sent(visit)
        name = visit.resource.id_name
        if not isinstance(what.value, dict) or name is None:
            return None
        context = self._context(visit)
        own = what.value.get(name)
        if own is None or not self._visits.contents.ids(visit.resource).suits(own):
            return self.create(visit)
        key = (*context, write(own))
        entry = self._visits.contents.get(visit.resource, key)
        if entry is None:
            if self._visits.describes(visit, 404):
                raise self._visits.missing(replace(visit, key=key))
            return self._stored(visit, choice, what, key, own)
        value = self._maker.replace(visit.resource, entry.value, what.value, self._making(visit, what, key))
        return self._kept(visit, choice, key, entry, what, value)

    def _kept(self, visit: Visit, choice: Choice, key: Key, old: Entry, what: sent.Sent, value: Any) -> Answer:
        """Puts a changed thing in the place of the old one, where it can be answered with."""
        value = self._complete(visit.resource, value)
        upload = what.upload or old.upload
        entry = replace(old, value=value, upload=upload, size=_size(value, upload))
        answer = self._visits.answers.of_item(visit.exchange, choice, self._located(visit, key, entry))
        self._visits.contents.store.put(visit.resource.home, key, entry)
        return answer

    def clear(self, visit: Visit) -> Answer | None:
        """Deletes all things, or those that are chosen; nothing when a parameter is not understood."""
        self._visits.require_parent(visit)
        request, filters = visit.exchange.request, self._filters_of(visit)
        if not {name for name, _ in request.query_parts} <= filters.names:
            return None
        choice = self._visits.choice(visit, (204, 200, 202))
        for key, _ in filters.chosen(request, self._visits.contents.listed(visit.action, visit.key)):
            self._visits.contents.store.remove(visit.resource.home, key)
        return self._visits.answers.of_value(visit.exchange, choice, ABSENT, {}) if choice.content is None else None

    def _filters_of(self, visit: Visit) -> Filters:
        label, element = visit.exchange.route.label, visit.resource.element
        if label not in self._filters:
            parameters = [each for each in visit.action.operation.parameters if each.location == "query"]
            self._filters[label] = Filters(parameters, self._visits.shapes, element)
        return self._filters[label]

    def delete(self, visit: Visit) -> Answer | None:
        entry = self._visits.entry(visit)
        if entry is None:
            raise self._visits.missing(visit)
        choice = self._visits.choice(visit, (204, 200, 202))
        self._require_match(visit, entry)
        try:
            return self._visits.answers.of_item(visit.exchange, choice, Found(visit.resource, visit.key, entry))
        finally:
            self._visits.contents.store.remove(visit.resource.home, visit.key)

    def _sent(self, visit: Visit) -> sent.Sent:
        try:
            return sent.read(visit.exchange.request, visit.action.operation, visit.resource, self._visits.shapes)
        except sent.TooDeep as error:
            raise Refusal((422, 400), str(error)) from error

    def _typed_id(self, resource: Resource, key: Key) -> Any:
        """The id in a path as the property wants it: ``7``, not ``"7"``."""
        text = key[-1]
        number = int(text) if text.isdecimal() and len(text) < 19 else None
        ids = self._visits.contents.ids(resource)
        return number if number is not None and not ids.suits(text) and ids.suits(number) else text

    def _making(self, visit: Visit, what: sent.Sent, key: Key) -> Making:
        resource = visit.resource
        values = self._visits.contents.context_values(resource, resource.template, key[: resource.depth])
        own = self._typed_id(resource, key) if not resource.is_single else None
        return Making(
            own, what.names, what.writable, values, self._seed_of(resource, key), self._known(visit, key, what.upload)
        )

    def _seed_of(self, resource: Resource, key: Key) -> int:
        return 1 + crc32(f"{self._visits.settings.seed or 0} {resource.home} {key}".encode("utf-8", "replace"))

    def _complete(self, resource: Resource, value: Any) -> Any:
        """The thing as it is read; what is only written is kept beside it, and never shown."""
        if resource.element is None:
            return value
        fitted = self._visits.fitter.fit(value, resource.element)
        if not isinstance(fitted, dict) or not isinstance(value, dict):
            return fitted
        return fitted | {name: each for name, each in value.items() if name not in fitted}

    def _located(self, visit: Visit, key: Key, entry: Entry) -> Found:
        """With the address of the thing, where it has one."""
        known = self._known(visit, key, entry.upload)
        if not known.path:
            return Found(visit.resource, key, entry, known)
        headers = (each for response in visit.exchange.route.responses for each in response.headers.items())
        wanted = {
            each.schema.format for name, each in headers if name.lower() == "location" and each.schema is not None
        }
        address = known.url if wanted & {"uri", "url"} else known.path
        return Found(visit.resource, key, entry, known, {"location": address, "content-location": known.path})

    def _known(self, visit: Visit, key: Key, upload: Upload | None) -> Known:
        resource, request = visit.resource, visit.exchange.request
        if resource.item is None:
            return Known(upload=upload)
        path = request.prefix + prefix_of(request.path, visit.action.template) + resource.item.concrete(key)
        return Known(path, origin(request) + path, upload)

    def _require_match(self, visit: Visit, entry: Entry) -> None:
        """RFC 9110 section 13.1.1, where the document speaks of it."""
        stated = visit.exchange.request.headers.get("if-match")
        names = {each.name.lower() for each in visit.action.operation.parameters if each.location == "header"}
        if stated is None or not (self._visits.describes(visit, 412) or "if-match" in names):
            return
        if not is_among(Found(visit.resource, visit.key, entry).etag, stated):
            raise Refusal((412,), "the object has changed since it was read with this ETag")

    def _context(self, visit: Visit) -> Key:
        return visit.key[: visit.resource.depth]


def _size(value: Any, upload: Upload | None) -> int:
    return len(dump_json(value)) + (len(upload.content) if upload is not None else 0)
