"""A finding names the function that answers its operation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import flask
import pytest
from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Route

from specforge.cli.contract_handlers import with_handlers
from specforge.contract.handlers import handlers_of
from specforge.contract.target import AppTarget, UrlTarget
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.model import Finding, Report, Severity
from specforge.gen.manifest import Known, Manifest, Record, manifest_text
from specforge.reporters.text import report_text

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: /v1}]
paths:
  /pets: {get: {responses: {}}}
  /pets/{id}: {get: {responses: {}}, delete: {responses: {}}}
"""


@pytest.fixture
def document() -> Document:
    return load_text(DOCUMENT, "pets.yaml")


async def list_pets(request: Any = None) -> Any: ...


class Pet(HTTPEndpoint):
    async def get(self, request: Any) -> Any: ...
    async def delete(self, request: Any) -> Any: ...


def _fastapi() -> Any:
    router = APIRouter(prefix="/v1")
    router.get("/pets")(list_pets)
    router.get("/pets/{pet_id}")(Pet.get)
    router.delete("/pets/{pet_id}")(Pet.delete)
    app = FastAPI()
    app.include_router(router)
    return app


def _starlette() -> Any:
    inner = Starlette(routes=[Route("/pets", list_pets), Route("/pets/{id:int}", Pet)])
    return GZipMiddleware(Starlette(routes=[Mount("/v1", app=inner)]))


def _flask() -> Any:
    app = flask.Flask("pets")
    app.add_url_rule("/pets", "list", list_pets)
    app.add_url_rule("/pets/<int:pet>", "get", Pet.get, methods=["GET"])
    app.add_url_rule("/pets/<int:pet>", "delete", Pet.delete, methods=["DELETE"])
    return app


@pytest.mark.parametrize("make", [_fastapi, _starlette, _flask])
def test_routes_of_applications(make: Any, document: Document) -> None:
    found = handlers_of(make(), document)

    here = Path(__file__)
    assert {label: (one.name, one.path) for label, one in found.items()} == {
        "GET /pets": ("list_pets", here),
        "GET /pets/{id}": ("Pet.get", here),
        "DELETE /pets/{id}": ("Pet.delete", here),
    }
    assert "def list_pets" in here.read_text().splitlines()[found["GET /pets"].line - 1]


@pytest.mark.parametrize("app", [None, object(), lambda scope: None, type("Loop", (), {})()])
def test_what_tells_no_routes(app: Any, document: Document) -> None:
    if app is not None and hasattr(app, "__dict__"):
        app.app = app
    assert handlers_of(app, document) == {}


def test_generated_code_is_answered_by_classes_of_the_user(folder: Path, document: Document) -> None:
    record = Record("1", "pets_api", "pets.yaml", "Pets", ("fastapi",), {"PetsService.list_pets": Known("GET /pets")})
    (folder / "app/pets_api/generated").mkdir(parents=True)
    (folder / "app/pets_api/generated/manifest.json").write_text(manifest_text(Manifest(record=record)))
    (folder / "app/pets_api/broken.py").write_text("def (:\n")
    (folder / "app/pets_api/services.py").write_text(
        "class PetsService:\n    async def list_pets(self):\n        ...\n"
    )
    findings = [
        Finding("r", Severity.ERROR, "m", document.place, label) for label in ("GET /pets", "GET /pets/{id}", None)
    ]

    first, *others = with_handlers(findings, document, UrlTarget("http://x"))

    (related,) = first.related
    assert related.message == "GET /pets is answered by PetsService.list_pets"
    assert (related.place.file, related.place.region.line, related.place.region.column) == (
        "app/pets_api/services.py",
        2,
        5,
    )
    assert "async def list_pets" in report_text(Report("test", [first], ok=False))
    assert others == findings[1:]


def test_an_application_without_generated_code(document: Document) -> None:
    finding = Finding("r", Severity.ERROR, "m", document.place, "GET /pets")

    (told,) = with_handlers([finding], document, AppTarget(_starlette()))

    assert told.related[0].place.file.endswith("test_contract_handlers.py")
