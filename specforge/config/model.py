"""The effective configuration: typed sections, and where each value came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from specforge.config.sections import (
    SECTIONS,
    CheckSection,
    DiffSection,
    GenSection,
    LintSection,
    LoadSection,
    MockSection,
    TestSection,
)
from specforge.document.load import LoadOptions


class Origin(NamedTuple):
    """Where a value came from. ``layer`` is ``default``, ``file`` or ``environment``; ``where`` says it to a reader."""

    layer: str
    where: str


DEFAULT = Origin("default", "default")


@dataclass(frozen=True, slots=True)
class ApiSection:
    """``[apis.NAME]``: a document and what is different for it. ``sections`` holds only the keys that are given."""

    spec: str | None = None
    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be configured. Paths are relative to the working folder or absolute.

    ``origins`` maps a dotted key such as ``mock.port`` to where its value came from; defaults are left out.
    """

    file: Path | None = None
    spec: str | None = None
    lint: LintSection = field(default_factory=LintSection)
    gen: GenSection = field(default_factory=GenSection)
    mock: MockSection = field(default_factory=MockSection)
    test: TestSection = field(default_factory=TestSection)
    diff: DiffSection = field(default_factory=DiffSection)
    check: CheckSection = field(default_factory=CheckSection)
    load: LoadSection = field(default_factory=LoadSection)
    apis: Mapping[str, ApiSection] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def load_options(self) -> LoadOptions:
        """What a document may read besides its own folder."""
        return LoadOptions(allow_hosts=frozenset(self.load.allow_hosts), allow_outside=self.load.allow_outside)

    def origin(self, key: str) -> Origin:
        """Where the value of a dotted key came from."""
        return self.origins.get(key, DEFAULT)

    def api_of(self, spec: str | None) -> str | None:
        """The name of the API that ``spec`` (a name, or the path of its document) belongs to.

        Without ``spec``: the only API, when there is just one and no document of its own at the top.
        """
        if spec is None:
            return next(iter(self.apis)) if len(self.apis) == 1 and self.spec is None else None
        if spec in self.apis and not Path(spec).exists():
            return spec
        return next((name for name, api in self.apis.items() if api.spec and _same(api.spec, spec)), None)

    def for_api(self, name: str | None) -> Config:
        """The configuration with the sections of one API laid over the general ones; the environment still wins."""
        if name is None or name not in self.apis:
            return self
        sections, origins = {}, dict(self.origins)
        for section in SECTIONS:
            given = {
                key: value
                for key, value in self.apis[name].sections.get(section, {}).items()
                if self.origin(f"{section}.{key}").layer != "environment"
            }
            sections[section] = replace(getattr(self, section), **given)
            origins |= {f"{section}.{key}": self.origin(f"apis.{name}.{section}.{key}") for key in given}
        return replace(self, origins=origins, **sections)


def _same(one: str, other: str) -> bool:
    return one == other or Path(one).absolute() == Path(other).absolute()
