"""The state as a JSON document: shown at the desk, loaded from there, and kept in a file.

``{"objects": {"/pets": [{...}], "/users/1/orders": [{...}], "/me": {...}}, "uploads": {"/files/1": {...}}}``: things
stand in the list of their path, those without an id of their own under it, and singletons by themselves.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from specforge.atomic import write_atomically
from specforge.errors import SyntaxProblem, UnreadableError
from specforge.mock.serialise import dump_json
from specforge.mock.state.contents import Contents
from specforge.mock.state.fit import Misfit
from specforge.mock.state.store import Entry, Full, Store, Upload
from specforge.suggest import or_rather
from specforge.values.resources.model import Resource
from specforge.values.resources.paths import Key, Template
from specforge.values.texts import write

_LISTED = 12


class Unusable(Exception):
    """A document that is no state of this mock; the text says why."""


def describe(contents: Contents) -> list[dict[str, Any]]:
    """What was recognised, resource by resource."""
    return [_described(resource) for resource in contents.recognised.resources]


def summary(contents: Contents) -> str:
    """One line for the terminal."""
    names = [resource.name for resource in contents.recognised.resources]
    if not names:
        return "stateful: no resource was recognised in this document, so nothing is kept"
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"stateful: keeps {', '.join(names[:_LISTED])}{more} (GET /__specforge/state says more)"


def _described(resource: Resource) -> dict[str, Any]:
    return {
        "name": resource.name,
        "kind": "single" if resource.is_single else "collection",
        "collection": resource.collection.written if resource.collection is not None else None,
        "item": resource.item.written if resource.item is not None else None,
        "id": resource.id_name,
        "parent": resource.parent.name if resource.parent is not None else None,
        "operations": {role.value: operation.label for role, operation in resource.operations.items()},
    }


def dump(contents: Contents) -> dict[str, Any]:
    """Everything that is there, the seeds of what has no parent included."""
    objects: dict[str, Any] = {}
    uploads: dict[str, Any] = {}
    for resource in contents.recognised.resources:
        if not resource.depth:
            contents.prepare(resource, ())
        for key, entry in contents.store.all(resource.home):
            path, own = _address(resource, key)
            element = resource.element
            # What is only written, passwords above all, is for nobody to read.
            value = contents.fitter.shown(entry.value, element) if element is not None else entry.value
            _put(objects, path, own, value, resource)
            if entry.upload is not None:
                text = base64.b64encode(entry.upload.content).decode()
                uploads[resource.template.concrete(key)] = {"mediaType": entry.upload.media_type, "base64": text}
    return {"objects": objects, "uploads": uploads} if uploads else {"objects": objects}


def restore(contents: Contents, document: Any) -> None:
    """Puts what ``dump`` gave in the place of what is there. Raises Unusable, and then nothing has changed."""
    objects = document.get("objects") if isinstance(document, dict) else None
    uploads = document.get("uploads", {}) if isinstance(document, dict) else None
    if not isinstance(objects, dict) or not isinstance(uploads, dict):
        raise Unusable('a state is an object with "objects": {"/path": [...]}')
    store = Store()
    store.is_closed = True
    for path, values in objects.items():
        for resource, key, value in _things(contents, path, values):
            entry = Entry(_checked(contents, resource, key, value, path), size=len(dump_json(value)))
            entry.upload = _upload(uploads.get(resource.template.concrete(key)))
            entry.size += len(entry.upload.content) if entry.upload is not None else 0
            try:
                store.put(resource.home, key, entry)
            except Full as full:
                raise Unusable(str(full)) from full
    contents.store = store


def load(contents: Contents, path: Path) -> None:
    """Reads the file, where there is one. Raises InputError."""
    if not path.exists():
        return
    try:
        restore(contents, orjson.loads(path.read_bytes()))
    except OSError as error:
        raise UnreadableError(f"the state cannot be read: {error.strerror}", file=str(path)) from error
    except orjson.JSONDecodeError as error:
        message = f"the state is no JSON: {error.msg}"
        raise SyntaxProblem(message, file=str(path), line=error.lineno, column=error.colno) from error
    except Unusable as error:
        raise SyntaxProblem(str(error), file=str(path), help="delete the file to begin with the seeds") from error


def save(contents: Contents, path: Path) -> None:
    """Writes the file. Raises OutputError."""
    write_atomically(path, dump_json(dump(contents)))


def _address(resource: Resource, key: Key) -> tuple[str, str | None]:
    """The path under which a thing is shown, and its key there, where it has no id of its own."""
    if resource.is_single:
        return resource.template.concrete(key), None
    return _base(resource).concrete(key[:-1]), key[-1]


def _base(resource: Resource) -> Template:
    if resource.item is not None:
        return Template(resource.item.written.rstrip("/").rpartition("/")[0])
    return resource.template


def _put(objects: dict[str, Any], path: str, own: str | None, value: Any, resource: Resource) -> None:
    if own is None:
        objects[path] = value
    elif resource.id_name is not None:
        objects.setdefault(path, []).append(value)
    else:
        objects.setdefault(path, {})[own] = value


def _things(contents: Contents, path: str, values: Any) -> Iterator[tuple[Resource, Key, Any]]:
    resource, context = _find(contents, path)
    if resource.is_single:
        yield resource, context, values
    elif resource.id_name is None:
        if not isinstance(values, dict):
            raise Unusable(f"{path} must be an object of objects by id")
        yield from ((resource, (*context, own), value) for own, value in values.items())
    else:
        if not isinstance(values, list):
            raise Unusable(f"{path} must be a list")
        for value in values:
            own = value.get(resource.id_name) if isinstance(value, dict) else None
            if not isinstance(own, str | int):
                raise Unusable(f"an object of {path} has no {resource.id_name}")
            yield resource, (*context, write(own)), value


def _find(contents: Contents, path: str) -> tuple[Resource, Key]:
    resources = contents.recognised.resources
    templates = [resource.template if resource.is_single else _base(resource) for resource in resources]
    for resource, template in zip(resources, templates, strict=True):
        key = template.match(path)
        if key is not None:
            return resource, key
    known = [template.written for template in templates]
    raise Unusable(f"{path} is no resource of this document.{or_rather(path, known)}")


def _checked(contents: Contents, resource: Resource, key: Key, value: Any, path: str) -> Any:
    """What is not as the document has it is mended, but for the id: nobody would find the thing under another one."""
    if resource.element is None:
        return value
    try:
        fitting = contents.fitter.fit(value, resource.element)
    except Misfit as misfit:
        raise Unusable(f"an object of {path} does not fit the document: {misfit}") from misfit
    own = fitting.get(resource.id_name) if isinstance(fitting, dict) and resource.id_name is not None else None
    if own is not None and not resource.is_single and write(own) != key[-1]:
        raise Unusable(f"an object of {path} has an {resource.id_name} that does not fit the document: {key[-1]}")
    return fitting


def _upload(raw: Any) -> Upload | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("base64"), str):
        return None
    try:
        content = base64.b64decode(raw["base64"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unusable("an upload is no base64") from error
    media_type = raw.get("mediaType")
    return Upload(media_type if isinstance(media_type, str) else "application/octet-stream", content)
