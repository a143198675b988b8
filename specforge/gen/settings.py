"""What can be decided about a generation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """``package`` is the name of the Python package, by default made from the document's title; ``templates`` a
    folder whose templates go before the shipped ones."""

    targets: tuple[str, ...] = ("fastapi",)
    package: str | None = None
    templates: Path | None = None

    def options(self, package: str) -> tuple[str, ...]:
        """The command-line options that this is, for the header of generated files; folders by their names only."""
        targets = tuple(word for name in self.targets for word in ("--target", name))
        templates = ("--templates", self.templates.name) if self.templates else ()
        return (*targets, "--package", package, *templates)
