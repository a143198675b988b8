"""The options of ``specforge gen``, and which of them exclude one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from specforge.errors import UsageError
from specforge.gen.target import TARGETS

F = TypeVar("F", bound=Callable[..., Any])
_FOLDER = click.Path(path_type=Path)


class TargetName(click.types.StringParamType):
    """The name of a target; plug-ins may add some."""

    name = "target"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The targets, with what each is."""
        return [CompletionItem(name, help=TARGETS[name].description) for name in TARGETS if name.startswith(incomplete)]


@dataclass(frozen=True, slots=True)
class Mode:
    """What is done with what was generated: it is written, unless it is to be checked, shown or dumped."""

    check: bool = False
    diff: bool = False
    watch: bool = False
    dump_plan: bool = False
    stubs: bool = False
    force: bool = False

    def __post_init__(self) -> None:
        """Raises UsageError for what excludes one another."""
        chosen = [name for name in ("check", "diff", "watch", "dump_plan") if getattr(self, name)]
        if self.dump_plan and self.stubs:
            chosen.append("stubs")
        if self.force and chosen:
            chosen.append("force")
        if len(chosen) > 1 and chosen != ["watch", "force"]:
            first, second = (f"--{name.replace('_', '-')}" for name in chosen[:2])
            raise UsageError(f"{first} and {second} exclude each other")


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "-t",
        "--target",
        type=TargetName(),
        multiple=True,
        metavar="NAME",
        help="What to generate, once or more. Default: as the last run, else by the framework in use.",
    ),
    click.option("--out", type=_FOLDER, metavar="DIR", help="Folder to generate into."),
    click.option("--package", metavar="NAME", help="Name of the Python package. Default: made from the title."),
    click.option("--templates", type=_FOLDER, metavar="DIR", help="Templates that go before the shipped ones."),
    click.option(
        "--fallback",
        type=click.Choice(("none", "mock")),
        help="What answers for operations that are not implemented: nothing (501) or a mock. Default: none.",
    ),
    click.option("--strict", is_flag=True, default=None, help="What the code cannot express is an error."),
    click.option(
        "--check",
        is_flag=True,
        help="Write nothing; exit with 5 when something would change. Your files are held against the contract too.",
    ),
    click.option("--diff", is_flag=True, help="Write nothing; show what would change."),
    click.option("--watch", is_flag=True, help="Generate again whenever the document changes, until Ctrl-C."),
    click.option("--stubs", is_flag=True, help="Write the methods that your services lack at the end of your classes."),
    click.option("--force", is_flag=True, help="Overwrite generated files even where somebody edited them."),
    click.option("--dump-plan", is_flag=True, help="Print what templates see, as JSON, and write nothing."),
)


def gen_options(function: F) -> F:
    """Decorator: the options of the verb."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
