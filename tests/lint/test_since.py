"""--since: in a real repository, only what has changed is heard of."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from specforge.document.load import load
from specforge.errors import UsageError
from specforge.lint.engine import lint
from specforge.lint.settings import LintSettings
from specforge.lint.since import changed_since

Change = Callable[[], list[str]]

ROOT = """\
openapi: 3.1.1
info: {title: T, version: '1'}
tags: [{name: a}, {name: b}]
paths:
  /books:
    parameters: [{name: p, in: query, schema: {type: string}}]
    get:
      responses: {'200': {description: d, content: {a/b: {schema: {$ref: '#/components/schemas/Book'}}}}}
    post:
      responses: {'201': {description: d}}
  /users:
    $ref: users.yaml
components:
  schemas:
    Book: {type: object, properties: {author: {$ref: '#/components/schemas/Author'}}}
    Author: {type: object, properties: {books: {type: array, items: {$ref: '#/components/schemas/Book'}}}}
    Other: {type: object}
"""
USERS = """\
get: {responses: {'200': {description: d, content: {a/b: {schema: {$ref: schemas/user.yaml}}}}}}
put: {responses: {'200': {description: d}}}
"""
USER = "type: string\n"
RULES = LintSettings(select=("operation-tags", "info-contact", "typed-enum", "duplicate-key"))


def git(folder: Path, *arguments: str) -> None:
    person = ("-c", "user.name=N", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *person, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the document in a folder, in one commit."""
    folder = tmp_path / "repository"
    (folder / "api" / "schemas").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for name, text in {"openapi.yaml": ROOT, "users.yaml": USERS, "schemas/user.yaml": USER}.items():
        (folder / "api" / name).write_text(text)
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    monkeypatch.chdir(folder)
    return folder


def heard(root: Path, revision: str = "HEAD") -> list[str]:
    """What is left of the findings: operations, else places."""
    document = load(root)
    found = changed_since(document, lint(document, RULES), revision)
    return [finding.operation or finding.place.pointer for finding in found]


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


class TestWhatHasChanged:
    def test_nothing(self, repository: Path) -> None:
        assert heard(repository / "api/openapi.yaml") == []

    @pytest.mark.parametrize(
        ("file", "old", "new", "expected"),
        [
            ("openapi.yaml", "'201': {description: d}", "'201': {description: e}", ["POST /books"]),
            ("openapi.yaml", "Author: {type: object", "Author: {title: t, type: object", ["GET /books"]),
            ("openapi.yaml", "Other: {type: object", "Other: {title: t, type: object", []),
            ("openapi.yaml", "name: p,", "name: q,", ["GET /books", "POST /books"]),
            ("openapi.yaml", "title: T", "title: U", ["/info"]),
            ("openapi.yaml", "  /users:", "\n  # a comment\n  /users:", []),
            ("openapi.yaml", "    post:", "    put:", ["PUT /books"]),
            ("openapi.yaml", "  /books:", "  /volumes:", ["GET /volumes", "POST /volumes"]),
            ("openapi.yaml", "openapi: 3.1.1", "openapi: 3.1.2", []),
            ("users.yaml", "put: {", "put: {summary: s, ", ["PUT /users"]),
            ("schemas/user.yaml", "string", "integer", ["GET /users"]),
            ("schemas/user.yaml", "string", "string # a comment", []),
            ("schemas/user.yaml", "type: string", "type: string\nenum: [1]", ["GET /users", "GET /users"]),
        ],
    )
    def test_a_part(self, repository: Path, file: str, old: str, new: str, expected: list[str]) -> None:
        edit(repository / "api" / file, old, new)

        assert heard(repository / "api/openapi.yaml") == expected

    def test_a_key_that_is_written_twice(self, repository: Path) -> None:
        """The value is the same, the finding is new."""
        edit(repository / "api/users.yaml", "put: {", "put: {responses: {}, ")

        assert heard(repository / "api/openapi.yaml") == ["PUT /users"]

    @pytest.mark.parametrize(
        "old", ["put: { # specforge: ignore[operation-tags]\n  ", "# specforge: ignore[operation-*]\nput: {"]
    )
    def test_an_ignore_that_was_taken_away(self, repository: Path, old: str) -> None:
        edit(repository / "api/users.yaml", "put: {", old)
        git(repository, "commit", "-q", "-a", "-m", "ignored")
        edit(repository / "api/users.yaml", old, "put: {")

        assert heard(repository / "api/openapi.yaml") == ["PUT /users"]

    def test_a_new_file(self, repository: Path) -> None:
        (repository / "api/new.yaml").write_text("get: {responses: {'200': {description: d}}}\n")
        edit(repository / "api/openapi.yaml", "  /users:", "  /new: {$ref: new.yaml}\n  /users:")

        assert heard(repository / "api/openapi.yaml") == ["GET /new"]

    def test_a_file_with_another_name(self, repository: Path) -> None:
        """What is in it has not changed, and so neither have those that refer to it."""
        git(repository, "mv", "api/users.yaml", "api/people.yaml")
        edit(repository / "api/openapi.yaml", "users.yaml", "people.yaml")

        assert heard(repository / "api/openapi.yaml") == []

    def test_a_document_that_was_moved(self, repository: Path) -> None:
        git(repository, "mv", "api", "specs")
        edit(repository / "specs/openapi.yaml", "'201': {description: d}", "'201': {description: e}")

        assert heard(repository / "specs/openapi.yaml") == ["POST /books"]

    def test_a_new_document(self, repository: Path) -> None:
        (repository / "second.yaml").write_text(ROOT.replace("$ref: users.yaml", "{}"))

        assert heard(repository / "second.yaml") == ["/info", "GET /books", "POST /books"]

    def test_a_document_that_was_broken(self, repository: Path) -> None:
        (repository / "api/openapi.yaml").write_text("openapi: [")
        git(repository, "commit", "-q", "-a", "-m", "broken")
        (repository / "api/openapi.yaml").write_text(ROOT)

        assert len(heard(repository / "api/openapi.yaml")) == 5

    def test_a_link_to_a_file(self, repository: Path) -> None:
        (repository / "link.yaml").symlink_to("api/users.yaml")
        text = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths: {/users: {$ref: link.yaml}}\n"
        (repository / "linked.yaml").write_text(text)
        git(repository, "add", ".")
        git(repository, "commit", "-q", "-m", "link")
        assert heard(repository / "linked.yaml") == []
        edit(repository / "api/users.yaml", "put: {", "put: {summary: s, ")

        assert heard(repository / "linked.yaml") == ["PUT /users"]


class TestRevisions:
    def test_the_work_of_a_branch(self, repository: Path) -> None:
        """``main...`` is where the branch left main; what happened there since is not ours."""
        git(repository, "checkout", "-q", "-b", "work")
        edit(repository / "api/users.yaml", "put: {", "put: {summary: s, ")
        git(repository, "commit", "-q", "-a", "-m", "work")
        git(repository, "checkout", "-q", "main")
        edit(repository / "api/openapi.yaml", "title: T", "title: U")
        git(repository, "commit", "-q", "-a", "-m", "main")
        git(repository, "checkout", "-q", "work")

        assert heard(repository / "api/openapi.yaml", "main...") == ["PUT /users"]
        assert heard(repository / "api/openapi.yaml", "main") == ["/info", "PUT /users"]

    @pytest.mark.parametrize("name", ["none", "none...", "", "--help"])
    def test_an_unknown_one(self, repository: Path, name: str) -> None:
        with pytest.raises(UsageError, match="git knows no revision"):
            heard(repository / "api/openapi.yaml", name)

    def test_a_shallow_clone_is_told(self, repository: Path, tmp_path: Path) -> None:
        git(repository, "commit", "-q", "--allow-empty", "-m", "second")
        git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "shallow")

        with pytest.raises(UsageError, match="git knows no revision 'HEAD~1'") as caught:
            heard(tmp_path / "shallow/api/openapi.yaml", "HEAD~1")

        assert "shallow" in (caught.value.help or "")
        assert heard(tmp_path / "shallow/api/openapi.yaml", "HEAD") == []

    def test_no_repository(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
        (tmp_path / "openapi.yaml").write_text(ROOT)

        with pytest.raises(UsageError, match="needs a git repository"):
            heard(tmp_path / "openapi.yaml")

    def test_no_git(self, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")

        with pytest.raises(UsageError, match="git, which is not installed"):
            heard(repository / "api/openapi.yaml")
