"""A repository as teams have it, on a server of its own, and a bash that runs the scripts of CI files as CI does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

DOCUMENT = """\
openapi: 3.1.0
info: {title: Numbers, version: 1.0.0, description: Numbers., contact: {name: A}}
servers: [{url: https://example.com}]
tags: [{name: numbers, description: Numbers}]
paths:
  /n:
    get:
      operationId: number
      summary: One
      description: One number.
      tags: [numbers]
      responses:
        '200':
          description: a number
          content: {application/json: {schema: {type: integer}}}
  /old:
    get:
      operationId: old
      summary: Old
      description: An old number.
      tags: [numbers]
      responses:
        '200':
          description: a number
          content: {application/json: {schema: {type: integer}}}
"""
WITHOUT_OLD = DOCUMENT[: DOCUMENT.index("  /old:")]

APP = """\
ANSWER = b"1"

async def app(scope, receive, send):
    assert scope["type"] == "http"
    known = scope["method"] == "GET"
    headers = [(b"content-type", b"application/json")] if known else [(b"allow", b"GET")]
    await send({"type": "http.response.start", "status": 200 if known else 405, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER if known else b""})
"""

SERVER = """\
import http.server, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"1")

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.email=a@example.com", "-c", "user.name=A", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@dataclass(frozen=True)
class Repository:
    """``origin`` has a branch `main` and a pull request; ``base`` is the commit of `main`."""

    origin: Path
    base: str

    def propose(self, files: Mapping[str, str]) -> str:
        """A pull request with these files. The commit is what GitHub checks out: its merge with `main`."""
        git(self.origin, "switch", "-q", "-C", "work", "main")
        for name, text in files.items():
            (self.origin / name).write_text(text)
        git(self.origin, "add", "-A")
        git(self.origin, "commit", "-q", "--allow-empty", "-m", "work")
        git(self.origin, "switch", "-q", "-C", "merge", "main")
        git(self.origin, "merge", "-q", "--no-ff", "-m", "merge", "work")
        commit = git(self.origin, "rev-parse", "HEAD")
        git(self.origin, "update-ref", "refs/pull/1/merge", commit)
        git(self.origin, "switch", "-q", "main")
        return commit

    def check_out(self, folder: Path, commit: str, *depth: str) -> Path:
        """A clone as CI makes it: a commit and nothing else, unless ``depth`` says otherwise."""
        folder.mkdir()
        git(folder, "init", "-q")
        git(folder, "remote", "add", "origin", self.origin.as_uri())
        git(folder, "fetch", "-q", "--no-tags", *depth, "origin", commit)
        git(folder, "checkout", "-q", "--detach", commit)
        return folder


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PATH: ``specforge`` is the one of this repository, ``python`` the one that runs the tests."""
    folder = tmp_path_factory.mktemp("programs")
    for name, rest in (("specforge", " -m specforge"), ("python", "")):
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{rest} "$@"\n')
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def environment(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a runner: nothing of the machine but what programs need to start."""
    return {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(tmp_path_factory.mktemp("home")),
        "PYTHONPATH": str(ROOT),
        "CI": "true",
    }


@pytest.fixture(scope="session")
def generated(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project: a document, code that was generated from it, a configuration and an application."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "openapi.yaml").write_text(DOCUMENT)
    (folder / "specforge.toml").write_text('spec = "openapi.yaml"\n\n[gen]\nout = "client"\ntarget = ["client"]\n')
    (folder / "numbers_app.py").write_text(APP)
    (folder / "server.py").write_text(SERVER)
    subprocess.run(["specforge", "gen", "-q"], cwd=folder, env=environment, check=True, capture_output=True)
    return folder


@pytest.fixture
def repository(generated: Path, tmp_path: Path) -> Repository:
    origin = tmp_path / "origin"
    git(tmp_path, "init", "-q", "-b", "main", str(origin))
    subprocess.run(["cp", "-R", f"{generated}/.", str(origin)], check=True)
    git(origin, "add", "-A")
    git(origin, "commit", "-q", "-m", "one")
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    return Repository(origin, git(origin, "rev-parse", "HEAD"))
