"""The module of models in several, when it is a large one: a module for what the operations of one topic use alone.

What several topics use is in ``shared``, what no operation uses in ``others``. What a class refers to is used by
whoever uses the class, so modules of topics import ``shared`` only, ``others`` imports both, and nothing runs in
circles: whatever refers to one another in a circle has the same users.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from specforge.gen.blocks import LATER, Block, Imports, import_lines, module_source
from specforge.gen.models import Models
from specforge.gen.naming import Names
from specforge.gen.plan import ModelModule

# From here on one file is tedious to read and slow to import.
LARGE = 250
_OTHERS = "others"
_DEFERRED = Block(
    "Model",
    """class Model(Built):
    \"\"\"Built when it is used first, since no operation uses it.\"\"\"

    model_config = ConfigDict(defer_build=True)""",
    "model",
)


def split_models(models: Models, topics: Mapping[str, Iterable[str]]) -> tuple[ModelModule, ...]:
    """The modules, ``shared`` first; none for models that are well off in one.

    ``topics`` are the names of models that the operations of each topic mention.
    """
    if len(models.blocks) < LARGE:
        return ()
    homes = _homes(models.blocks, topics)
    members: dict[str, list[Block]] = {}
    for name, block in models.blocks.items():
        members.setdefault(homes[name], []).append(block)
    if len(members) < 2:
        return ()
    imports = frozenset((_outwards(module), name) for module, name in models.imports)
    return tuple(_module(home, members[home], imports, homes) for home in sorted(members, key=_rank))


def _outwards(module: str) -> str:
    """A module of the generated package as seen from one folder below."""
    return f".{module}" if module.startswith(".") else module


def _homes(blocks: Mapping[str, Block], topics: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The module of each definition."""
    names = Names()
    shared, others = names.take("shared"), names.take(_OTHERS)
    found: dict[str, str] = {}
    for topic, mentioned in topics.items():
        home = names.take(topic)
        for name in _reached(mentioned, blocks):
            found[name] = shared if name in found else home
    return {name: found.get(name, others) for name in blocks}


def _reached(start: Iterable[str], blocks: Mapping[str, Block]) -> set[str]:
    reached: set[str] = set()
    stack = [name for name in start if name in blocks]
    while stack:
        name = stack.pop()
        if name not in reached:
            reached.add(name)
            stack += blocks[name].uses
    return reached


def _rank(home: str) -> tuple[int, str]:
    return ({"shared": 0, _OTHERS: 2}.get(home, 1), home)


def _module(home: str, blocks: list[Block], imports: Imports, homes: Mapping[str, str]) -> ModelModule:
    used = {(f".{homes[name]}", name) for block in blocks for name in block.uses if homes[name] != home}
    # Types that Python evaluates at once cost less than text that Pydantic has to compile.
    later = LATER if _looks_ahead(blocks) else ""
    classes = tuple(sorted(block.name for block in blocks))
    if home == _OTHERS:
        imports, blocks = _deferred(imports, blocks)
    return ModelModule(home, classes, module_source(later + import_lines(imports | used), blocks))


def _deferred(imports: Imports, blocks: list[Block]) -> tuple[Imports, list[Block]]:
    """The same models, which cost little to import: whoever imports all wants few of those that no operation uses."""
    kept = imports - {("..scalars", "Model")} | {("..scalars", "Model as Built"), ("pydantic", "ConfigDict")}
    return kept, [_DEFERRED, *(replace(block, last="") for block in blocks)]


def _looks_ahead(blocks: list[Block]) -> bool:
    """True when a class mentions one that is defined after it, or itself."""
    places = {block.name: place for place, block in enumerate(blocks)}
    return any(places.get(name, -1) >= place for place, block in enumerate(blocks) for name in block.uses)
