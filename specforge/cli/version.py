"""specforge version: prints the version; with ``--format json`` what it runs on too."""

from __future__ import annotations

import platform

import click

from specforge._version import __version__
from specforge.cli.context import Globals, Verb, global_options, show


@click.command(cls=Verb)
@global_options
def command(globals: Globals) -> None:
    """Print the version."""
    data = {"version": __version__, "python": platform.python_version(), "platform": platform.platform()}
    show(globals, f"specforge {__version__}", data)
