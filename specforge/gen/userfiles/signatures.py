"""Signatures of methods: what they take by name, as text to show and to compare."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from specforge.gen.userfiles.script import parse_code

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Signature:
    """What a method takes. ``parameters`` are annotations by name; None where there is none."""

    text: str
    is_async: bool
    parameters: dict[str, str | None]
    required: frozenset[str]
    takes_any: bool
    returns: str | None

    @property
    def types(self) -> dict[str, str | None]:
        """All annotations; that of the result is called ``return``."""
        return {**self.parameters, "return": self.returns}


def signature_of(node: Function) -> Signature:
    """The signature of a method. The first argument is its object."""
    arguments = node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    defaulted = {one.arg for one in plain[len(plain) - len(arguments.defaults) :]}
    defaulted |= {one.arg for one, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value}
    named = [*plain[1:], *arguments.kwonlyargs]
    return Signature(
        text=_text(node),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        parameters={one.arg: _code(one.annotation) for one in named},
        required=frozenset(one.arg for one in named) - defaulted,
        takes_any=arguments.kwarg is not None,
        returns=_code(node.returns),
    )


def parse_signature(text: str) -> Signature | None:
    """The signature that ``text`` was made of; None for what is none."""
    tree = parse_code(f"{text}: ...")
    node = tree.body[0] if isinstance(tree, ast.Module) and tree.body else None
    return signature_of(node) if isinstance(node, Function) else None


def _text(node: Function) -> str:
    """The signature in one line: ``async def get_book(self, *, book_id: str) -> models.Book``."""
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{word} {node.name}({ast.unparse(node.args)}){returns}"


def _code(node: ast.expr | None) -> str | None:
    """An annotation as text. One in quotes is what it quotes."""
    if node is None:
        return None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ast.unparse(node)
