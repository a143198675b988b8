"""The plain user resource, whose status codes are integers: it is linted, mocked, generated, implemented and tested."""

from __future__ import annotations

import importlib
from pathlib import Path

import httpx
import pytest

from specforge.contract.run import run
from specforge.contract.settings import Settings, parse_phases
from specforge.contract.target import AppTarget
from specforge.document.load import load
from specforge.document.model import Document
from specforge.gen.run import generate
from specforge.gen.settings import Settings as GenSettings
from specforge.lint.engine import lint
from specforge.mock.api import Mock

DOCUMENT = Path(__file__).parents[2] / "specs" / "users" / "openapi.yaml"

# What a person would write: a dictionary of users, and the document's own form of errors.
SERVICE = """
from datetime import datetime, timezone

from fastapi.responses import JSONResponse, Response

from ..generated import models
from ..generated.problems import Problem
from ..generated.services.users import UsersProtocol
from ..generated.wire import Reply

USERS = {}


def render(request, problem):
    content = {"code": problem.status, "message": problem.document()["title"]}
    return JSONResponse(content, problem.status, dict(problem.headers))


def find(user_id):
    if user_id not in USERS:
        raise Problem(404)
    return USERS[user_id]


def store(user_id, body):
    if any(user.email == body.email and user.id != user_id for user in USERS.values()):
        raise Problem(409)
    nickname = body.nickname if isinstance(body.nickname, str) else None
    made = datetime(2026, 1, 1, tzinfo=timezone.utc)
    USERS[user_id] = models.User(id=user_id, name=body.name, email=body.email, nickname=nickname, created_at=made)
    return USERS[user_id]


class UsersService(UsersProtocol):
    async def list_users(self, *, limit=50):
        return list(USERS.values())[:limit]

    async def create_user(self, *, body):
        return store(max(USERS, default=0) + 1, body)

    async def get_user(self, *, user_id):
        return find(user_id)

    async def replace_user(self, *, user_id, body):
        find(user_id)
        return store(user_id, body)

    async def delete_user(self, *, user_id):
        find(user_id)
        del USERS[user_id]
"""
MAIN = """
from .generated.app import create_app
from .generated.services import Services
from .services.users import UsersService, render

app = create_app(Services(users=UsersService()), render_problem=render)
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return load(DOCUMENT)


def test_it_is_clean(document: Document) -> None:
    assert lint(document) == []


def test_its_mock_answers_from_the_examples(document: Document) -> None:
    with Mock(document) as mock:
        users = httpx.get(f"{mock.url}/users").json()
        refused = httpx.get(f"{mock.url}/users/zero")

    assert users[0]["name"] == "Ada"
    assert refused.status_code == 400


def test_an_implementation_on_the_generated_code_keeps_the_contract(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generated = generate(document, GenSettings(package="plain_users"))
    for file in generated.files:
        (tmp_path / file.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file.path).write_text(file.text)
    (tmp_path / "plain_users/services/users.py").write_text(SERVICE)
    (tmp_path / "plain_users/main.py").write_text(MAIN)
    monkeypatch.syspath_prepend(str(tmp_path))
    app = importlib.import_module("plain_users.main").app

    settings = Settings(seed=1, phases=parse_phases("examples,coverage"))
    result = run(document, AppTarget(app), settings)

    assert generated.findings == ()
    assert [(f.rule, f.message, f.operation) for f in result.findings] == []
    assert result.summary["operations_tested"] == 5
