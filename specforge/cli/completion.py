"""specforge completion: prints the script that teaches a shell to complete specforge's commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from specforge.cli.context import Globals, Verb, global_options

SHELLS = ("bash", "zsh", "fish")


@click.command(cls=Verb)
@click.argument("shell", type=click.Choice(SHELLS), metavar="SHELL")
@global_options
def command(globals: Globals, shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    bash:  specforge completion bash > ~/.local/share/bash-completion/completions/specforge
    zsh:   specforge completion zsh > "${fpath[1]}/_specforge"
    fish:  specforge completion fish > ~/.config/fish/completions/specforge.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None, "click ships all of SHELLS"
    root = click.get_current_context().find_root()
    script = kind(root.command, {}, "specforge", "_SPECFORGE_COMPLETE").source()
    globals.console.result(script, globals.output_path)
