"""Changes to a value: JSON Merge Patch (RFC 7396) and JSON Patch (RFC 6902), by what the client sent."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import jsonpatch
import jsonpointer

from specforge.mock.state.sizes import is_deep, is_huge

_OPERATIONS = frozenset({"add", "remove", "replace", "move", "copy", "test"})


class Unpatchable(Exception):
    """The patch does not apply; the text says why. ``is_conflict``: a ``test`` failed."""

    def __init__(self, message: str, is_conflict: bool = False) -> None:
        super().__init__(message)
        self.is_conflict = is_conflict


def patched(value: Any, patch: Any, media_type: str) -> Any:
    """A changed copy of the value. Raises Unpatchable."""
    if "json-patch" in media_type or _is_json_patch(patch):
        return _by_operations(value, patch)
    return merged(value, patch)


def merged(target: Any, patch: Any) -> Any:
    """RFC 7396 section 2: null takes a member away, objects are merged, everything else is replaced."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def _by_operations(value: Any, patch: Any) -> Any:
    try:
        result = deepcopy(value)
        for step in jsonpatch.JsonPatch(patch):
            result = jsonpatch.JsonPatch([step]).apply(result, in_place=True)
            # Each copy may double the value: thirty of them would fill the memory.
            if step.get("op") == "copy" and (is_deep(result) or is_huge(result)):
                raise Unpatchable("the patch makes the object too large")
        return result
    except jsonpatch.JsonPatchTestFailed as error:
        raise Unpatchable(f"the patch does not apply: {error}", is_conflict=True) from error
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, TypeError, KeyError, ValueError) as error:
        raise Unpatchable(f"the patch does not apply: {error}") from error


def _is_json_patch(patch: Any) -> bool:
    """True for a list of operations, as some send it under plain ``application/json``."""
    return isinstance(patch, list) and all(
        isinstance(each, dict) and each.get("op") in _OPERATIONS and "path" in each for each in patch
    )
