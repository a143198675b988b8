"""Keys of the query, as the engine is given them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specforge.contract.engine.disguise import engine_label
from specforge.contract.given import keys_for
from specforge.document.model import Document


class KeysOfQuery:
    """A provider of credentials for Schemathesis: ``keys`` are by security scheme."""

    def __init__(self, document: Document, keys: Mapping[str, str]) -> None:
        self._keys = {engine_label(operation.label): keys_for(operation, keys) for operation in document.operations}

    def get(self, case: Any, context: Any) -> Mapping[str, str] | None:
        """What the operation asks for; None for nothing."""
        return self._keys.get(case.operation.label) or None

    def set(self, case: Any, data: Mapping[str, str], context: Any) -> None:
        """Into the query of the request."""
        case.query = {**(case.query or {}), **data}
