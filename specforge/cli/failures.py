"""From whatever a verb raised to a message and an exit code."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Iterable, Sequence

import click

from specforge._version import __version__
from specforge.cli.console import silence
from specforge.cli.context import FORMATS, INTERRUPTED, Globals
from specforge.document.roots import is_root
from specforge.errors import InputError, OutputError, SpecforgeError, UsageError
from specforge.findings.model import Report
from specforge.registry import did_you_mean
from specforge.reporters import REPORTERS, text
from specforge.reporters.style import Style

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
BUG = 70

# What users of other tools type first.
_OTHER_WORDS = {
    "breaking": "diff",
    "build": "gen",
    "codegen": "gen",
    "compare": "diff",
    "contract": "test",
    "generate": "gen",
    "serve": "mock",
    "server": "mock",
    "validate": "lint",
    "verify": "test",
}

_BUG_REPORT = (
    f"This is a bug in specforge {__version__}, not in your document. Please report it together with the command "
    "and, if you can, the document. With --debug the traceback is shown."
)


class Bug(SpecforgeError):
    """An exception that nobody expected."""

    exit_code = BUG


class UnknownVerb(click.UsageError):
    """A verb that does not exist; ``help`` names the one that is meant."""

    def __init__(self, name: str, ctx: click.Context, help: str | None) -> None:
        super().__init__(f"no such command {name!r}", ctx)
        self.help = help


class Crash(InputError):
    """A bug that showed in one of several documents: the others are still worked on."""

    exit_code = BUG
    rule = "internal"


def unknown_verb(name: str, known: Iterable[str], ctx: click.Context) -> UnknownVerb:
    """The error for a verb that does not exist. It also knows what other tools call our verbs."""
    other = _OTHER_WORDS.get(name)
    return UnknownVerb(name, ctx, f"did you mean {other!r}?" if other else did_you_mean(name, known))


def report_problem(problem: BaseException, globals: Globals, command: str | None) -> int:
    """Print what stopped the command and return its exit code.

    People read the message on stderr. With a format for machines the envelope of the command, holding the error
    instead of findings, goes where the result would have gone.
    """
    if isinstance(problem, (KeyboardInterrupt, click.Abort)):
        globals.console.error("interrupted")
        return INTERRUPTED
    if isinstance(problem, BrokenPipeError):
        return 0
    if globals.debug:
        globals.console.error("".join(traceback.format_exception(problem)).rstrip())
    error = problem if isinstance(problem, SpecforgeError) else _full(problem) or bug_of(problem)
    report = Report(command or "", (), ok=False, error=error)
    globals.console.error(text.render_error(report, globals.console.colors_stderr()))
    return _envelope(globals, report, error)


def report_unwritten(problem: OSError) -> int:
    """Print that standard output takes nothing; returns 5."""
    silence(sys.stdout)
    return report_problem(OutputError(f"cannot write to standard output: {problem.strerror}"), Globals(), None)


def report_usage(problem: click.ClickException, arguments: Sequence[str] = ()) -> int:
    """Print what is wrong with the command line, which has these arguments; returns 2."""
    if isinstance(problem, click.exceptions.NoArgsIsHelpError):
        click.echo(problem.format_message(), err=True)
        return 2
    context = problem.ctx if isinstance(problem, click.UsageError) else None
    globals = (context.find_object(Globals) if context else None) or Globals()
    style = Style(globals.console.colors_stderr())
    lines = [f"{style.paint('error:', 'red', 'bold')} {_lower_first(_message(problem))}"]
    if help := _help(problem):
        lines.append(f"  {style.paint('help:', 'cyan', 'bold')} {help}")
    if context:
        lines += ["", context.get_usage(), f"Try '{context.command_path} --help'."]
        context.find_root().close()
    globals.console.error("\n".join(lines))
    error = UsageError(_lower_first(_message(problem)), help=_help(problem))
    command = context.info_name if context and context.parent else None
    if globals.format == "text":
        globals.format = _format_in(arguments)
    return _envelope(globals, Report(command or "", (), ok=False, error=error), error)


def _format_in(arguments: Sequence[str]) -> str:
    """The format that is asked for: an unknown option is told of before anybody has looked at the known ones."""
    found = "text"
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == "--format":
            found = value if equals else following
    return found if found in FORMATS else "text"


def _full(problem: BaseException) -> OutputError | None:
    """The error for a disk that takes no more, wherever that showed: click prints the help of a verb itself."""
    if not isinstance(problem, OSError) or problem.errno not in _FULL:
        return None
    silence(sys.stdout)
    return OutputError(f"cannot write: {(problem.strerror or str(problem)).lower()}")


def bug_of(problem: BaseException) -> SpecforgeError:
    if isinstance(problem, RecursionError):
        return Bug("the document is nested too deeply for specforge", help=_BUG_REPORT)
    if isinstance(problem, MemoryError):
        return Bug("out of memory")
    return Bug(f"{type(problem).__name__}: {problem}".rstrip(": "), help=_BUG_REPORT)


def _envelope(globals: Globals, report: Report, error: SpecforgeError) -> int:
    """Print the error in the format for machines, if one is wanted and exists; returns the exit code."""
    if globals.format == "text":
        return error.exit_code
    # When the output itself is the problem, only stdout is left.
    output = None if isinstance(error, OutputError) else globals.output_path
    if output is not None and is_root(output):
        output = None  # a slip of the keyboard must not cost a document
    try:
        globals.console.result(REPORTERS[globals.format](report), output)
    except UsageError:
        return error.exit_code
    except OutputError as second:
        globals.console.error(text.render_error(Report("", (), ok=False, error=second)))
    return error.exit_code


def _message(problem: click.ClickException) -> str:
    """Click's message without the suggestions, which become the help line."""
    suggests = hasattr(problem, "possibilities")
    return (problem.message if suggests else problem.format_message()).rstrip(".")


def _help(problem: click.ClickException) -> str | None:
    if isinstance(problem, UnknownVerb):
        return problem.help
    possibilities: list[str] = getattr(problem, "possibilities", None) or []
    return f"did you mean {possibilities[0]!r}?" if possibilities else None


def _lower_first(message: str) -> str:
    return message[:1].lower() + message[1:]
