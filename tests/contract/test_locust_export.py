"""The Locust file: a task for each operation, clean code, and a run of the real Locust against a mock."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from ruff import find_ruff_bin

from specforge.contract.export.locust import locustfile
from specforge.contract.export.tasks import Plan, plan_of
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.gen.formatting import format_files
from specforge.gen.target import File
from specforge.mock.api import Mock
from specforge.mock.settings import Settings

NOTES = """\
openapi: 3.1.0
info: {title: 'Notes "2"', version: "1"}
servers: [{url: "https://notes.example/v2"}]
security: [{token: []}]
paths:
  /notes:
    get:
      operationId: listNotes
      security: []
      x-specforge-weight: 7
      parameters: [{name: limit, in: query, required: true, example: 5, schema: {type: integer}}]
      responses:
        "200":
          description: all
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Note"}}}}
    post:
      operationId: createNote
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/NewNote"}, example: {text: 'say "hi"'}}}
      responses:
        "201":
          description: made
          content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}
          links: {print: {operationId: printNote, parameters: {note: "$response.body#/id"}}}
        "401": {description: who}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      summary: |
        Read a
        note
      security: []
      responses:
        "200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
        "404": {description: none}
    delete:
      operationId: class
      responses: {"204": {description: gone}, "401": {description: who}, "404": {description: none}}
  /print/{note}:
    get:
      operationId: printNote
      security: [{key: []}]
      parameters: [{name: note, in: path, required: true, example: 7, schema: {type: integer}}]
      responses: {"200": {description: ok}, "401": {description: who}}
  /upload:
    post:
      security: [{user: []}]
      requestBody: {content: {text/plain: {schema: {type: string}, example: hello}}}
      responses: {"2XX": {description: ok}, "401": {description: who}}
  /never:
    get:
      x-specforge-weight: 0
      responses: {"200": {description: ok}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: query, name: api_key}
    user: {type: http, scheme: basic}
  schemas:
    NewNote: {type: object, required: [text], properties: {text: {type: string}}}
    Note: {type: object, required: [id, text], properties: {id: {type: integer}, text: {type: string}}}
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(NOTES)


@pytest.fixture(scope="module")
def plan(document: Document) -> Plan:
    return plan_of(document, document.operations)


@pytest.fixture(scope="module")
def text(plan: Plan) -> str:
    (file,) = format_files([File("locustfile.py", locustfile(plan))])
    return file.text


def method(text: str, name: str) -> str:
    tree = ast.parse(text)
    return next(ast.unparse(one) for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == name)


class TestTasks:
    """A task for each operation, called as the operation is."""

    def test_names_and_weights(self, plan: Plan) -> None:
        assert {task.name: task.weight for task in plan.tasks} == {
            "list_notes": 7,
            "create_note": 1,
            "get_notes_id": 5,
            "task_class": 1,
            "print_note": 5,
            "post_upload": 1,
        }
        assert plan.left_out == {"GET /never": "its weight is 0 (x-specforge-weight)"}

    def test_requests_are_those_of_the_document(self, text: str) -> None:
        assert "'/notes?limit=5', (200,)" in method(text, "list_notes")
        assert """json={'text': 'say "hi"'}""" in method(text, "create_note")
        assert "range(200, 300)" in method(text, "post_upload")
        assert "data=b'hello'" in method(text, "post_upload")

    def test_ids_come_from_what_was_made_and_listed(self, text: str) -> None:
        assert "self.learn('notes', answer, (), 'id')" in method(text, "list_notes")
        assert "self.learn('notes', answer, (), 'id', is_own=True)" in method(text, "create_note")
        assert "self.known_id('notes')" in method(text, "get_notes_id")
        # Only what a user has made itself is deleted.
        assert "self.made_id('notes')" in method(text, "task_class")

    def test_ids_come_from_links(self, text: str) -> None:
        assert "self.learn('printNote note', answer, (), 'id')" in method(text, "create_note")
        assert "self.known_id('printNote note', '7')" in method(text, "print_note")

    def test_credentials_come_from_the_environment(self, plan: Plan, text: str) -> None:
        assert plan.variables == ["KEY", "TOKEN", "USER"]
        assert "headers=TOKEN" in method(text, "create_note")
        assert "params=KEY" in method(text, "print_note")
        assert "**USER" in method(text, "post_upload")
        assert "TOKEN" not in method(text, "list_notes")

    def test_the_file_says_where_it_comes_from(self, plan: Plan, text: str) -> None:
        assert (plan.host, plan.base) == ("https://notes.example", "/v2")
        assert (ast.get_docstring(ast.parse(text)) or "").startswith('Notes "2" under load: written from openapi.yaml')


def test_the_code_is_clean(text: str, tmp_path: Path) -> None:
    (tmp_path / "locustfile.py").write_text(text)

    for arguments in (["check", "--select", "E4,E7,E9,F,I,UP,B"], ["format", "--check"]):
        command = [find_ruff_bin(), *arguments, "--isolated", "--no-cache", "--target-version", "py311", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


needs_locust = pytest.mark.skipif(find_spec("locust") is None, reason="locust is not installed")


@pytest.mark.slow
@needs_locust
def test_its_types_are_right(text: str, tmp_path: Path) -> None:
    (tmp_path / "locustfile.py").write_text(text)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(tmp_path / "locustfile.py")]

    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert done.returncode == 0, done.stdout


# Every task once, by a user of the real Locust: how often it comes to each task by itself depends on the machine.
DRIVER = """\
import sys
from locust.env import Environment
import locustfile

locustfile.ApiUser.host = sys.argv[1]
environment = Environment(user_classes=[locustfile.ApiUser])
environment.create_local_runner()
user = locustfile.ApiUser(environment)
user.on_start()
for name in sys.argv[2:]:
    getattr(user, name)()
stats = environment.stats
print(sorted(name for name, _ in stats.entries), [error.error for error in stats.errors.values()])
"""


@needs_locust
def test_locust_runs_it(document: Document, plan: Plan, text: str, tmp_path: Path) -> None:
    (tmp_path / "locustfile.py").write_text(text)
    (tmp_path / "driver.py").write_text(DRIVER)
    credentials = {"TOKEN": "t", "KEY": "k", "USER": "user:password"}
    names = ["task_class", *[task.name for task in plan.tasks], "task_class"]

    with Mock(document, settings=Settings(port=0, stateful=True)) as mock:
        command = [sys.executable, "driver.py", mock.url, *names]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=tmp_path, env=os.environ | credentials
        )

    assert done.stdout.strip() == f"{sorted(task.label for task in plan.tasks)} []", done.stderr
