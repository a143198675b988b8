"""Opening the files that rulesets are in, and telling what in them is at fault."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from specforge.document.load import read_bytes
from specforge.document.place import Place
from specforge.document.source import Source
from specforge.errors import InputError, UsageError
from specforge.lint.spectral.definitions import Origin

SCRIPTS = frozenset((".js", ".mjs", ".cjs", ".ts"))
_READABLE = (".yaml", ".yml", ".json")
_SCRIPT_HELP = (
    "write it as YAML or JSON; functions of your own can be written in Python: `@function(name)` of "
    "specforge.lint.spectral.function, in a file that `plugins` under [lint] in specforge.toml names"
)


class RulesetFile:
    """One file of a ruleset, with errors that name the line."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @property
    def value(self) -> Any:
        return self.source.value

    @property
    def folder(self) -> str:
        """Where globs and relative paths start."""
        return str(self.source.path.absolute().parent) if self.source.path else str(Path.cwd())

    def origin(self, *keys: str | int) -> Origin:
        """Line and column of a key."""
        region = Place(self.source, tuple(map(str, keys)), key=True).region
        return Origin(self.source.name, region.line, region.column)

    def origin_of_value(self, *keys: str | int) -> Origin:
        """Line and column of what stands at a key, if that is a scalar."""
        region = Place(self.source, tuple(map(str, keys))).region
        return Origin(self.source.name, region.line, region.column)

    def problem(self, message: str, *keys: str | int, help: str | None = None) -> UsageError:
        """What is wrong with a key."""
        return self.origin(*keys).problem(message, help)

    def wrong_value(self, message: str, *keys: str | int, help: str | None = None) -> UsageError:
        """What is wrong with the value at a key."""
        return self.origin_of_value(*keys).problem(message, help)

    def repeated_keys(self) -> Iterator[UsageError]:
        """Keys that are written twice in one object: the earlier one would be lost."""
        for _, key, regions in self.source.duplicates:
            earlier = " and ".join(f"{region.line}:{region.column}" for region in regions[:-1])
            message = f"key `{key}` is written more than once: also at {earlier}"
            help = "only the last one would count: rename or remove one"
            yield Origin(self.source.name, regions[-1].line, regions[-1].column).problem(message, help)


def open_file(path: Path) -> RulesetFile:
    """Raises UsageError for what is no file, no YAML or JSON, or JavaScript."""
    if path.suffix in SCRIPTS:
        raise UsageError(
            f"{path} is a JavaScript ruleset: only YAML and JSON can be read", help=_SCRIPT_HELP, file=str(path)
        )
    try:
        data = read_bytes(path)
    except InputError as problem:
        raise UsageError(f"cannot read the ruleset: {problem.message}", file=str(path)) from problem
    except OSError as problem:
        raise UsageError(f"cannot read the ruleset {path}: {problem.strerror}") from problem
    return _parsed(path.absolute().as_uri(), str(path), data, path)


def open_url(url: str, allow_hosts: frozenset[str]) -> RulesetFile:
    """Raises UsageError for a host that the configuration does not allow, or one that does not answer."""
    host = urlsplit(url).hostname
    if host not in allow_hosts:
        raise UsageError(
            f"the ruleset {url} was not fetched: host {host!r} is not allowed",
            help=f'add allow_hosts = ["{host}"] under [load] in specforge.toml',
        )
    if Path(urlsplit(url).path).suffix in SCRIPTS:
        raise UsageError(f"{url} is a JavaScript ruleset: only YAML and JSON can be read", help=_SCRIPT_HELP)
    # As in document/load.py: the HTTP client is imported by the rare run that fetches.
    fetch = importlib.import_module("specforge.document.fetch")
    try:
        return _parsed(url, url, fetch.fetch(url), None)
    except InputError as problem:
        raise UsageError(f"cannot read the ruleset: {problem.message}") from problem


def _parsed(uri: str, name: str, data: bytes, path: Path | None) -> RulesetFile:
    try:
        return RulesetFile(Source(uri, name, data, path))
    except InputError as problem:
        message = f"the ruleset is not readable: {problem.message}"
        # Of an empty file the reader of documents says how an OpenAPI document starts.
        help = problem.help if data.strip() else "a ruleset has `extends` or `rules`, such as `extends: spectral:oas`"
        raise UsageError(message, help=help, file=name, line=problem.line, column=problem.column) from problem


def named_from(file: RulesetFile, name: str) -> Path | str:
    """The file or URL that ``name`` means in ``file``. Raises UsageError when there is none."""
    if name.startswith(("http://", "https://")):
        return name
    if file.source.path is None:
        return urljoin(file.source.uri, name)
    beside = Path(file.folder) / name
    if name.startswith((".", "/")) or beside.is_file():
        return _shown(beside)
    package = _package(Path(file.folder), name)
    if package is None:
        raise UsageError(f"there is no ruleset {name!r}: no file of that name, no package in node_modules")
    return _shown(package)


def _shown(path: Path) -> Path:
    here = Path.cwd()
    path = Path(*path.absolute().parts)
    return path.relative_to(here) if path.is_relative_to(here) else path


def _package(folder: Path, name: str) -> Path | None:
    """The main file of an npm package, looked for upwards as Node does."""
    for around in (folder, *folder.parents):
        place = around / "node_modules" / name
        if place.is_file():
            return place
        if place.is_dir():
            return _main(place)
    return None


def _main(package: Path) -> Path:
    try:
        described = json.loads((package / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        described = {}
    main = described.get("main") if isinstance(described, dict) else None
    names = [main] if isinstance(main, str) else []
    found = [
        package / name for name in (*names, "index.yaml", "index.yml", "index.json", "spectral.yaml", ".spectral.yaml")
    ]
    return next((path for path in found if path.is_file() and path.suffix in _READABLE), found[0])
