"""What the rules about security share: do the Security Requirement Objects name schemes and scopes that exist?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from specforge.document.model import Document, SecurityScheme, View
from specforge.document.node import Node
from specforge.lint.rule import Context, Problem
from specforge.registry import did_you_mean


def unknown_schemes(requirement: View, context: Context) -> Iterator[Problem]:
    """A problem for each scheme that the document does not declare."""
    schemes = context.document.security_schemes
    where = "`securityDefinitions`" if context.document.version.is_swagger else "`components.securitySchemes`"
    for name, scopes in requirement.node.items():
        if name not in schemes and not _is_uri_of_scheme(name, requirement.node, context):
            message = f"there is no security scheme `{name}` in {where}"
            yield Problem(message, scopes.key_place, help=did_you_mean(name, schemes))


def unknown_scopes(requirement: View, context: Context) -> Iterator[Problem]:
    """A problem for each scope that its scheme does not declare. Those of OAuth 2 are declared, others are not."""
    for name, _, wanted in oauth2_scopes(requirement, context):
        known = context.once(f"scopes of {name}", partial(_declared, name))
        for scope in wanted.elements():
            if isinstance(scope.value, str) and scope.value not in known:
                # No MUST in the specification's text: the scope may exist at the authorization server all the same.
                message = f"scope `{scope.value}` is not declared by the security scheme `{name}`"
                yield Problem(message, scope.place, help=did_you_mean(scope.value, known), mild=True)


def meaningless_scopes(requirement: View, context: Context) -> Iterator[Problem]:
    """A problem for each scope of a scheme that has none. OpenID Connect has them at the provider, and since OpenAPI
    3.1 other types may have the names of roles there."""
    schemes = context.document.security_schemes
    for name, scopes in requirement.node.items() if not context.document.version.has_json_schema else ():
        kind = schemes[name].text("type") if name in schemes else None
        if kind not in (None, "oauth2", "openIdConnect"):
            for scope in scopes.elements():
                message = f"`{name}` is a scheme of type `{kind}`, which has no scopes: the list must be empty"
                yield Problem(message, scope.place, mild=True)


def oauth2_scopes(requirement: View, context: Context) -> Iterator[tuple[str, SecurityScheme, Node]]:
    """The schemes of type ``oauth2`` in a requirement, each with its list of scopes."""
    schemes = context.document.security_schemes
    for name, scopes in requirement.node.items():
        if name in schemes and schemes[name].get("type") == "oauth2":
            yield name, schemes[name], scopes


def _is_uri_of_scheme(name: str, node: Node, context: Context) -> bool:
    """Since OpenAPI 3.2 a requirement may name a Security Scheme Object by its URI (section 4.30.1)."""
    if context.document.version.family != "3.2" or not {"/", "#", "."}.intersection(name):
        return False
    target = node.resolver.lookup(node, name).target
    return target is not None and target.is_mapping


def _declared(name: str, document: Document) -> set[str]:
    scheme = document.security_schemes[name].raw
    flows = scheme.get("flows")
    holders = [scheme, *(flows.values() if isinstance(flows, dict) else ())]
    scopes = [holder.get("scopes") for holder in holders if isinstance(holder, dict)]
    return {name for names in scopes if isinstance(names, dict) for name in names}
