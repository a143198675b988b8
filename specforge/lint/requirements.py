"""What the rules about security share: do the Security Requirement Objects name schemes and scopes that exist?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.model import SecurityScheme, View
from specforge.document.node import Node
from specforge.lint.rule import Context, Problem
from specforge.registry import did_you_mean


def problems(requirement: View, context: Context, *, schemes_at: str) -> Iterator[Problem]:
    """``schemes_at`` names the field where the document declares its schemes."""
    schemes = context.document.security_schemes
    for name, scopes in requirement.node.items():
        if name in schemes:
            yield from _scopes(name, schemes[name], scopes)
        elif not _is_uri_of_scheme(name, requirement.node, context):
            yield Problem(
                f"there is no security scheme `{name}` in {schemes_at}",
                scopes.key_place,
                help=did_you_mean(name, schemes),
            )


def _is_uri_of_scheme(name: str, node: Node, context: Context) -> bool:
    """Since OpenAPI 3.2 a requirement may name a Security Scheme Object by its URI (section 4.30.1)."""
    if context.document.version.family != "3.2" or not {"/", "#", "."}.intersection(name):
        return False
    target = node.resolver.lookup(node, name).target
    return target is not None and target.is_mapping


def _scopes(name: str, scheme: SecurityScheme, wanted: Node) -> Iterator[Problem]:
    """The scopes of OAuth 2 are declared in the document; those of other types are not."""
    if scheme.get("type") != "oauth2":
        return
    known = _declared(scheme.raw)
    for scope in wanted.elements():
        if isinstance(scope.value, str) and scope.value not in known:
            # No MUST in the specification's text: the scope may exist at the authorization server all the same.
            message = f"scope `{scope.value}` is not declared by the security scheme `{name}`"
            yield Problem(message, scope.place, help=did_you_mean(scope.value, known), mild=True)


def _declared(scheme: dict[str, Any]) -> set[str]:
    flows = scheme.get("flows")
    holders = [scheme, *(flows.values() if isinstance(flows, dict) else ())]
    scopes = [holder.get("scopes") for holder in holders if isinstance(holder, dict)]
    return {name for names in scopes if isinstance(names, dict) for name in names}
