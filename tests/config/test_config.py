"""Configuration: what is found, what wins, and what a mistake looks like."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from specforge.config import Config, config_schema, load_config
from specforge.config.load import environment_name, kinds_of
from specforge.config.scan import positions
from specforge.config.sections import SECTIONS
from specforge.durations import read_duration
from specforge.errors import UsageError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, text: str, name: str = "specforge.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, **environ: str) -> Config:
    return load_config(folder, environ=environ)


def problem(folder: Path, text: str, name: str = "specforge.toml") -> UsageError:
    write(folder, text, name)
    with pytest.raises(UsageError) as caught:
        load(folder)
    return caught.value


class TestFinding:
    def test_without_a_file_the_defaults_apply(self, folder: Path) -> None:
        """Nothing has to be configured."""
        config = load(folder)

        assert config.file is None
        assert (config.mock.host, config.mock.port, config.lint.fail_on) == ("127.0.0.1", 4010, "error")
        assert config.origin("mock.port").layer == "default"

    def test_the_nearest_file_upwards(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A folder below uses its parent's file, and paths in it stay relative to that file."""
        write(folder, 'spec = "api/openapi.yaml"\n[gen]\nout = "src"')
        below = folder / "below"
        below.mkdir()
        monkeypatch.chdir(below)

        config = load(below)

        assert config.file == Path("../specforge.toml")
        assert Path(config.spec or "").resolve() == folder / "api/openapi.yaml"
        assert config.gen.out is not None and config.gen.out.resolve() == folder / "src"

    def test_own_file_before_pyproject(self, folder: Path) -> None:
        """specforge.toml wins over pyproject.toml beside it."""
        write(folder, "[tool.specforge.mock]\nport = 1", "pyproject.toml")
        write(folder, "[mock]\nport = 2")

        assert load(folder).mock.port == 2

    def test_pyproject_of_somebody_else_is_stepped_over(self, folder: Path) -> None:
        """A pyproject.toml without our table, even a broken one, does not end the search."""
        write(folder, "[mock]\nport = 2")
        below = write(folder, "[project\nname = ", "below/pyproject.toml").parent

        assert load(below).mock.port == 2

    def test_pyproject(self, folder: Path) -> None:
        """The keys stand under [tool.specforge]."""
        write(folder, '[project]\nname = "x"\n[tool.specforge.lint]\nselect = ["a", "b"]', "pyproject.toml")

        config = load(folder)

        assert config.lint.select == ("a", "b")
        assert config.origin("lint.select").where == "pyproject.toml:4"

    def test_the_file_that_is_named(self, folder: Path) -> None:
        """--config names any file; one that is not there or not about us is an error."""
        named = write(folder, "[mock]\nport = 3", "other/any.toml")
        stranger = write(folder, "[project]\n", "other/pyproject.toml")

        assert load_config(folder, named).mock.port == 3
        for wrong in (stranger, folder / "missing.toml"):
            with pytest.raises(UsageError):
                load_config(folder, wrong)


class TestPrecedence:
    def test_environment_over_file(self, folder: Path) -> None:
        """A variable wins over the file; an empty one does not count."""
        write(folder, '[mock]\nport = 1\nhost = "::1"')

        config = load(folder, SPECFORGE_MOCK_PORT="2", SPECFORGE_MOCK_HOST="")

        assert (config.mock.port, config.mock.host) == (2, "::1")
        assert config.origin("mock.port").where == "SPECFORGE_MOCK_PORT"

    @pytest.mark.parametrize(
        ("name", "text", "section", "expected"),
        [
            ("SPECFORGE_MOCK_DYNAMIC", "yes", "mock", {"dynamic": True}),
            ("SPECFORGE_MOCK_CORS", "0", "mock", {"cors": False}),
            ("SPECFORGE_LINT_SELECT", "a, b", "lint", {"select": ("a", "b")}),
            ("SPECFORGE_TEST_BUDGET", "2m", "test", {"budget": 120.0}),
            ("SPECFORGE_GEN_OUT", "src", "gen", {"out": Path("src")}),
        ],
    )
    def test_environment_values(self, folder: Path, name: str, text: str, section: str, expected: Any) -> None:
        """Text becomes the type of the key; lists are separated by commas."""
        settings = getattr(load(folder, **{name: text}), section)

        assert {key: getattr(settings, key) for key in expected} == expected

    def test_a_wrong_variable_is_named(self, folder: Path) -> None:
        """The message says which variable, and what it may be."""
        with pytest.raises(UsageError, match="SPECFORGE_MOCK_PORT must be a whole number from 0 to 65535"):
            load(folder, SPECFORGE_MOCK_PORT="many")

    def test_an_api_over_the_general_sections(self, folder: Path) -> None:
        """[apis.NAME] changes what it names, for its document only; the environment still wins."""
        write(folder, '[mock]\nport = 1\nseed = 1\n[apis.users]\nspec = "users.yaml"\nmock = {port = 2, seed = 2}')

        config = load(folder, SPECFORGE_MOCK_SEED="3")

        for spec in ("users", "users.yaml", "./users.yaml", None):
            mine = config.for_api(config.api_of(spec))
            assert (mine.mock.port, mine.mock.seed) == (2, 3)
        other = config.for_api(config.api_of("orders.yaml"))
        assert (other.mock.port, other.mock.seed) == (1, 3)
        assert config.for_api("users").origin("mock.port").where == "specforge.toml:6"


class TestMistakes:
    def test_an_unknown_key(self, folder: Path) -> None:
        """File, line, column and the key that was meant."""
        wrong = problem(folder, '# first\nspec = "a"\n\n[mock]\n  prot = 4011\n')

        assert wrong.message == "unknown key 'prot' in [mock]"
        assert (wrong.file, wrong.line, wrong.column) == ("specforge.toml", 5, 3)
        assert wrong.help == "did you mean 'port'?"

    @pytest.mark.parametrize(
        ("text", "message", "line"),
        [
            ("[mok]\nport = 1", "unknown key 'mok' at the top level", 1),
            ("mock = 3", "mock must be a table", 1),
            ("[mock]\nport = '1'", "mock.port must be a whole number from 0 to 65535", 2),
            ("[mock]\nport = true", "mock.port must be a whole number from 0 to 65535", 2),
            ("[mock]\nport = 70000", "mock.port must be a whole number from 0 to 65535", 2),
            ("[mock]\ncors = 'no'", "mock.cors must be true or false", 2),
            ("[lint]\nfail_on = 'bad'", "lint.fail_on must be one of hint, info, warning, error, never", 2),
            ("[lint]\nselect = [1]", "lint.select must be text or a list of texts", 2),
            (
                "[lint.severity]\nx = 'fatal'",
                "lint.severity.x must be one of error, warning, info, hint, off",
                2,
            ),
            ("[test]\nbudget = 'soon'", "test.budget must be a duration such as 60 or '60s'", 2),
            ("spec = ''", "spec must be text", 1),
            ("[apis]\nusers = 'users.yaml'", "apis.users must be a table", 2),
            ("[apis.users]\nsepc = 'x'", "unknown key 'sepc' in [apis.users]", 2),
            ("[apis.users.mock]\nport = 'x'", "apis.users.mock.port must be a whole number from 0 to 65535", 2),
            ("mock = {port = 'x'}", "mock.port must be a whole number from 0 to 65535", 1),
        ],
    )
    def test_a_wrong_value(self, folder: Path, text: str, message: str, line: int) -> None:
        """The message says what the key may be, on the key's own line."""
        wrong = problem(folder, text)

        assert (wrong.message, wrong.line) == (message, line)

    @pytest.mark.parametrize(
        ("text", "line"), [("[mock]\nport = = 1", 2), ("[mock\n", 1), ("a = 1\na = 2", 2), ("x = [", 1)]
    )
    def test_broken_toml(self, folder: Path, text: str, line: int) -> None:
        """A syntax error is a configuration error with its line, not a traceback."""
        wrong = problem(folder, text)

        assert wrong.message.startswith("not valid TOML")
        assert wrong.line == line

    def test_bytes_that_are_no_text(self, folder: Path) -> None:
        """UTF-16, for example."""
        (folder / "specforge.toml").write_bytes("spec = 'a'".encode("utf-16"))
        with pytest.raises(UsageError, match="UTF-8"):
            load(folder)

    def test_in_pyproject_too(self, folder: Path) -> None:
        """The position is the one in pyproject.toml."""
        wrong = problem(folder, "[tool.specforge.mock]\nport = 1\nsed = 2\n", "pyproject.toml")

        assert wrong.message == "unknown key 'sed' in [tool.specforge.mock]"
        assert (wrong.file, wrong.line, wrong.help) == ("pyproject.toml", 3, "did you mean 'seed'?")


class TestPositions:
    TEXT = '''\
top = 1
[a.b] # comment = 1
"quoted key" = """
not = "a key"
[nor.a.table]
"""
list = [
  1, # ] not the end
  "]", {x = 1},
]
dotted.name = 'it''s'
[[a.items]]
  last = 1
'''

    def test_every_key_has_its_line_and_column(self) -> None:
        """Strings and lists of several lines hold no keys; comments and brackets in strings mislead nobody."""
        text = self.TEXT.replace("'it''s'", "'its'")
        found = positions(text)

        assert tomllib.loads(text)
        assert {".".join(path): tuple(position) for path, position in found.items()} == {
            "top": (1, 1),
            "a": (2, 2),
            "a.b": (2, 2),
            "a.b.quoted key": (3, 1),
            "a.b.list": (7, 1),
            "a.b.dotted": (11, 1),
            "a.b.dotted.name": (11, 1),
            "a.items": (12, 3),
            "a.items.last": (13, 3),
            "a.items.0": (12, 3),
            "a.items.0.last": (13, 3),
        }

    @pytest.mark.parametrize("text", ["", "\n\n", "a = 1", 'a = """x\\"""y"""\nb = 1', "a = '''x\\'''\nb = 1"])
    def test_odd_texts(self, text: str) -> None:
        """Empty texts, missing last line ends, escaped quotes."""
        assert {path[0] for path in positions(text)} == set(tomllib.loads(text))


class TestSchema:
    def test_agrees_with_the_reader(self, folder: Path) -> None:
        """What the schema allows is what is read: every key, its default, and nothing else."""
        validator = jsonschema_rs.validator_for(config_schema())
        every = {
            name: json.loads(json.dumps({k: v for k, v in dataclasses.asdict(cls()).items() if v is not None}))
            for name, cls in SECTIONS.items()
        }

        validator.validate({"spec": "a", **every, "apis": {"x": {"spec": "b", **every}}})

        for wrong in ({"sepc": "a"}, {"mock": {"prot": 1}}, {"mock": {"port": "1"}}, {"apis": {"x": {"y": 1}}}):
            assert not validator.is_valid(wrong)
        for name in SECTIONS:
            assert set(config_schema()["$defs"][name]["properties"]) == set(kinds_of(name))

    def test_every_key_is_described(self) -> None:
        """An editor shows the description."""
        for section in config_schema()["$defs"].values():
            assert section["description"]
            assert all(key["description"] for key in section["properties"].values())


@pytest.mark.parametrize(("text", "seconds"), [("60s", 60), ("2m", 120), ("500ms", 0.5), ("1h", 3600), ("1.5", 1.5)])
def test_durations(text: str, seconds: float) -> None:
    """A number and a unit; seconds without one."""
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "s", "-1s", "1d", "1 2"])
def test_no_durations(text: str) -> None:
    """Everything else is refused."""
    with pytest.raises(ValueError, match="is not a duration"):
        read_duration(text)


def test_environment_names() -> None:
    """Section and key in capitals."""
    assert environment_name("mock", "port") == "SPECFORGE_MOCK_PORT"
    assert environment_name("", "spec") == "SPECFORGE_SPEC"


def test_a_section_in_pyproject_that_is_no_table(folder: Path) -> None:
    write(folder, "[tool]\nspecforge = 5\n", "pyproject.toml")
    with pytest.raises(UsageError, match="must be a table") as caught:
        load_config(folder)
    assert caught.value.line == 2
