"""What every verb is made of: its options, the document it works on, and the way its report is printed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from specforge.cli.context import Globals, Verb, global_options
from specforge.config import Config, load_config, load_nearest
from specforge.document.load import ROOT_NAMES, LoadOptions, load
from specforge.document.model import Document
from specforge.errors import UsageError
from specforge.findings.model import Report
from specforge.findings.threshold import THRESHOLDS
from specforge.registry import did_you_mean
from specforge.reporters import REPORTERS, text

__all__ = [
    "Globals",
    "Verb",
    "config_for",
    "fail_on_option",
    "global_options",
    "load_document",
    "location_of",
    "override",
    "paths_argument",
    "render",
    "report_and_exit",
    "require_format",
    "spec_argument",
    "spec_names",
    "tell_limits",
]

F = TypeVar("F", bound=Callable[..., Any])
S = TypeVar("S")

# Only for the shell's completion: whether there is such a file is the loader's business.
_SPEC = click.Path(readable=False)


def spec_argument(function: F) -> F:
    """Decorator: the optional SPEC, passed as ``spec: str | None`` (a path, a URL, ``-``, or a name from [apis])."""
    return click.argument("spec", required=False, metavar="[SPEC]", type=_SPEC)(function)


def paths_argument(function: F) -> F:
    """Decorator: any number of SPECs, passed as ``paths: tuple[str, ...]``; see ``spec_names``."""
    return click.argument("paths", nargs=-1, metavar="[SPEC]...", type=_SPEC)(function)


def fail_on_option(function: F) -> F:
    """Decorator: ``--fail-on``, passed as ``fail_on: str | None``; None means that the configuration decides."""
    return click.option(
        "--fail-on",
        type=click.Choice(THRESHOLDS),
        help="The least severity that makes the exit code 1. Default: error.",
    )(function)


def config_for(globals: Globals, spec: str | None = None) -> Config:
    """The configuration for this document: when ``spec`` is one of [apis] (by name or path), its sections win.

    It is the nearest upwards from the document, else that of the working folder. What is no file (no ``spec``, the
    name of an API, a URL, ``-``) has the configuration of the working folder, and ``--config`` is everybody's.
    Raises UsageError with file and line for a configuration that is wrong.
    """
    if "config" not in globals.loaded:
        globals.loaded["config"] = load_config(Path.cwd(), globals.config)
    config: Config = globals.loaded["config"]
    if globals.config is None and spec is not None and not _is_no_file(config, spec):
        config = _nearest(globals, Path(spec) if os.path.isdir(spec) else Path(spec).parent, config)  # noqa: PTH112
    return config.for_api(config.api_of(spec))


def _is_no_file(config: Config, spec: str) -> bool:
    return spec == "-" or "://" in spec or (spec in config.apis and not os.path.exists(spec))  # noqa: PTH110


def _nearest(globals: Globals, folder: Path, config: Config) -> Config:
    """Documents in one folder have one configuration: it is looked for once."""
    known: dict[Path, Config] = globals.loaded.setdefault("configs", {Path(): config})
    if folder not in known:
        known[folder] = load_nearest(folder, config)
    return known[folder]


def override(section: S, **flags: Any) -> S:
    """The section with every flag that was given: None and () leave what is configured."""
    given = {name: value for name, value in flags.items() if value is not None and value != ()}
    return replace(section, **given)  # type: ignore[type-var]


def load_document(globals: Globals, spec: str | None) -> Document:
    """Load SPEC; without one the document of the configuration, else ``openapi.yaml`` and the like in the folder.

    Raises UsageError when there is nothing to load or too much to choose from, and InputError.
    """
    location, options = location_of(globals, spec)
    globals.console.detail(f"reading {location}")
    return load(location, options)


def location_of(globals: Globals, spec: str | None) -> tuple[str, LoadOptions]:
    """The file or URL that ``spec`` means, and what may be read besides. Raises UsageError like ``load_document``."""
    config = config_for(globals, spec)
    return _location(config, spec) or _only_one(config), config.load_options


def spec_names(globals: Globals, paths: tuple[str, ...]) -> list[str]:
    """The documents to work on: ``paths``, else every configured one, else the one in the folder.

    Each is a valid ``spec`` of ``load_document`` and ``config_for``.
    """
    if paths:
        return list(paths)
    config = config_for(globals)
    configured = [*([config.spec] if config.spec else []), *(name for name, api in config.apis.items() if api.spec)]
    return configured or [_in_folder()]


def require_format(globals: Globals) -> None:
    """For a verb that runs until it is stopped. Raises UsageError for a format of ``--format`` that does not exist."""
    if globals.format != "text":
        REPORTERS[globals.format]


def render(globals: Globals, report: Report) -> str:
    """The report in the format of ``--format``. Raises UsageError for a format that does not exist."""
    if globals.format != "text":
        return REPORTERS[globals.format](report)
    console = globals.console
    color = console.color == "always" if globals.output_path else console.colors_stdout()
    return text.render(report, color=color, summary=not globals.quiet)


def tell_limits(globals: Globals, limits: Iterable[str]) -> None:
    """What makes the command fail besides its findings."""
    for sentence in limits:
        globals.console.error(f"error: {sentence}")


def report_and_exit(globals: Globals, report: Report, code: int | None = None) -> NoReturn:
    """Print the report where and how the user wants it and exit: with ``code``, else 0 when it is ok and 1 when not."""
    globals.console.result(render(globals, report), globals.output_path)
    if code is None:
        code = 0 if report.ok else 1
    click.get_current_context().exit(code)


def _location(config: Config, spec: str | None) -> str | None:
    """The file or URL that ``spec`` means. A file that exists is never taken for the name of an API."""
    if spec is None or spec not in config.apis or Path(spec).exists():
        return spec
    if config.apis[spec].spec is None:
        raise UsageError(f"[apis.{spec}] has no spec", file=str(config.file) if config.file else None)
    return config.apis[spec].spec


def _only_one(config: Config) -> str:
    if config.spec:
        return config.spec
    named = {name: api.spec for name, api in config.apis.items() if api.spec}
    if len(named) > 1:
        raise UsageError(f"several documents are configured: {', '.join(named)}", help="name one of them")
    return next(iter(named.values()), None) or _in_folder()


def _in_folder() -> str:
    for name in ROOT_NAMES:
        if Path(name).is_file():
            return name
    raise UsageError(
        "no document given, none configured, and no openapi.yaml in this folder",
        help=_similar_file() or "name the document, or set spec in specforge.toml",
    )


def _similar_file() -> str | None:
    names = sorted(path.name for path in Path.cwd().iterdir() if path.suffix in {".yaml", ".yml", ".json"})
    return did_you_mean("openapi.yaml", names)
