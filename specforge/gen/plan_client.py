"""The part of the plan that a client needs: how each operation is called, and what can come back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallArgument:
    """One argument of a client's method, with the type that it has in the asynchronous client."""

    python_name: str
    type_code: str
    async_type_code: str
    default_code: str | None = None
    is_positional: bool = False
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """How a client calls an operation.

    ``endpoint_code`` are the arguments of ``wire.Endpoint``. ``result_code`` is the type of what its method returns, or
    of each item where the answer ``is_stream``. ``errors`` are the exceptions that it documents, with their statuses.
    """

    name: str
    constant: str
    endpoint_code: tuple[str, ...]
    arguments: tuple[CallArgument, ...]
    result_code: str
    is_stream: bool = False
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def positional(self) -> tuple[CallArgument, ...]:
        """The arguments that need no name."""
        return tuple(one for one in self.arguments if one.is_positional)

    @property
    def named(self) -> tuple[CallArgument, ...]:
        """The arguments that are given by name."""
        return tuple(one for one in self.arguments if not one.is_positional)

    @property
    def described(self) -> tuple[CallArgument, ...]:
        """The arguments of which the document says something."""
        return tuple(one for one in self.arguments if one.description)


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """The exception for a documented error; ``base_code`` is what it derives from."""

    name: str
    status: str
    base_code: str


@dataclass(frozen=True, slots=True)
class FailureCode:
    """A documented error with what its body may be, as a constant that operations share."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form."""

    name: str
    type_code: str
    description: str | None


@dataclass(frozen=True, slots=True)
class FormClass:
    """A form body as a TypedDict. ``is_plain`` when every name can stand in a class."""

    name: str
    fields: tuple[FormField, ...]
    is_plain: bool
    description: str | None


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A variable of a server's URL."""

    name: str
    python_name: str
    type_code: str
    default: str | None


@dataclass(frozen=True, slots=True)
class ServerChoice:
    """One server: a constant where ``variables`` is empty, a function otherwise."""

    python_name: str
    url: str
    description: str | None
    variables: tuple[ServerVariable, ...] = ()


@dataclass(frozen=True, slots=True)
class ClientScheme:
    """A security scheme as an argument of the client. ``kind`` is ``token``, ``basic`` or ``key``.

    ``prefix`` stands before a token in the Authorization header.
    """

    name: str
    python_name: str
    kind: str
    location: str
    parameter: str
    prefix: str
    description: str | None


@dataclass(frozen=True, slots=True)
class ClientParts:
    """Everything of the client that is not one operation's.

    ``default_server`` is the base URL where the first server has a complete one. ``example`` is a method that can be
    called without arguments, as it is called.
    """

    errors: tuple[ErrorClass, ...]
    failures: tuple[FailureCode, ...]
    forms: tuple[FormClass, ...]
    servers: tuple[ServerChoice, ...]
    default_server: str | None
    schemes: tuple[ClientScheme, ...]
    example: str | None
