"""The source of all models: plain ones are written at once, and the model generator is asked for the others.

It sees what the others refer to, too, since what it makes of a reference depends on it: a base class, the value of a
discriminator. What it writes of that is not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from specforge.gen.blocks import Block, in_order
from specforge.gen.dialect import Lowered
from specforge.gen.marks import Marks
from specforge.gen.models import Models, make_models
from specforge.gen.order import references
from specforge.gen.plain import PlainWriter

Schemas = Mapping[str, Lowered]
# Something with a name, as far from what is written as this.
_SOME_OBJECT: Lowered = {"type": "object", "properties": {"name": {"type": "string"}}}


def write_models(schemas: Schemas, package: str, marks: Marks) -> Models:
    """The models of all ``schemas``, each after those that it refers to, with ``marks`` in their annotations.

    ``package`` is the dotted name of the package that the module will lie in.
    """
    writer = PlainWriter(schemas, marks)
    plain = {name: block for name in schemas if (block := writer.write(name)) is not None}
    rest = [name for name in schemas if name not in plain]
    own = {key: found for key, found in marks.items() if key[0] not in plain}
    made = make_models(_with_surroundings(rest, schemas), package, own)
    if any(made.classes.get(name) != name for name in plain if name in made.classes or name in made.blocks):
        # What the generator made up has the name of a model: asked for all of them, it leaves them theirs.
        return make_models(schemas, package, marks)
    return Models(
        made.imports | writer.imports,
        in_order(dict(_merged(schemas, plain, made))),
        {name: made.classes.get(name, name) for name in schemas},
        {**made.members, **writer.members},
        tuple(name for name in made.lost if name not in plain),
    )


def _merged(schemas: Schemas, plain: Mapping[str, Block], made: Models) -> Iterator[tuple[str, Block]]:
    """All blocks in the order of the schemas, what the generator added on its own before what follows it."""
    own = {made.classes.get(name, name) for name in schemas if name not in plain}
    added: dict[str, list[Block]] = {}
    waiting: list[Block] = []
    for name, block in made.blocks.items():
        if name in own:
            added[name], waiting = [*waiting, block], []
        elif name not in plain:
            waiting.append(block)
    for name in schemas:
        if name in plain:
            yield name, plain[name]
        else:
            yield from ((block.name, block) for block in added.pop(made.classes.get(name, name), ()))
    yield from ((block.name, block) for block in waiting)


def _with_surroundings(rest: list[str], schemas: Schemas) -> dict[str, Lowered]:
    """The schemas of ``rest`` and those that they refer to; what these refer to is some object or other."""
    near = _reached(rest, schemas)
    far = _reached(near, schemas)
    return {
        name: schema if name in near or not _is_object(schema) else dict(_SOME_OBJECT)
        for name, schema in schemas.items()
        if name in far
    }


def _reached(start: Iterable[str], schemas: Schemas) -> set[str]:
    """What ``start`` refers to, itself included: through other types up to the next object."""
    found = set(start)
    stack = list(found)
    while stack:
        for name in references(schemas[stack.pop()]):
            if name in schemas and name not in found:
                found.add(name)
                stack += [] if _is_object(schemas[name]) else [name]
    return found


def _is_object(schema: Lowered) -> bool:
    return schema.get("type") == "object" and "properties" in schema
