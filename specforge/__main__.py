"""``python -m specforge`` and the console script."""

from __future__ import annotations

import atexit
import gc

from specforge.cli import cli


def main() -> None:
    """Run the command line; exits the process."""
    # The process ends anyway: going through all that is left of a large document would take a tenth of its time.
    atexit.register(gc.freeze)
    cli.main()


if __name__ == "__main__":
    main()
