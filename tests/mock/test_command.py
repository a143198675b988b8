"""``specforge mock`` as a user runs it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

_URL = re.compile(r"on (http://\S+)")
_ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("SPECFORGE_")}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "specforge", "mock", *arguments]


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """The process, its URL, and what it said before it was ready."""
    process = subprocess.Popen(
        command("-p", "0", *arguments), cwd=folder, env=_ENVIRONMENT, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    said: list[str] = []
    try:
        for line in process.stderr:
            said.append(line.rstrip())
            if match := _URL.search(line):
                yield process, match[1], said
                return
        pytest.fail("\n".join(said))
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def folder(tmp_path: Path, pets_text: str) -> Path:
    (tmp_path / "openapi.yaml").write_text(pets_text)
    return tmp_path


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_it_says_where_it_is_and_stops_in_order(folder: Path, number: int, code: int) -> None:
    with running(folder) as (process, url, said):
        assert httpx.get(f"{url}/pets/best", trust_env=False).text == "Tom"
        assert f"  GET     {url}/pets/{{id}}" in said
        assert f"try them and watch the traffic: {url}/__specforge/" in said

        process.send_signal(number)

        assert process.wait(10) == code


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a file that is slow to read")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_it_stops_in_order_while_it_still_reads(tmp_path: Path, number: int, code: int) -> None:
    os.mkfifo(tmp_path / "openapi.yaml")
    process = subprocess.Popen(command("openapi.yaml"), cwd=tmp_path, env=_ENVIRONMENT, stderr=subprocess.PIPE)
    writer = os.open(tmp_path / "openapi.yaml", os.O_WRONLY)  # returns when somebody reads
    try:
        # A signal that comes in the moment before a read begins does not interrupt it: Python sees it afterwards.
        # Whoever waits for the end sends another.
        for _ in range(5):
            process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                assert process.wait(4) == code
                return
        raise AssertionError("it goes on")
    finally:
        os.close(writer)
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_has_begun_is_finished_when_it_stops(folder: Path, number: int) -> None:
    with running(folder, "--latency", "300ms") as (process, url, _), ThreadPoolExecutor(1) as other:
        answer = other.submit(httpx.get, f"{url}/pets/best", trust_env=False, timeout=30)
        assert process.stderr is not None
        assert "GET /pets/best 200" in process.stderr.readline()

        process.send_signal(number)

        assert answer.result().text == "Tom"


def test_flags_reach_the_mock(folder: Path) -> None:
    with running(folder, "--no-cors", "--dynamic", "--seed", "5") as (_, url, _said):
        replies = [httpx.get(f"{url}/pets/7", trust_env=False) for _ in range(2)]

    assert replies[0].content == replies[1].content
    assert replies[0].json()["name"] != "string"
    assert "access-control-allow-origin" not in replies[0].headers


def test_it_says_what_it_cannot_mock(folder: Path) -> None:
    document = folder / "openapi.yaml"
    document.write_text(document.read_text().replace("{type: string, minLength: 1}", "{type: string, enum: []}"))
    line = next(n for n, text in enumerate(document.read_text().splitlines(), 1) if text == "    Pet:")

    with running(folder) as (process, url, _):
        assert process.stderr is not None
        heading, arrow = process.stderr.readline(), process.stderr.readline()
        assert httpx.get(f"{url}/pets/best", trust_env=False).text == "Tom"

    assert heading.startswith("mock/no-valid-value warning: the response 201 application/json of POST /pets ")
    assert arrow.strip() == f"--> openapi.yaml:{line}:5 (POST /pets)"


def test_a_document_that_is_none_ends_with_3(tmp_path: Path) -> None:
    (tmp_path / "notes.yaml").write_text("dear: diary\n")

    ended = subprocess.run(
        command("notes.yaml"), cwd=tmp_path, env=_ENVIRONMENT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 3
    assert "no OpenAPI document" in ended.stderr
    assert "notes.yaml:1:1" in ended.stderr


def test_several_documents_answer_under_their_names(folder: Path, pets_text: str) -> None:
    (folder / "shop.yaml").write_text(pets_text)
    own = "mock.cors = false\nmock.log = 'json'\n"
    (folder / "specforge.toml").write_text(f"[apis.animals]\nspec = 'openapi.yaml'\n{own}")

    with running(folder, "shop.yaml", "--mount", "/a/b=shop.yaml", "--all") as (_, url, said):
        replies = {
            prefix: httpx.get(f"{url}/{prefix}/pets/best", trust_env=False) for prefix in ("shop", "a/b", "animals")
        }

    assert {reply.text for reply in replies.values()} == {"Tom"}
    assert "access-control-allow-origin" not in replies["animals"].headers
    assert "access-control-allow-origin" in replies["shop"].headers
    assert f"  GET     {url}/a/b/pets/{{id}}" in said
    assert "animals: its own log is for when it is mocked alone" in said


def test_faults_come_from_options_and_configuration(folder: Path) -> None:
    (folder / "specforge.toml").write_text("[[mock.faults.rules]]\nfor = '/pets'\nerrors = {rate = 1, status = 404}\n")

    with running(folder, "--latency", "1ms..2ms", "--rate-limit", "2/1h") as (_, url, _said):
        assert httpx.get(f"{url}/pets", trust_env=False).json() == {"reason": "none"}
        replies = [httpx.get(f"{url}/pets/best", trust_env=False).status_code for _ in range(2)]

    assert replies == [200, 429]


def test_configured_faults_that_are_wrong_are_shown_in_their_place(folder: Path) -> None:
    (folder / "specforge.toml").write_text("[[mock.faults.rules]]\nfor = '/a'\n[[mock.faults.rules]]\nlatncy = 1\n")

    ended = subprocess.run(command(), cwd=folder, env=_ENVIRONMENT, capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert "specforge.toml:4:1" in ended.stderr
    assert "did you mean 'latency'?" in ended.stderr


@pytest.mark.parametrize(("text", "code"), [("operations: {x: {then: {status: 200}}}", 1), ("operation: {}", 2)])
def test_scenarios_that_do_not_fit_are_findings(folder: Path, text: str, code: int) -> None:
    (folder / "scenarios.yaml").write_text(text)

    ended = subprocess.run(
        [*command(), "--scenarios", "scenarios.yaml", "--format", "json"],
        cwd=folder, env=_ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == code
    assert json.loads(ended.stdout)["findings"][0]["rule"] == "mock-scenario"


def test_a_state_is_kept_in_its_file(folder: Path) -> None:
    with running(folder, "--state", "state.json") as (process, url, said):
        made = httpx.post(
            f"{url}/pets", json={"id": 7, "name": "Kit"}, headers={"authorization": "Bearer x"}, trust_env=False
        )
        assert made.status_code == 201
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0

    assert any(line.startswith("stateful: keeps /pets (") for line in said)
    assert '"Kit"' in (folder / "state.json").read_text()


def test_every_worker_follows_the_document(folder: Path) -> None:
    with running(folder, "--watch", "--workers", "2") as (_, url, _said):
        text = (folder / "openapi.yaml").read_text()
        (folder / "openapi.yaml").write_text(text.replace("example: Tom", "example: Felix"))
        answers: list[str] = []
        while answers[-20:] != ["Felix"] * 20:
            answers.append(httpx.get(f"{url}/pets/best", trust_env=False).text)

    assert set(answers) <= {"Tom", "Felix"}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_has_begun_is_finished(folder: Path, workers: str) -> None:
    with running(folder, "--workers", workers) as (process, url, _said):
        with socket.create_connection((httpx.URL(url).host, httpx.URL(url).port or 0), timeout=10) as connection:
            connection.sendall(b"GET /pets/best HTTP/1.1\r\nHost: x\r\nPrefer: delay=300ms\r\n\r\n")
            while not httpx.get(f"{url}/pets/best", trust_env=False).is_success:
                pass
            process.send_signal(signal.SIGTERM)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))

        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert process.wait(10) == 0
