"""The command line: the table of verbs, the group that loads them lazily, and the way from an error to an exit code."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from specforge._version import __version__
from specforge.cli.collector import patient_collector
from specforge.cli.context import Globals, global_options

# name -> (where its click command is, one line of help). A verb is imported only when it is run.
VERBS: dict[str, tuple[str, str]] = {
    "lint": ("specforge.cli.lint:command", "Check documents against the specification and the rules."),
    "fmt": ("specforge.cli.fmt:command", "Put the fields of documents into customary order."),
    "gen": ("specforge.cli.gen:command", "Generate models, routers, services and tests."),
    "mock": ("specforge.cli.mock:command", "Serve a document before it is implemented."),
    "test": ("specforge.cli.test:command", "Test a running implementation against its document."),
    "diff": ("specforge.cli.diff:command", "Compare two versions of a document: what changed, whom it breaks."),
    "changelog": ("specforge.cli.changelog:command", "Tell people what changed between two versions."),
    "check": ("specforge.cli.check:command", "Check all that needs no server: the one line for CI."),
    "merge": ("specforge.cli.merge:command", "Merge the reports of many machines into one verdict."),
    "lsp": ("specforge.cli.lsp:command", "Serve an editor: findings while you type, fixes, go to $ref."),
    "explain": ("specforge.cli.explain:command", "Show what a rule is about."),
    "rules": ("specforge.cli.rules:command", "List the lint rules."),
    "config": ("specforge.cli.config:command", "Show the effective configuration, or its schema."),
    "doctor": ("specforge.cli.doctor:command", "Check that this installation is complete."),
    "completion": ("specforge.cli.completion:command", "Print the completion script for a shell."),
    "version": ("specforge.cli.version:command", "Print the version."),
}

# Imported only when something went wrong: printing an error needs the reporters, a clean run of --help does not.
_FAILURES = "specforge.cli.failures"


class LazyGroup(click.Group):
    """A group that knows its verbs by name and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module. None for an unknown name."""
        if cmd_name not in VERBS:
            return None
        module, _, attribute = VERBS[cmd_name][0].partition(":")
        with patient_collector():
            command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Click's, with a did-you-mean that also knows what other tools call our verbs."""
        name = args[0]
        if name not in VERBS and not name.startswith("-") and not ctx.resilient_parsing:
            raise _failures().unknown_verb(name, VERBS, ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table's one-line helps: click would import every verb for them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help) for name, (_, help) in VERBS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Verbs from the table (click would import them all), then the options."""
        verbs = [CompletionItem(name, help=help) for name, (_, help) in VERBS.items() if name.startswith(incomplete)]
        return [*verbs, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; whatever it raises becomes a message and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (Exception, KeyboardInterrupt) as problem:  # noqa: BLE001  the one place that catches broadly
            ctx.exit(_failures().report_problem(problem, ctx.ensure_object(Globals), ctx.invoked_subcommand))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Parse, run and exit. Wrong usage ends with 2, an interruption with 130."""
        try:
            code = super().main(args, prog_name or "specforge", complete_var, standalone_mode=False, **extra)
        except click.Abort:
            raise SystemExit(130) from None
        except click.ClickException as problem:
            code = _failures().report_usage(problem, sys.argv[1:] if args is None else args)
        except OSError as problem:
            # Help and version are printed by click: an error there has no verb yet that would catch it.
            code = _failures().report_unwritten(problem)
        raise SystemExit(code if isinstance(code, int) else 0)


def _failures() -> Any:
    return importlib.import_module(_FAILURES)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@global_options
@click.version_option(__version__, message="specforge %(version)s")
def cli(globals: Globals) -> None:
    """The spec-first OpenAPI toolchain: lint, generate, mock and contract-test from one document."""
