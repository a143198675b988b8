"""From the schemas of a document, in whatever dialect and file, to self-contained JSON Schema 2020-12.

Every schema that something refers to becomes one definition, lowered once per direction and then shared by all that
need it; a schema for the validator is the closure of the definitions that it reaches. Nothing here recurses, so that
long chains of references and deep nesting cost memory only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from specforge.document.model import Document, Schema
from specforge.document.node import Node
from specforge.values.discriminate import named
from specforge.values.lowering.dialect import allow_null, dialect_of, is_nullable, write_assertions
from specforge.values.lowering.dynamic import Scope, Scopes
from specforge.values.lowering.hidden import Direction, HiddenProperties
from specforge.values.lowering.lowered import Definition, Lowered, SelfContained
from specforge.values.patterns import usable

_DEEPEST = 40
"""Inline schemas nested deeper become definitions: the validator's own limit is about 250 levels of JSON."""

_CLOSING = frozenset({"additionalProperties", "unevaluatedProperties"})
_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(slots=True)
class _Task:
    """Lower ``node`` and put the result into ``sink[key]``. ``hidden``: see HiddenProperties."""

    node: Node
    scope: Scope
    depth: int
    hidden: frozenset[str]
    sink: Any
    key: Any


class Lowering:
    """Lowers the schemas of one document for one direction. ``definitions`` are all those lowered so far, by name."""

    def __init__(self, document: Document, direction: Direction = None, *, by_the_letter: bool = False) -> None:
        self._by_the_letter = by_the_letter
        self._dialect = dialect_of(document.version)
        self._applicators = self._dialect.singles | self._dialect.lists | self._dialect.maps
        self._scopes = Scopes()
        self._hidden = HiddenProperties(direction)
        self.definitions: dict[str, Definition] = {}
        self._names: dict[tuple[Node, Scope], str] = {}
        self._counts: dict[str, int] = {}  # how often a name was wanted, since inline schemas share a few names
        self._ends: dict[Node, Node | None] = {}
        self._queue: list[tuple[Definition, Scope]] = []

    def lower(self, schema: Schema) -> SelfContained:
        """The schema together with everything that it refers to. What leads nowhere allows everything."""
        root = self._define(schema.node, ())
        while self._queue:
            self._fill(*self._queue.pop())
        return SelfContained(root, self.definitions)

    def _define(self, node: Node, scope: Scope) -> str:
        """The name of the definition of ``node``, which is queued when it is new."""
        scope = self._scopes.enter(node, scope)
        name = self._names.get((node, scope))
        if name is None:
            name = self._names[node, scope] = self._free_name(node)
            definition = self.definitions[name] = Definition(name, node, True, set())
            self._queue.append((definition, scope))
        return name

    def _free_name(self, node: Node) -> str:
        base = _NAME.sub("_", _speaking_name(node)) or "schema"
        name, count = base, self._counts.get(base, 1)
        while name in self.definitions:
            count += 1
            name = f"{base}.{count}"
        self._counts[base] = count
        return name

    def _fill(self, definition: Definition, scope: Scope) -> None:
        holder: dict[str, Any] = {}
        stack = [_Task(definition.node, scope, 0, frozenset(), holder, "schema")]
        while stack:
            task = stack.pop()
            task.sink[task.key] = self._lower(task, stack, definition)
        definition.schema = holder["schema"]

    def _lower(self, task: _Task, stack: list[_Task], definition: Definition) -> Lowered | bool:
        """One schema object; its subschemas go on the stack."""
        value = task.node.value
        if not isinstance(value, dict):
            return value if isinstance(value, bool) else True
        if task.depth > _DEEPEST:
            return self._reference(task.node, task.node, task.scope, definition)
        if task.node.reference is not None and not self._dialect.has_siblings:
            return self._reference(task.node, self._end(task.node), task.scope, definition)
        if "$id" in value:
            task.scope = self._scopes.enter(task.node, task.scope)
        out = Lowered(task.node)
        write_assertions(value, self._dialect, out)
        self._write_references(task, out, definition)
        self._write_direction(task, out)
        _write_hints(value, out)
        stack.extend(self._subschemas(task, out, definition))
        if self._dialect.has_siblings or not is_nullable(value):
            return out
        return allow_null(out, by_the_letter=self._by_the_letter and "nullable" in value)

    def _reference(self, holder: Node, target: Node | None, scope: Scope, definition: Definition) -> Lowered | bool:
        if target is None:
            return True
        out = Lowered(holder)
        out["$ref"] = self._link(target, scope, definition)
        return out

    def _link(self, target: Node, scope: Scope, definition: Definition) -> str:
        name = self._define(target, scope)
        definition.refs.add(name)
        return f"#/$defs/{name}"

    def _write_references(self, task: _Task, out: Lowered, definition: Definition) -> None:
        """``$ref`` and ``$dynamicRef`` of JSON Schema, which may stand together."""
        node, targets = task.node, []
        if node.reference is not None:
            targets.append(self._end(node) if self._is_bare(node) else node.resolver.resolve(node).target)
        if isinstance(node.value.get("$dynamicRef"), str):
            targets.append(self._scopes.target(node, task.scope))
        links = [self._link(target, task.scope, definition) for target in targets if target is not None]
        if links:
            out["$ref"] = links[0]
        if len(links) > 1:
            # Added before the author's own members, which come later and know their index.
            out["allOf"] = [{"$ref": link} for link in links[1:]]

    def _end(self, node: Node) -> Node | None:
        """Where a chain of bare references ends: a schema with content; None when it is broken or a circle."""
        chain: list[Node] = []
        current: Node | None = node
        while current is not None and current not in self._ends and self._is_bare(current):
            self._ends[current] = None  # stays so for a circle
            chain.append(current)
            current = current.resolver.resolve(current).target
        end = self._ends.get(current, current) if current is not None else None
        self._ends.update(dict.fromkeys(chain, end))
        return end

    def _is_bare(self, node: Node) -> bool:
        """True for a reference that may be skipped: it says nothing, and passing it changes no dynamic scope."""
        if node.reference is None:
            return False
        return not self._dialect.has_siblings or (len(node.value) == 1 and not self._scopes.matter(node))

    def _write_direction(self, task: _Task, out: Lowered) -> None:
        out.hidden = self._hidden.of(task.node) | task.hidden
        if out.hidden and "required" in out:
            out["required"] = [name for name in out["required"] if name not in out.hidden]

    def _subschemas(self, task: _Task, out: Lowered, definition: Definition) -> Iterator[_Task]:
        skipped = _CLOSING if _has_unusable_pattern(task.node.value.get("patternProperties")) else frozenset()
        for keyword, content in task.node.value.items():
            # Most keywords hold no schemas: a node is made only for those that do.
            child = task.node.get(keyword) if keyword in self._applicators and keyword not in skipped else None
            if child is None:
                continue
            if keyword in self._dialect.singles and isinstance(content, dict | bool):
                out[keyword] = True
                yield self._task(task, child, out, keyword)
            elif keyword in self._dialect.lists and isinstance(content, list) and content:
                yield from self._list(task, keyword, child, out, definition)
            elif keyword in self._dialect.maps and isinstance(content, dict):
                yield from self._map(task, keyword, child, out)

    def _list(self, task: _Task, keyword: str, child: Node, out: Lowered, definition: Definition) -> Iterator[_Task]:
        hidden = out.hidden if keyword == "allOf" else frozenset()
        if keyword == "oneOf" and out.discriminator is not None and "anyOf" not in task.node.value:
            # The discriminator says which alternative is meant, so that others may match too: those of the
            # specification's own examples do (OpenAPI 3.0.3 section 4.7.25.2), and strict oneOf would refuse them all.
            keyword = "anyOf"
            out.moved = {**out.moved, "anyOf": "oneOf"}
        if self._by_the_letter and keyword in ("oneOf", "anyOf"):
            self._name_alternatives(task, child, out, definition)
        members = out[keyword] = [True] * len(child.value) + out.get(keyword, [])
        for index, member in enumerate(child.elements()):
            yield _Task(member, task.scope, task.depth + 2, hidden, members, index)

    def _name_alternatives(self, task: _Task, members: Node, out: Lowered, definition: Definition) -> None:
        """That a value fulfils the alternative that its discriminator names, and not just any."""
        discriminator = out.discriminator
        name = discriminator.property_name if discriminator is not None else None
        if discriminator is None or name is None:
            return
        for text, node in named(discriminator, members.elements()).items():
            condition, step, then = Lowered(task.node), Lowered(task.node), Lowered(task.node)
            condition.update({"type": "object", "required": [name], "properties": {name: {"const": text}}})
            then["$ref"] = self._link(node, task.scope, definition)
            step.update({"if": condition, "then": then})
            out.setdefault("allOf", []).append(step)

    def _map(self, task: _Task, keyword: str, child: Node, out: Lowered) -> Iterator[_Task]:
        members: dict[str, Any] = {}
        for name, member in child.items():
            key = usable(name) if keyword == "patternProperties" else name
            if key is not None:
                members[key] = True
                yield self._task(task, member, members, key, depth=2)
        out[keyword] = members

    def _task(self, parent: _Task, child: Node, sink: Any, key: str, depth: int = 1) -> _Task:
        return _Task(child, parent.scope, parent.depth + depth, frozenset(), sink, key)


def _has_unusable_pattern(properties: Any) -> bool:
    """Names that such a pattern would have covered must not be taken for additional ones."""
    return isinstance(properties, dict) and any(usable(str(name)) is None for name in properties)


def _write_hints(value: dict[str, Any], out: Lowered) -> None:
    """What only the sampler reads: the author's values, best first, and the discriminator."""
    listed = value.get("examples")
    found = [value[key] for key in ("example", "x-example") if key in value]
    found += listed if isinstance(listed, list) else []
    found += [value["default"]] if "default" in value else []
    out.examples = tuple(found)
    out.discriminator = Schema(out.node).discriminator if "discriminator" in value else None


def _speaking_name(node: Node) -> str:
    match node.tokens:
        case ():
            return PurePosixPath(node.source.uri).stem
        case (*_, "schemas" | "definitions" | "$defs", name):
            return name
    return "_".join(node.tokens[-3:])
