"""Calls every method of a generated client with sample arguments, against the mock in this process."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import typing
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import httpx
from pydantic import TypeAdapter

from specforge.document.model import Document, Operation, Schema
from specforge.gen.plan import Plan
from specforge.gen.plan_client import Call
from specforge.gen.run import generate
from specforge.gen.settings import Settings
from specforge.mock.message import Request
from specforge.mock.pipeline import Pipeline
from specforge.mock.settings import Settings as MockSettings
from specforge.values.check import SchemaChecker
from specforge.values.media import is_json
from specforge.values.sample import Unsatisfiable, sample

_REFUSED = re.compile(rb"prism/errors#(?!NO_RESPONSE|NOT_ACCEPTABLE)")


class Caller:
    """A generated client over the embedded mock. ``problems`` collects what the mock has against the requests."""

    def __init__(self, document: Document, folder: Path, package: str) -> None:
        self.document = document
        generated = generate(document, Settings(("client",), package))
        for file in generated.files:
            (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / file.path).write_text(file.text, "utf-8")
        self._folder = str(folder)
        sys.path.insert(0, self._folder)
        self.plan: Plan = generated.plan
        self.package = f"{package}.generated"
        self.module = importlib.import_module(f"{self.package}.client")
        self.problems: list[str] = []
        self.calls = 0
        self._checker = SchemaChecker(document)
        self._mock = Pipeline(document, MockSettings(ignore_examples=True))
        self._names = _namespace(self.package)

    def forget(self) -> None:
        """Undo what importing it needed."""
        sys.path.remove(self._folder)

    def run(self, *, fill_optional: bool) -> None:
        """Call everything that there is, as far as there are valid arguments."""
        views = {operation.label: operation for operation in self.document.operations}
        http = httpx.Client(transport=httpx.MockTransport(self._answer))
        base = self.document.base_paths[0]
        with http, self.module.Client(f"http://mock{base}", http=http, **self._secrets()) as client:
            for group in self.plan.groups:
                for operation in group.operations:
                    for call in operation.calls:
                        self._call(getattr(client, group.attribute), views[operation.label], call, fill_optional)

    def _secrets(self) -> dict[str, Any]:
        assert self.plan.client is not None
        return {
            one.python_name: ("name", "password") if one.kind == "basic" else "secret"
            for one in self.plan.client.schemes
        }

    def _call(self, group: Any, view: Operation, call: Call, fill_optional: bool) -> None:
        try:
            arguments = dict(self._arguments(group, view, call, fill_optional))
        except Unsatisfiable:
            return
        self.calls += 1
        before = len(self.problems)
        try:
            result = getattr(group, call.name)(**arguments)
            if call.is_stream:
                list(result)
        except self.module.ClientError as error:
            if len(self.problems) == before and error.status < 300:
                self.problems.append(f"{view.label}: {error}: {error.__cause__}")

    def _arguments(self, group: Any, view: Operation, call: Call, fill_optional: bool) -> Iterable[tuple[str, Any]]:
        endpoint = getattr(sys.modules[type(group).__module__], call.constant)
        parameters = {(one.location, one.name): one for one in view.parameters}
        types = {one.python_name: one.type_code for one in call.arguments}
        for one in endpoint.parameters:
            parameter = parameters.get((one.location, one.name))
            if parameter is not None and not (parameter.required or fill_optional):
                continue
            media = next(iter(parameter.content.values()), None) if parameter else None
            schema = media.schema if media else parameter.schema if parameter else None
            value = self._sample(schema, one.name, fill_optional)
            if value in ([], {}):  # which leave no trace
                value = self._sample(schema, one.name, True)
            if value in ([], {}, None) and not (parameter and parameter.required):
                continue
            yield one.argument, self._typed(value, types[one.argument])
        body = view.request_body
        if endpoint.body and body is not None and (body.required or fill_optional):
            yield from self._body(endpoint.body[0], view, types["body"], fill_optional)

    def _body(self, media: Any, view: Operation, type_code: str, fill_optional: bool) -> Iterable[tuple[str, Any]]:
        assert view.request_body is not None
        described = view.request_body.content[media.name]
        if media.kind in ("text", "binary"):
            texts = {"int": 1, "float": 1.5, "bool": True}
            text = texts.get(type_code.removesuffix(" | None"), "text")
            yield "body", text if media.kind == "text" else b"bytes"
        elif described.item_schema is not None:
            item = self._sample(described.item_schema, "", fill_optional)
            yield "body", self._typed([item, item], type_code.replace("Iterable", "list", 1))
        else:
            value = self._sample(described.schema, "", fill_optional)
            if media.kind == "json":
                yield "body", self._typed(value, type_code)
            else:
                yield "body", self._form(value, described.schema)
        if "*" in media.name:
            yield "content_type", media.name.replace("*/*", "application/octet-stream").replace("*", "png")

    def _form(self, value: Any, schema: Schema | None) -> Any:
        """Files where the schema says so; what else there is can stand in a form as it is."""
        if not isinstance(value, dict) or schema is None:
            return value
        found = dict(value)
        for name, field in schema.properties.items():
            if name in found and (field.format == "binary" or field.get("contentMediaType")):
                found[name] = self.module.File(b"file", f"{name}.bin")
        return found

    def _sample(self, schema: Schema | None, name: str, fill_optional: bool) -> Any:
        if schema is None:
            return "x"
        return sample(schema, self._checker, direction="request", name=name, fill_optional=fill_optional)

    def _typed(self, value: Any, code: str) -> Any:
        """The value as the type of an argument, read as its text would be."""
        code = " | ".join(part for part in code.split(" | ") if not part.startswith("forms."))
        adapter: TypeAdapter[Any] = TypeAdapter(eval(code, self._names))
        return adapter.validate_json(json.dumps(value))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        raw_path, _, query = request.url.raw_path.decode().partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        request.read()
        reply = self._mock.handle(Request(request.method, raw_path, query, headers, request.content))
        found = json.loads(reply.header("sl-violations") or "[]") if _is_whole(reply.header("sl-violations")) else ["?"]
        about = [one for one in found if one == "?" or (one["location"][0] == "request" and one["severity"] == "Error")]
        kind = reply.header("content-type") or ""
        if about or (is_json(kind) and _REFUSED.search(reply.body)):
            self.problems.append(f"{request.method} {request.url}: {about or reply.body[:300]!r}")
        return httpx.Response(reply.status, headers=list(reply.headers), content=reply.body)


def _is_whole(header: str | None) -> bool:
    return header is None or header.startswith("[")


def _namespace(package: str) -> Mapping[str, Any]:
    """What the module of a group imports."""
    modules = {name: importlib.import_module(f"{package}.{name}") for name in ("models", "scalars")}
    modules["wire"] = importlib.import_module(f"{package}.client.wire")
    if importlib.util.find_spec(f"{package}.client.forms"):
        modules["forms"] = importlib.import_module(f"{package}.client.forms")
    return {**vars(typing), **modules, "Iterable": Iterable, "Mapping": Mapping}
