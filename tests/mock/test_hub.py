"""Several documents in one mock: prefixes, desks, and which document gets which prefix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import orjson
import pytest

from specforge.document.load import load, load_text
from specforge.errors import UsageError
from specforge.mock.api import Mock
from specforge.mock.engine import Target
from specforge.mock.hub import mount
from specforge.mock.message import Reply, Request
from specforge.mock.mounts import mounted, named, targets_by_prefix, under
from specforge.mock.settings import Settings


def _document(title: str, path: str = "/things") -> str:
    return f"""\
openapi: 3.0.3
info: {{title: {title}, version: '1'}}
servers: [{{url: /v1}}]
paths:
  {path}:
    get: {{responses: {{'200': {{description: ok, content: {{text/plain: {{example: {title}}}}}}}}}}}
"""


def _target(title: str) -> Target:
    return Target(load_text(_document(title)))


Ask = Callable[[str], Reply]


@pytest.fixture
def ask() -> Ask:
    handler, _ = mount(targets_by_prefix({"/a": _target("Ants"), "/a/b": _target("Bees")}), Settings())

    def send(target: str) -> Reply:
        path, _, query = target.partition("?")
        found = handler.handle(Request("GET", path, query, {"origin": "https://x.example"}))
        assert isinstance(found, Reply)
        return found

    return send


@pytest.mark.parametrize(
    ("path", "body"), [("/a/things", b"Ants"), ("/a/v1/things", b"Ants"), ("/a/b/things", b"Bees")]
)
def test_the_longest_prefix_wins(ask: Ask, path: str, body: bytes) -> None:
    assert ask(path).body == body


@pytest.mark.parametrize("path", ["/", "/things", "/ab/things", "//", ""])
def test_what_is_under_no_prefix_is_not_found(ask: Ask, path: str) -> None:
    found = ask(path)

    assert found.status == 404
    assert "under /a, /a/b" in found.body.decode()
    assert found.header("access-control-allow-origin") == "https://x.example"


def test_probes_ask_the_process_and_no_document(ask: Ask) -> None:
    assert orjson.loads(ask("/__specforge/health").body) == {"status": "ok"}


@pytest.mark.parametrize("path", ["/a/b/__specforge/document", "/__specforge/document?api=a/b"])
def test_each_document_has_its_desk(ask: Ask, path: str) -> None:
    assert orjson.loads(ask(path).body)["title"] == "Bees"


def test_the_desk_of_all_lists_the_documents(ask: Ask) -> None:
    listed = orjson.loads(ask("/__specforge/apis").body)

    assert {one["prefix"]: one["title"] for one in listed} == {"/a": "Ants", "/a/b": "Bees"}
    assert '<a href="/a/b/__specforge/">Bees</a>' in ask("/__specforge/").body.decode()
    assert orjson.loads(ask("/a/__specforge/apis").body)[0]["title"] == "Ants"


@pytest.mark.parametrize(
    ("target", "message"),
    [("/__specforge/document", "say which one"), ("/__specforge/document?api=a/bb", "Did you mean 'a/b'?")],
)
def test_the_desk_of_all_asks_back(ask: Ask, target: str, message: str) -> None:
    assert ask(target).status == 404
    assert message in ask(target).body.decode()


@pytest.mark.parametrize(
    ("file", "title", "name"),
    [
        ("Shop Front.yaml", "x", "shop-front"),
        ("billing.openapi.json", "x", "billing"),
        ("birds/openapi.yaml", "x", "birds"),
        ("openapi.yaml", "Pet Store", "work"),
    ],
)
def test_prefixes_come_from_names(tmp_path: Path, file: str, title: str, name: str) -> None:
    path = tmp_path / "work" / file
    path.parent.mkdir(parents=True)
    path.write_text(_document(title))

    made = named(Target(load(path)), ())

    assert (made.name, made.prefix) == (name, f"/{name}")


def test_a_prefix_that_is_taken_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(_document("Birds"))
    target = Target(load(path))
    taken = ["shop"]
    for _ in range(4):
        taken.append(named(target, taken).name)

    assert len(set(taken)) == 5
    assert taken[2] == "birds"
    assert taken[3] == "shop-2"


@pytest.mark.parametrize("prefix", ["", "/", "/a b", "/__specforge", "/a?b", "a//b", "/../a", "/a/."])
def test_a_prefix_must_be_the_beginning_of_a_path(prefix: str) -> None:
    with pytest.raises(UsageError, match="no prefix of paths"):
        under(prefix, _target("x"))


def test_two_documents_cannot_have_one_prefix() -> None:
    with pytest.raises(UsageError, match="/a is the prefix of two documents"):
        mounted([under("/a", _target("x")), under("a/", _target("y"))])


def test_several_documents_from_python() -> None:
    with (
        Mock({"/ants": load_text(_document("Ants")), "bees": load_text(_document("Bees"))}) as mock,
        httpx.Client(base_url=mock.url, trust_env=False) as client,
    ):
        assert client.get("/ants/things").text == "Ants"
        assert client.get("/bees/v1/things").text == "Bees"
        assert client.get("/bees/__specforge/document").is_success
        seen = client.get("/bees/__specforge/traffic").json()["entries"]
        assert [entry["path"] for entry in seen] == ["/bees/v1/things"]


def test_prism_serves_only_one() -> None:
    with pytest.raises(UsageError, match="one document only"):
        Mock({"/ants": load_text(_document("Ants")), "/bees": load_text(_document("Bees"))}, engine="prism")
