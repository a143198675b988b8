"""``python -m specforge`` and the console script."""

from __future__ import annotations

from specforge.cli import cli


def main() -> None:
    """Run the command line; exits the process."""
    cli.main()


if __name__ == "__main__":
    main()
