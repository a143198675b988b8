"""The expressions in the filters of JSONPath as Spectral's users write them: a small part of JavaScript.

An expression is parsed once, into closures. What is not part of it is refused with its position: a filter that cannot
be read must not silently match nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from specforge.lint.spectral import javascript as js
from specforge.lint.spectral.graph import UNDEFINED, Graph, Spot
from specforge.lint.spectral.regex import Regex, RegexProblem

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<name>@?@?[A-Za-z_$][\w$]*|@)
    | (?P<operator>===|!==|==|!=|<=|>=|=~|~=|&&|\|\||\?\.|[<>+\-*/%!?:.,()\[\]~])
    )""",
    re.VERBOSE,
)
_REGEX = re.compile(r"\s*/((?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)/([a-z]*)")
_LEVELS = (
    ("||",),
    ("&&",),
    ("==", "!=", "===", "!==", "=~", "~="),
    ("<", "<=", ">", ">=", "in"),
    ("+", "-"),
    ("*", "/", "%"),
)


class ExpressionProblem(ValueError):
    """What cannot be read; ``column`` counts from 0 in the expression."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


class Scope(NamedTuple):
    """What an expression may speak of: the thing that is looked at."""

    graph: Graph
    spot: Spot


Closure = Callable[[Scope], Any]


@dataclass(frozen=True, slots=True)
class Expression:
    """``holds`` of a thing; ``looks_up`` when it asks for more than the thing and its key.

    What most filters say is seen without carrying them out: ``names`` are the only keys that it holds for, None when
    that cannot be told, and ``needs`` the members that a thing must have, so that others need not be looked at.
    """

    text: str
    closure: Closure
    looks_up: bool
    names: frozenset[str] | None
    needs: frozenset[str]

    def holds(self, graph: Graph, spot: Spot) -> bool:
        return js.truthy(self.closure(Scope(graph, spot)))


def parse_expression(text: str) -> Expression:
    """Raises ExpressionProblem."""
    parser = _Parser(text)
    closure = parser.whole()
    looks_up = bool(parser.used & {"@parent", "@parentProperty", "@path"})
    return Expression(text, closure, looks_up, _names(text), _needs(text))


def _names(text: str) -> frozenset[str] | None:
    """The keys of ``@property === 'get' || @property === 'put'``, which is what most filters are."""
    parts = [part.strip() for part in text.split("||")]
    found = [re.fullmatch(r"\(?\s*@property\s*={2,3}\s*(['\"])([^'\"\\]*)\1\s*\)?", part) for part in parts]
    return frozenset(match[2] for match in found if match) if all(found) else None


def _needs(text: str) -> frozenset[str]:
    """The members in a conjunction such as ``@ && @.type === 'array'``; none for anything less simple."""
    if any(sign in text.replace("@object()", "") for sign in ("||", "?", "(", "!")):
        return frozenset()
    found = [_MEMBER_TEST.fullmatch(part.strip()) for part in text.split("&&")]
    return frozenset(match[1] for match in found if match) - {"length", "constructor"}


_MEMBER_TEST = re.compile(r"""@\.(\w+)(?:\s*={2,3}\s*(?:'[^'\\]*'|"[^"\\]*"|true|\d+))?""")


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.used: set[str] = set()

    def whole(self) -> Closure:
        closure = self._ternary()
        if self._text[self._at :].strip():
            raise self._problem("cannot be read from here")
        return closure

    def _problem(self, message: str, at: int | None = None) -> ExpressionProblem:
        at = self._at if at is None else at
        at += len(self._text[at:]) - len(self._text[at:].lstrip())
        rest = self._text[at:].strip()
        return ExpressionProblem(f"`{rest[:30]}` {message}" if rest else "the expression ends too early", at)

    def _peek(self) -> tuple[str, str]:
        match = _TOKEN.match(self._text, self._at)
        return (match.lastgroup or "", match[match.lastgroup or 0]) if match else ("", "")

    def _take(self, *operators: str) -> str | None:
        match = _TOKEN.match(self._text, self._at)
        token = match[match.lastgroup or 0] if match else ""
        if match and token in operators:
            self._at = match.end()
            return token
        return None

    def _expect(self, operator: str) -> None:
        if not self._take(operator):
            raise self._problem(f"stands where `{operator}` is expected")

    def _ternary(self) -> Closure:
        test = self._binary(0)
        if not self._take("?"):
            return test
        then = self._ternary()
        self._expect(":")
        otherwise = self._ternary()
        return lambda scope: then(scope) if js.truthy(test(scope)) else otherwise(scope)

    def _binary(self, level: int) -> Closure:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while operator := self._take(*_LEVELS[level]):
            left = self._combined(operator, left, self._binary(level + 1))
        return left

    def _combined(self, operator: str, left: Closure, right: Closure) -> Closure:
        if operator == "&&":
            return lambda scope: right(scope) if js.truthy(value := left(scope)) else value
        if operator == "||":
            return lambda scope: value if js.truthy(value := left(scope)) else right(scope)
        function = js.BINARY[operator]
        return lambda scope: function(left(scope), right(scope))

    def _unary(self) -> Closure:
        at = self._at
        kind, token = self._peek()
        if token in ("!", "-", "+", "void", "typeof"):
            self._at = self._end()
            operand = self._unary()
            function = js.UNARY[token]
            return lambda scope: function(operand(scope))
        del kind, at
        return self._postfix(self._primary())

    def _end(self) -> int:
        match = _TOKEN.match(self._text, self._at)
        assert match
        return match.end()

    def _postfix(self, left: Closure) -> Closure:
        while True:
            if self._take("."):
                left = self._member(left)
            elif self._take("?."):
                left = self._element(left) if self._take("[") else self._member(left)
            elif self._take("["):
                left = self._element(left)
            else:
                return left

    def _element(self, left: Closure) -> Closure:
        index = self._ternary()
        self._expect("]")
        return lambda scope: js.member(scope.graph, left(scope), index(scope))

    def _member(self, left: Closure) -> Closure:
        at = self._at
        match = re.compile(r"\s*([A-Za-z_$][\w$-]*)").match(self._text, at)
        if match is None:
            raise self._problem("is no name")
        # `a-b` is a subtraction in JavaScript, but what people write here is the name of an extension.
        name = match[1] if match[1].startswith("x-") else match[1].split("-")[0]
        self._at = match.start(1) + len(name)
        if self._take("("):
            method = js.METHODS.get(name)
            if method is None:
                raise self._problem("calls what cannot be called here", at)
            arguments = self._arguments()
            return lambda scope: method(scope.graph, left(scope), *[argument(scope) for argument in arguments])
        return lambda scope: js.member(scope.graph, left(scope), name)

    def _arguments(self) -> list[Closure]:
        found: list[Closure] = []
        while not self._take(")"):
            found.append(self._ternary())
            if not self._take(","):
                self._expect(")")
                break
        return found

    def _primary(self) -> Closure:
        regex = _REGEX.match(self._text, self._at)
        if regex:
            return self._regex(regex)
        kind, token = self._peek()
        at = self._at
        if not kind:
            raise self._problem("cannot be read")
        self._at = self._end()
        if kind == "number":
            number = float(token) if any(sign in token for sign in ".eE") else int(token)
            return lambda scope: number
        if kind == "string":
            text = js.unquoted(token)
            return lambda scope: text
        if token == "(":
            inner = self._ternary()
            self._expect(")")
            return inner
        if token == "[":
            return self._list()
        if kind == "name":
            return self._name(token, at)
        raise self._problem("cannot be read", at)

    def _regex(self, match: re.Match[str]) -> Closure:
        try:
            regex = Regex(match[1], match[2])
        except RegexProblem as problem:
            raise ExpressionProblem(str(problem), match.start()) from problem
        self._at = match.end()
        return lambda scope: regex

    def _list(self) -> Closure:
        items: list[Closure] = []
        while not self._take("]"):
            items.append(self._ternary())
            if not self._take(","):
                self._expect("]")
                break
        return lambda scope: [item(scope) for item in items]

    def _name(self, name: str, at: int) -> Closure:
        if name in js.CONSTANTS:
            value = js.CONSTANTS[name]
            return lambda scope: value
        if name in ("Object", "Array", "Number", "String") and self._take("."):
            return self._static(name, at)
        if name in ("String", "Number", "Boolean") and self._take("("):
            arguments = self._arguments()
            convert = js.CONVERSIONS[name]
            return lambda scope: convert(arguments[0](scope) if arguments else UNDEFINED)
        special = _SPECIAL.get(name)
        if special is None:
            raise self._problem("is not known here", at)
        self.used.add(name)
        if name in _TYPE_TESTS and self._take("("):
            self._expect(")")
        return special

    def _static(self, name: str, at: int) -> Closure:
        match = re.compile(r"\s*(\w+)\s*\(").match(self._text, self._at)
        function = js.STATIC.get(f"{name}.{match[1]}") if match else None
        if match is None or function is None:
            raise self._problem("calls what cannot be called here", at)
        self._at = match.end()
        arguments = self._arguments()
        return lambda scope: function(*[argument(scope) for argument in arguments])


def _value(scope: Scope) -> Any:
    return js.of_spot(scope.spot)


def _key(scope: Scope) -> Any:
    return scope.spot.key if scope.spot.key is not None else None


def _parent(scope: Scope) -> Any:
    return scope.spot.up if scope.spot.up is not None else UNDEFINED


def _parent_key(scope: Scope) -> Any:
    up = scope.spot.up
    return up.key if up is not None and up.key is not None else UNDEFINED


def _path(scope: Scope) -> Any:
    return "$" + "".join(f"['{key}']" if isinstance(key, str) else f"[{key}]" for key in scope.spot.path())


def _type_test(*names: str) -> Closure:
    return lambda scope: js.kind_of(scope.spot.value) in names


_TYPE_TESTS: dict[str, Closure] = {
    "@string": _type_test("string"),
    "@number": _type_test("number"),
    "@boolean": _type_test("boolean"),
    "@array": _type_test("array"),
    "@null": _type_test("null"),
    "@object": _type_test("object", "array"),
    "@scalar": _type_test("string", "number", "boolean", "null"),
    "@integer": lambda scope: js.is_integer(scope.spot.value),
}
_SPECIAL: dict[str, Closure] = {
    "@": _value,
    "@root": lambda scope: scope.graph.root,
    "$": lambda scope: scope.graph.root,
    "@property": _key,
    "index": _key,
    "@parent": _parent,
    "@parentProperty": _parent_key,
    "@path": _path,
    **_TYPE_TESTS,
}
