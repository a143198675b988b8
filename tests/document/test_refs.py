"""References: across files, through escapes, in cycles, by $id and $anchor, and what is said of broken ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from specforge.document.load import LoadOptions, load, load_text
from specforge.document.model import Document
from specforge.document.refs import Reason, Resolution
from specforge.errors import InputError, SyntaxProblem, UnreadableError


def lookup(document: Document, ref: str) -> Resolution:
    return document.resolver.lookup(document.node, ref)


LOCAL = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a~b/{c%d}: {get: {operationId: odd}}
components:
  schemas:
    User: {type: object}
    Alias: {$ref: '#/components/schemas/User'}
    Loop: {$ref: '#/components/schemas/Pool'}
    Pool: {$ref: '#/components/schemas/Loop'}
    Self: {$ref: '#/components/schemas/Self'}
    Named: {$id: 'https://x.example/named', $anchor: top, $defs: {In: {$anchor: inner, type: string}}}
    100%: {type: 'null'}
"""


@pytest.mark.parametrize(
    ("ref", "tokens"),
    [
        ("#/components/schemas/User", ("components", "schemas", "User")),
        ("#/components/schemas/100%25", ("components", "schemas", "100%")),
        ("#/paths/~1a~0b~1%7Bc%25d%7D/get", ("paths", "/a~b/{c%d}", "get")),
        ("#", ()),
        ("openapi.yaml#/info", ("info",)),
        ("https://x.example/named", ("components", "schemas", "Named")),
        ("https://x.example/named#inner", ("components", "schemas", "Named", "$defs", "In")),
        ("https://x.example/named#/$defs/In", ("components", "schemas", "Named", "$defs", "In")),
    ],
)
def test_references_inside_one_file(ref: str, tokens: tuple[str, ...]) -> None:
    target = lookup(load_text(LOCAL), ref).target

    assert target is not None
    assert target.tokens == tokens


def test_a_reference_inside_an_embedded_resource_is_relative_to_its_id() -> None:
    document = load_text(LOCAL)
    inside = document.node.at("components", "schemas", "Named", "$defs")
    assert inside is not None

    target = document.resolver.lookup(inside, "#top").target

    assert target is not None and target.tokens == ("components", "schemas", "Named")


@pytest.mark.parametrize(
    ("ref", "reason", "help"),
    [
        ("#/components/schemas/Usr", Reason.MISSING_TARGET, "did you mean `#/components/schemas/User`?"),
        ("#/components/schema/User", Reason.MISSING_TARGET, "did you mean `#/components/schemas`?"),
        ("#nowhere", Reason.MISSING_TARGET, None),
        ("missing.yaml#/a", Reason.MISSING_FILE, None),
        (
            "https://unknown.example/a.yaml",
            Reason.REMOTE,
            'add allow_hosts = ["unknown.example"] under [load] in specforge.toml',
        ),
        ("urn:isbn:1", Reason.REMOTE, "give the schema as a file beside the document"),
        ("http://[bad", Reason.MALFORMED, None),
        ("a%00b.yaml", Reason.MISSING_FILE, None),
    ],
)
def test_a_broken_reference_says_why(ref: str, reason: Reason, help: str | None) -> None:
    found = lookup(load_text(LOCAL), ref)

    assert (found.target, found.reason, found.help) == (None, reason, help)
    assert found.problem


def test_cycles_of_references_are_reported_and_end() -> None:
    document = load_text(LOCAL)

    cycles = [r.text for r in document.index.references if r.reason is Reason.CYCLE]

    assert sorted(cycles) == ["#/components/schemas/Loop", "#/components/schemas/Pool", "#/components/schemas/Self"]


def test_following_a_chain_ends_at_the_value() -> None:
    node = load_text(LOCAL).node.at("components", "schemas", "Alias")

    assert node is not None and node.follow().tokens == ("components", "schemas", "User")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "outside.yaml").write_text("a: 1\n")
    api = tmp_path / "api"
    (api / "schemas").mkdir(parents=True)
    (api / "openapi.yaml").write_text(
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n"
        "components:\n  schemas:\n    A: {$ref: schemas/a%20b.yaml}\n    O: {$ref: ../outside.yaml}\n"
    )
    (api / "schemas" / "a b.yaml").write_text("type: object\nproperties:\n  b: {$ref: '../openapi.yaml#/info'}\n")
    (api / "schemas" / "broken.yaml").write_text("a: [1\n")
    return api


def test_references_cross_files_and_come_back(project: Path) -> None:
    document = load(project)

    schema = document.schemas["A"]
    back = schema.node.at("properties", "b", "title")

    assert schema.place.file.endswith("a b.yaml")
    assert back is not None and back.value == "T" and back.source is document.root


def test_nothing_outside_the_root_folder_is_read_unless_allowed(project: Path) -> None:
    assert lookup(load(project), "../outside.yaml").reason is Reason.OUTSIDE
    assert lookup(load(project), "file:///etc/passwd").reason is Reason.OUTSIDE
    assert lookup(load(project, LoadOptions(allow_outside=True)), "../outside.yaml#/a").target is not None


def test_the_project_around_a_document_is_its_root_folder(project: Path) -> None:
    (project.parent / "specforge.toml").write_text("")

    assert lookup(load(project), "../outside.yaml#/a").target is not None


def test_a_link_does_not_lead_out_of_the_root_folder(project: Path) -> None:
    (project / "link.yaml").symlink_to(project.parent / "outside.yaml")

    assert lookup(load(project), "link.yaml").reason is Reason.OUTSIDE


def test_a_broken_file_is_named_with_its_line(project: Path) -> None:
    found = lookup(load(project), "schemas/broken.yaml")

    assert found.reason is Reason.UNREADABLE_FILE
    assert "broken.yaml:2:1" in (found.problem or "")


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("nope.yaml", UnreadableError, "no such file"),
        ("a\0b", UnreadableError, "cannot read"),
        ("bad.yaml", SyntaxProblem, "tab"),
    ],
)
def test_loading_what_cannot_be_read(tmp_path: Path, name: str, error: type[InputError], message: str) -> None:
    (tmp_path / "bad.yaml").write_text("a:\n\tb: 1\n")

    with pytest.raises(error, match=message):
        load(str(tmp_path / name))


def test_a_folder_without_a_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no OpenAPI document"):
        load(tmp_path)


def test_a_url_is_not_fetched_unasked() -> None:
    with pytest.raises(UnreadableError, match=r"host 'api\.example' is not allowed"):
        load("https://api.example/openapi.yaml")


def test_a_document_may_be_known_by_its_self_uri() -> None:
    text = "openapi: 3.2.0\n$self: https://x.example/api.yaml\ninfo: {title: T, version: '1'}\n"

    target = lookup(load_text(text), "https://x.example/api.yaml#/info/title").target

    assert target is not None and target.value == "T"


def test_one_file_is_read_once_however_its_name_is_spelt(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text("openapi: 3.0.3\n")
    (tmp_path / "a{b}.yaml").write_text("x: 1\n")
    document = load(tmp_path)

    raw, encoded = lookup(document, "a{b}.yaml#/x"), lookup(document, "./a%7bb%7D.yaml#/x")

    assert raw.target is not None and raw.target == encoded.target
    assert len(document.sources) == 2
    assert all(uri == source.uri for uri, source in document.sources.items())


@pytest.mark.parametrize("keyword", ["$id", "$self"])
def test_a_base_that_is_no_uri_changes_nothing(keyword: str) -> None:
    text = f"openapi: 3.2.0\n$self: {{}}\ncomponents: {{schemas: {{A: {{{keyword}: 'http://[x', $anchor: here}}}}}}\n"
    root = f"openapi: 3.2.0\n{keyword}: 'http://[x'\ncomponents: {{schemas: {{A: {{$anchor: here}}}}}}\n"
    for document in (load_text(text), load_text(root)):
        found = lookup(document, "#here").target
        assert found is not None
        assert found.tokens == ("components", "schemas", "A")


@pytest.mark.parametrize("ref", ["a" * 5000, "%00", "pipe.yaml", "itself.yaml"])
def test_a_name_that_no_file_has_is_a_missing_file(tmp_path: Path, ref: str) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "itself.yaml").symlink_to("itself.yaml")
    (tmp_path / "api.yaml").write_text(LOCAL)
    assert lookup(load(tmp_path / "api.yaml"), ref).reason is Reason.MISSING_FILE


@pytest.mark.parametrize("name", ["http://[::1", "https://", "a" * 5000])
def test_what_names_no_document_is_unreadable(name: str) -> None:
    with pytest.raises(UnreadableError):
        load(name)


def test_a_device_without_end_is_not_read_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specforge.document.load.MAX_BYTES", 1000)
    with pytest.raises(UnreadableError, match="larger than"):
        load("/dev/zero")
