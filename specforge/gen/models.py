"""Pydantic models, by datamodel-code-generator: the only module that knows it.

It gets one synthetic document with all lowered schemas, in this process, and gives one module of source. What it
cannot read is found by halves and becomes ``Any`` with a finding: no document is refused for its models.
"""

from __future__ import annotations

import ast
import json
import re
import tempfile
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from datamodel_code_generator import generate
from datamodel_code_generator.enums import (
    DataModelType,
    InputFileType,
    NamingStrategy,
    StrictTypes,
    TargetPydanticVersion,
)
from datamodel_code_generator.format import PythonVersion

from specforge.gen.blocks import Block, Imports, in_order, read_blocks, source_of
from specforge.gen.dialect import PREFIX, Lowered
from specforge.gen.edits import MARKED, write_marks
from specforge.gen.marks import Marks
from specforge.gen.order import references

# Types that the generated package defines itself, stricter and closer to JSON than the ones they replace.
_WORDS = """
AnyUrl AwareDatetime Base64Str EmailStr IPv4Address IPv6Address StrictBool StrictFloat StrictInt StrictStr UUID date
time
"""
OWN_TYPES = tuple(_WORDS.split())
_EMPTY_LIST = re.compile(r"^(    \w+: .*) = \[\]$", re.MULTILINE)
# The library does not know that our types are pydantic's.
_FOREIGN_TYPES = re.compile(
    r"    model_config = ConfigDict\(\n {8}arbitrary_types_allowed=True,\n    \)\n| {8}arbitrary_types_allowed=True,\n"
)
_ENUMS = frozenset({"Enum", "StrEnum"})
_MAX_RUNS = 60


@dataclass(frozen=True, slots=True)
class Models:
    """The code of the models in ``blocks``, and what it imports; ``classes`` maps each definition to the name it got.

    ``members`` are the enum members by class and value: ``{("Color", "red"): "RED"}``; ``lost`` became ``Any``.
    """

    imports: Imports
    blocks: Mapping[str, Block]
    classes: Mapping[str, str]
    members: Mapping[tuple[str, str], str]
    lost: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """All of it as one module."""
        return source_of(self.imports, self.blocks.values()) if self.blocks else ""


@dataclass(frozen=True, slots=True)
class _Module:
    """What the library wrote, with its syntax tree."""

    source: str
    tree: ast.Module
    classes: Mapping[str, str]


class _Unusable(Exception):
    """The library raised something, or wrote what does not compile."""


def make_models(schemas: Mapping[str, Lowered], package: str, marks: Marks | None = None) -> Models:
    """The models of all ``schemas``, with ``marks`` in their annotations. ``package`` is the dotted name of the package
    that the module will lie in."""
    if not schemas:
        return Models(frozenset(), {}, {}, {})
    try:
        return _marked(_run(schemas, package), marks or {})
    except _Unusable:
        lost = _culprits(schemas, package)
        kept = {name: {} if name in lost else schema for name, schema in schemas.items()}
        return _last_resort(kept, package, marks or {}, lost)


def _marked(made: _Module, marks: Marks) -> Models:
    """The models with their marks. What was lost keeps its rules: ``Any`` can have them too."""
    source = write_marks(made.source, made.tree, marks, made.classes)
    imports, blocks = read_blocks(source, ast.parse(source) if marks else made.tree)
    return Models(imports, in_order(blocks), made.classes, _members(made.tree))


def _last_resort(schemas: Mapping[str, Lowered], package: str, marks: Marks, lost: Collection[str]) -> Models:
    try:
        return replace(_marked(_run(schemas, package), marks), lost=tuple(lost))
    except _Unusable:
        nothing: dict[str, Lowered] = {name: {} for name in schemas}
        return replace(_marked(_run(nothing, package), marks), lost=tuple(schemas))


def _culprits(schemas: Mapping[str, Lowered], package: str) -> list[str]:
    """The schemas without which the rest works, found by halving; a group is tried with all others as ``Any``."""
    found: list[str] = []
    groups = [list(schemas)]
    runs = 0
    while groups and runs < _MAX_RUNS:
        group = groups.pop()
        runs += 1
        if _works({name: schemas[name] for name in group}, package):
            continue
        if len(group) == 1:
            found.append(group[0])
        else:
            groups += [group[: len(group) // 2], group[len(group) // 2 :]]
    return found + [name for group in groups for name in group]


def _works(schemas: Mapping[str, Lowered], package: str) -> bool:
    missing = {name for schema in schemas.values() for name in references(schema)} - schemas.keys()
    try:
        _run({**schemas, **{name: {} for name in sorted(missing)}}, package)
    except _Unusable:
        return False
    return True


def _run(schemas: Mapping[str, Lowered], package: str) -> _Module:
    """One run of the library. Raises _Unusable, whatever the library raised: its errors have no common base."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "models", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    with tempfile.TemporaryDirectory(prefix="specforge-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        metadata, output = Path(folder, "names.json"), Path(folder, "models.py")
        try:
            generate(document, output=output, emit_model_metadata=metadata, **_options(package))
            source = _local_imports(output.read_text("utf-8"), package)
            tree = ast.parse(source)
            names = json.loads(metadata.read_text("utf-8"))
        except (Exception, RecursionError) as problem:
            raise _Unusable(str(problem)) from problem
    return _Module(source, tree, _classes(names))


def _options(package: str) -> dict[str, Any]:
    return {
        "input_file_type": InputFileType.OpenAPI,
        "output_model_type": DataModelType.PydanticV2BaseModel,
        "target_python_version": PythonVersion.PY_311,
        "target_pydantic_version": TargetPydanticVersion.V2_14,
        "base_class": f"{package}.scalars.Model",
        "import_overrides": dict.fromkeys(OWN_TYPES, f"{package}.scalars"),
        "strict_types": list(StrictTypes),
        # Optional and nullable are two things: what is not there is MISSING, None is a null.
        "use_missing_sentinel": True,
        "strict_nullable": True,
        "use_annotated": True,
        "use_type_alias_type": True,
        "use_schema_description": True,
        "set_default_enum_member": True,
        # In capitals, since a member called "count" or "index" would hide a method of str.
        "capitalise_enum_members": True,
        "naming_strategy": NamingStrategy.FullPath,
        # Pydantic takes a member of this name for the configuration of its first version.
        # Nor may a member hide what annotations of other members use.
        "aliases": {"Config": "config_", **{name: f"{name}_" for name in MARKED}},
        # Names are decided by the catalog.
        "custom_class_name_generator": str,
        "disable_timestamp": True,
        "treat_dot_as_module": False,
        "formatters": [],
        "custom_file_header": "#",
    }


def _local_imports(source: str, package: str) -> str:
    source = _with_factories(source.removeprefix("#").lstrip())
    source = _FOREIGN_TYPES.sub("", source).replace("\nfrom scalars import ", "\nfrom .scalars import ")
    for module in ("scalars", "files"):
        source = source.replace(f"\nfrom {package}.{module} import ", f"\nfrom .{module} import ")
    return source


def _with_factories(source: str) -> str:
    """Defaults that are empty lists as factories: a mutable default is safe in a model, but readers cannot know."""
    changed, count = _EMPTY_LIST.subn(r"\1 = Field(default_factory=list)", source)
    return changed.replace("\nfrom pydantic import ", "\nfrom pydantic import Field, ", 1) if count else source


def _members(tree: ast.Module) -> dict[tuple[str, str], str]:
    """The string members of the classes that are enums."""
    found: dict[tuple[str, str], str] = {}
    for node in tree.body:
        if not isinstance(node, ast.ClassDef) or not any(
            isinstance(b, ast.Name) and b.id in _ENUMS for b in node.bases
        ):
            continue
        for line in node.body:
            match line:
                case ast.Assign(targets=[ast.Name(id=member)], value=ast.Constant(value=str(value))):
                    found[node.name, value] = member
    return found


def _classes(metadata: Mapping[str, Any]) -> dict[str, str]:
    """Definition to class name, as the library reports it."""
    marker = PREFIX.removeprefix("#")
    found: dict[str, str] = {}
    for model in metadata["models"]:
        _, _, name = model["source_ref"].partition(marker)
        # One definition may give several classes, for the branches of a union; its own has its name.
        is_better = name not in found or model["class_name"] == name
        if name and "/" not in name and is_better:
            found[name] = model["class_name"]
    return found
