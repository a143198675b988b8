"""The options that every verb has. They stand before or after the verb, and this module imports nothing heavy."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click
from click.core import ParameterSource

from specforge.cli.console import Console
from specforge.errors import UsageError

# The exit code after Ctrl-C.
INTERRUPTED = 130

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("text", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html")


@dataclass(slots=True)
class Globals:
    """What the user asked for with the global options; one object a run.

    ``directory`` is absolute and is the working folder while the verb runs, so that every other path is relative to it.
    """

    directory: Path = field(default_factory=Path.cwd)
    config: Path | None = None
    format: str = "text"
    output: Path | None = None
    color: str = "auto"
    quiet: bool = False
    verbose: int = 0
    debug: bool = False
    loaded: dict[str, Any] = field(default_factory=dict)
    _console: Console | None = None

    @property
    def console(self) -> Console:
        """The printer, as ``--color``, ``-q`` and ``-v`` want it."""
        if self._console is None:
            self._console = Console(self.color, self.quiet, self.verbose)
        return self._console

    @property
    def output_path(self) -> Path | None:
        """The file of ``-o``, absolute; None for stdout (``-o -`` too)."""
        if self.output is None or str(self.output) == "-":
            return None
        return self.directory / self.output


def show(globals: Globals, text: str, data: Any) -> None:
    """Print what is no list of findings: ``text`` for people, ``data`` for ``--format json``. Raises UsageError."""
    if globals.format not in ("text", "json"):
        raise UsageError(f"this command has no {globals.format} format", help="use --format text or --format json")
    if globals.format == "json":
        text = json.dumps(data, indent=2, ensure_ascii=False, default=str)
    globals.console.result(text, globals.output_path)


class Verb(click.Command):
    """A command whose help shows its own options first and the global ones below."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Two lists instead of click's one."""
        own: list[tuple[str, str]] = []
        shared: list[tuple[str, str]] = []
        for param in self.get_params(ctx):
            record = None if isinstance(param, click.Argument) else param.get_help_record(ctx)
            if record is not None:
                (shared if isinstance(param, GlobalOption) else own).append(record)
        for title, records in (("Options", own), ("Global options", shared)):
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


class GlobalOption(click.Option):
    """An option that is stored in Globals instead of being passed to the verb; the later one on the line wins."""

    def __init__(self, declarations: list[str], **attributes: Any) -> None:
        super().__init__(declarations, callback=_store, expose_value=False, is_eager=True, **attributes)


class FormatName(click.types.StringParamType):
    """A reporter's name. Names of plug-ins are accepted here and looked up when the report is printed."""

    name = "format"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The formats that ship; a plug-in's reporter may be named too."""
        return "[" + "|".join(FORMATS) + "]"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """The formats that ship."""
        return [click.shell_completion.CompletionItem(name) for name in FORMATS if name.startswith(incomplete)]


def _store(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    name = param.name or ""
    source = ctx.get_parameter_source(name)
    given = source is ParameterSource.COMMANDLINE
    # The environment is read once, at the top: read again after the verb it would overrule a flag before the verb.
    if ctx.resilient_parsing or not (given or (source is ParameterSource.ENVIRONMENT and ctx.parent is None)):
        return
    chosen = ctx.ensure_object(Globals)
    if name == "directory":
        _enter(ctx, chosen, value)
    else:
        setattr(chosen, name, value)


def _enter(ctx: click.Context, chosen: Globals, directory: Path) -> None:
    """Work in ``directory`` until the run ends; a second ``-C`` is relative to the first, as in git."""
    try:
        ctx.find_root().with_resource(contextlib.chdir(directory))
    except OSError as problem:
        raise click.BadParameter(f"cannot enter {str(directory)!r}: {problem.strerror}", ctx) from problem
    chosen.directory = Path.cwd()


def _option(*declarations: str, **attributes: Any) -> Callable[[F], F]:
    return click.option(*declarations, cls=GlobalOption, **attributes)


_PATH = click.Path(path_type=Path)
_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    _option("-C", "directory", type=_PATH, metavar="DIR", help="Run as if started in DIR."),
    _option("--config", type=_PATH, metavar="FILE", envvar="SPECFORGE_CONFIG", help="Use this configuration file."),
    _option("--format", type=FormatName(), envvar="SPECFORGE_FORMAT", help="How to print the result. Default: text."),
    _option("-o", "--output", type=_PATH, metavar="FILE", help="Write the result to FILE."),
    _option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        envvar="SPECFORGE_COLOR",
        help="When to colour the output. Default: auto.",
    ),
    _option("-q", "--quiet", is_flag=True, help="Print results and errors only."),
    _option("-v", "--verbose", count=True, help="Say more on the way."),
    _option("--debug", is_flag=True, envvar="SPECFORGE_DEBUG", help="Show a traceback when something breaks."),
)


def global_options(function: Callable[Concatenate[Globals, P], R]) -> Callable[P, R]:
    """Decorator: add the global options, and pass Globals as the first argument."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(click.get_current_context().ensure_object(Globals), *args, **kwargs)

    decorated: Callable[P, R] = wrapper
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
