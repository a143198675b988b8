"""A small shop whose contract is edited, generated into one folder again and again, and started."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from specforge.document.load import load_text
from specforge.findings.model import Finding
from specforge.gen.regenerate import Regeneration, regenerate
from specforge.gen.settings import Settings
from specforge.gen.userfiles.stubs import complete
from specforge.gen.write import write

CONTRACT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
tags: [{name: books}, {name: shelves}]
paths:
  /books:
    get:
      operationId: listBooks
      tags: [books]
      parameters:
        - {name: limit, in: query, schema: {type: integer, default: 5}}
        - {name: sort, in: query, schema: {$ref: '#/components/schemas/Sort'}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}
    post:
      operationId: addBook
      tags: [books]
      security: [{token: []}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}, required: true}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
  /books/{id}:
    get:
      operationId: getBook
      tags: [books]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
  /shelves:
    get: {operationId: listShelves, tags: [shelves], responses: {'200': {description: ok}}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
  schemas:
    Sort: {type: string, enum: [title, year]}
    Book:
      type: object
      required: [title]
      properties: {title: {type: string}}
    Page:
      type: object
      properties: {items: {type: array, items: {$ref: '#/components/schemas/Book'}}}
"""

PROBE = """
import asyncio, json, sys
import httpx
from PACKAGE.main import app

async def ask():
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return {one: (await client.request(*one.split())).status_code for one in sys.argv[1:]}

print(json.dumps(asyncio.run(ask())))
"""

Edit = Callable[[dict[str, Any]], object]


@dataclass
class Project:
    """A folder with an application in it, and the contract that it is generated from."""

    folder: Path
    contract: dict[str, Any] = field(default_factory=lambda: yaml.safe_load(CONTRACT))
    package: str = "shop"

    def edit(self, change: Edit) -> None:
        change(self.contract)

    def regenerate(self, **settings: Any) -> Regeneration:
        """What would be written and said; nothing is."""
        document = load_text(yaml.safe_dump(self.contract, sort_keys=False))
        return regenerate(document, Settings(**({"package": self.package} | settings)), self.folder)

    def generate(self, **settings: Any) -> Regeneration:
        made = self.regenerate(**settings)
        write(made.changes)
        return made

    def findings(self, rule: str | None = None) -> list[Finding]:
        return [one for one in self.regenerate().findings if rule is None or one.rule == rule]

    def told(self) -> set[tuple[str, str, int]]:
        """Rule, file and line of everything that a check says."""
        return {(one.rule, Path(one.place.file).name, one.place.region.line) for one in self.findings()}

    def add_stubs(self) -> list[str]:
        """``--stubs``: the methods that were added."""
        made = self.generate()
        done = complete(made.code, made.generated.wanted, made.judgement.missing)
        for one in done:
            (self.folder / one.path).write_bytes(one.new)
        return [name for one in done for name in one.added]

    def path(self, name: str) -> Path:
        return self.folder / self.package / name

    def line(self, name: str, text: str) -> int:
        """The number of the first line of a file of the package that has the text."""
        lines = self.path(name).read_text("utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)

    def users_files(self) -> dict[str, bytes]:
        """What must never change."""
        paths = (path for path in self.folder.rglob("*.py") if "generated" not in path.parts)
        return {str(path): path.read_bytes() for path in paths if not {"contract", "models"} & {*path.parts}}

    def ask(self, *requests: str) -> dict[str, int]:
        """Starts the application in a process of its own and gives the status of each answer."""
        code = PROBE.replace("PACKAGE", self.package)
        done = subprocess.run(
            [sys.executable, "-c", code, *requests], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        answers: dict[str, int] = json.loads(done.stdout)
        return answers


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop as it is first generated. Not to be changed."""
    folder = tmp_path_factory.mktemp("first") / "shop"
    Project(folder).generate()
    return folder


@pytest.fixture
def shop(first_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The shop as it is first generated, in the working folder."""
    shutil.copytree(first_run, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)
