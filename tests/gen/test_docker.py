"""The container target, as far as it can be tried without a container: its files are read, its commands are run."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from specforge.document.load import load_text
from specforge.gen.run import generate
from specforge.gen.settings import Settings

DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.example/v1', description: "Live\\nRUN evil"}]
security: [{token: []}]
paths:
  /upload:
    put:
      operationId: upload
      requestBody:
        content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: binary}}}}}
      responses: {'204': {description: done}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer, description: "ask us\\nSECRET=evil"}
    login: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
"""


@pytest.fixture(scope="module", params=["fastapi", "starlette", "flask", "django"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("box")
    for file in generate(load_text(DOCUMENT), Settings((request.param, "docker"), "shop_in_a_box")).files:
        (tmp_path / file.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file.path).write_text(file.text, "utf-8")
    return tmp_path


def instructions(folder: Path) -> list[tuple[str, str]]:
    """The instructions of the Dockerfile."""
    lines = (folder / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    found = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in found]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, command: list[str], port: int) -> Iterator[None]:
    """The command of the image, run here."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as app:
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and not answers(port):
                assert app.poll() is None, app.stdout and app.stdout.read().decode()
                time.sleep(0.05)
            yield
        finally:
            app.terminate()


def answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/")
    except httpx.HTTPError:
        return False
    return True


def test_the_image_starts_and_knows_how_it_is(folder: Path) -> None:
    port = free_port()
    found = dict(instructions(folder))
    command = [part.replace("8000", str(port)) for part in json.loads(found["CMD"])]
    check = json.loads(found["HEALTHCHECK"].partition("CMD ")[2].replace("8000", str(port)))
    check[0] = sys.executable

    before = subprocess.run(check, stderr=subprocess.DEVNULL, check=False).returncode
    with served(folder, command, port):
        after = subprocess.run(check, check=False).returncode

    assert (before, after) == (1, 0)


def test_the_dockerfile_is_as_linters_want_it(folder: Path) -> None:
    found = instructions(folder)

    stages = [rest for word, rest in found if word == "FROM"]
    assert len(stages) == 2 and all(re.match(r"python:3\.\d+-slim\b", stage) for stage in stages)
    assert [word for word, _ in found].index("USER") < [word for word, _ in found].index("CMD")
    assert dict(found)["USER"] == "10001"
    assert all("--no-cache-dir" in rest for word, rest in found if word == "RUN" and "pip install" in rest)
    copied = [shlex.split(rest)[-2] for word, rest in found if word == "COPY" and "--from" not in rest]
    assert all((folder / name).exists() for name in copied)
    ignored = (folder / ".dockerignore").read_text("utf-8").splitlines()
    assert {f"!{name}" for name in copied} <= set(ignored)


def test_what_is_required_is_imported_by_the_image(folder: Path) -> None:
    required = (folder / "requirements.txt").read_text("utf-8")
    code = "\n".join(path.read_text("utf-8") for path in (folder / "shop_in_a_box").rglob("*.py"))

    imported = set(re.findall(r"^(?:from|import) (fastapi|starlette|flask|django|openapi_core)\b", code, re.MULTILINE))
    for name in imported - {"starlette"}:
        assert name.replace("_", "-") in required
    assert ("python-multipart" in required) == ("uvicorn" in required)


def test_the_composition_has_the_shape_of_one(folder: Path) -> None:
    services = yaml.safe_load((folder / "compose.yaml").read_text("utf-8"))["services"]

    assert services["app"]["build"] == "."
    assert services["app"]["ports"] == ["8000:8000"]
    assert services["mock"]["profiles"] == ["mock"]
    mounted = services["mock"]["volumes"][0].split(":")[0]
    assert json.loads((folder / mounted).read_text("utf-8"))["info"]["title"] == "Shop"


def test_the_environment_has_names_and_no_values_of_secrets(folder: Path) -> None:
    text = (folder / ".env.example").read_text("utf-8")

    names = dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))
    assert {"TOKEN_SECRET", "LOGIN_NAME", "LOGIN_PASSWORD", "KEY_KEY"} <= names.keys()
    assert not any(value for name, value in names.items() if name != "ALLOWED_HOSTS")
    assert "https://shop.example/v1" in text
