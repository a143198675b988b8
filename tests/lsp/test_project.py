"""Which document does a file belong to, and what is kept of those that nobody has open?"""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("lsprotocol.types", reason="the language server's libraries are not installed")
pytest.importorskip("pygls", reason="the language server's libraries are not installed")

from specforge.document.load import file_uri
from specforge.document.model import Document
from specforge.lint.run import Checked, Job
from specforge.lsp import project as module
from specforge.lsp.desk import Desk
from specforge.lsp.project import Project

ROOT = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths: {/a: {$ref: %s}}\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    for name in "abc":
        (tmp_path / f"{name}.yaml").write_text(ROOT % f"{name}-part.yaml")
        (tmp_path / f"{name}-part.yaml").write_text("get: {responses: {}}\n")
    return Desk()


@pytest.fixture
def project(desk: Desk, tmp_path: Path) -> Project:
    project = Project(desk)
    project.folders = [tmp_path]
    return project


def opened(desk: Desk, file: Path) -> str:
    uri = desk.put(file.as_uri(), file.read_text() if file.exists() else "", 1)
    assert uri is not None
    return uri


def test_only_the_documents_of_a_part_are_checked(
    desk: Desk, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    real = module.check_document

    def noted(document: Document, job: Job) -> Checked:
        checked.append(job.name)
        return real(document, job)

    monkeypatch.setattr(module, "check_document", noted)
    uri = opened(desk, tmp_path / "b-part.yaml")

    project.update({uri})

    assert checked == [str(tmp_path / "b.yaml")]


def test_a_stranger_is_looked_for_once_and_nothing_is_kept(
    desk: Desk, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = opened(desk, tmp_path / "compose.yaml")
    project.update({uri})
    assert project.all() == []
    assert desk._parsed == {}

    monkeypatch.setattr(module, "load", None)
    project.update({uri})
    opened(desk, tmp_path / "other.yaml")
    project.update_all()
    assert project.all() == []


def test_a_document_that_takes_the_stranger_in_is_found(desk: Desk, project: Project, tmp_path: Path) -> None:
    stranger = tmp_path / "d-part.yaml"
    stranger.write_text("get: {responses: {}}\n")
    uri = opened(desk, stranger)
    project.update({uri})
    assert project.about(uri) == []

    (tmp_path / "a.yaml").write_text(ROOT % "d-part.yaml" + "# longer\n")
    project.update_all()

    assert [known.root for known in project.about(uri)] == [file_uri(tmp_path / "a.yaml")]


def test_a_document_is_forgotten_when_its_last_file_is_closed(desk: Desk, project: Project, tmp_path: Path) -> None:
    root, part = tmp_path / "a.yaml", tmp_path / "a-part.yaml"
    for file in (root, part):
        project.update({opened(desk, file)})
    desk.remove(root.as_uri())
    project.update({file_uri(root)})
    assert len(project.all()) == 1

    desk.remove(part.as_uri())
    project.update({file_uri(part)})
    assert (project.all(), desk._parsed) == ([], {})
