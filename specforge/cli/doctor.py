"""specforge doctor: checks that everything specforge needs is there, and says what is missing and what for."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import NamedTuple

import click

from specforge._version import __version__
from specforge.cli.context import Globals, Verb, global_options, show
from specforge.config import load_config
from specforge.counting import counted
from specforge.errors import UsageError
from specforge.reporters.style import Style

OLDEST_PYTHON = (3, 11)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_TIMEOUT = 10
_COLORS = {"ok": "green", "optional": "yellow", "problem": "red"}


class Check(NamedTuple):
    """One thing that was looked at. ``status``: ``ok``, ``optional`` (missing, which may be fine) or ``problem``."""

    name: str
    status: str
    detail: str


@click.command(cls=Verb)
@global_options
def command(globals: Globals) -> None:
    """Check Python, the libraries, the configuration, and what the Prism engine needs. Exits with 1 on a problem."""
    checks = [_python(), *_libraries(), _configuration(globals), _node(), _prism()]
    style = Style(globals.console.colors_stdout() and globals.output_path is None)
    show(globals, _text(checks, style), [check._asdict() for check in checks])
    if any(check.status == "problem" for check in checks):
        click.get_current_context().exit(1)


def _text(checks: list[Check], style: Style) -> str:
    width = max(len(check.name) for check in checks)
    lines = [
        f"{style.paint(f'{check.status:<8}', _COLORS[check.status])}  {check.name:<{width}}  {check.detail}"
        for check in checks
    ]
    problems = sum(check.status == "problem" for check in checks)
    verdict = counted(problems, "problem") if problems else "everything that is needed is there"
    return "\n".join([f"specforge {__version__}", "", *lines, "", verdict])


def _python() -> Check:
    detail = f"{platform.python_version()} ({sys.executable})"
    return Check("Python", "ok" if sys.version_info >= OLDEST_PYTHON else "problem", detail)


def _libraries() -> list[Check]:
    """The libraries that the installed package declares; its extras are not asked for."""
    try:
        declared = requires("specforge") or []
    except PackageNotFoundError:
        return [Check("specforge", "problem", "is not installed; run pip install")]
    names = [match[0] for line in declared if "extra ==" not in line and (match := _NAME.match(line))]
    return [_library(name) for name in sorted(names)]


def _library(name: str) -> Check:
    try:
        return Check(name, "ok", version(name))
    except PackageNotFoundError:
        return Check(name, "problem", f"is missing; run pip install {name}")


def _configuration(globals: Globals) -> Check:
    try:
        config = load_config(Path.cwd(), globals.config)
    except UsageError as problem:
        return Check("configuration", "problem", f"{problem.file or 'environment'}:{problem.line}: {problem.message}")
    return Check("configuration", "ok", str(config.file) if config.file else "none, defaults apply")


def _node() -> Check:
    node = shutil.which("node")
    if node is None:
        return Check("Node.js", "optional", "not found; only mock --engine prism needs it")
    return Check("Node.js", "ok", _output(node))


def _prism() -> Check:
    """Where the mock's Prism engine looks: SPECFORGE_PRISM, then the project's node_modules, then PATH."""
    local = Path("node_modules/.bin/prism")
    found = os.environ.get("SPECFORGE_PRISM") or (str(local.absolute()) if local.exists() else shutil.which("prism"))
    if found is None:
        return Check("Prism", "optional", "not found; mock --engine prism needs npm install @stoplight/prism-cli")
    return Check("Prism", "ok", f"{_output(found)} ({found})")


def _output(program: str) -> str:
    """What ``program --version`` says, or why it says nothing."""
    try:
        done = subprocess.run(  # the program's path is the user's own
            [program, "--version"], capture_output=True, text=True, timeout=_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        return f"does not run: {problem}"
    return done.stdout.strip() or f"does not run: exit code {done.returncode}"
