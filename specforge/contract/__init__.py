"""Contract testing: ``specforge.contract.run(document, target, settings)``, and ``Judge`` for recorded traffic.

Nothing is imported before it is used: the engine behind ``run`` is heavy.
"""

from __future__ import annotations

import importlib
from typing import Any

from specforge.callables import load_name

# name -> where it is
_PUBLIC = {
    "AppTarget": "specforge.contract.target:AppTarget",
    "ContractViolation": "specforge.contract.traffic.recorder:ContractViolation",
    "Judge": "specforge.contract.traffic.judge:Judge",
    "Recorder": "specforge.contract.traffic.recorder:Recorder",
    "Settings": "specforge.contract.settings:Settings",
    "TrafficResult": "specforge.contract.traffic.recording:TrafficResult",
    "UrlTarget": "specforge.contract.target:UrlTarget",
    "judge_traffic": "specforge.contract.traffic.recording:judge_traffic",
}


def __getattr__(name: str) -> Any:
    """A public name, imported on first use (PEP 562). ``run`` is a module that can be called."""
    if name == "run":
        return importlib.import_module("specforge.contract.run")
    if name not in _PUBLIC:
        raise AttributeError(f"module 'specforge.contract' has no attribute {name!r}")
    globals()[name] = value = load_name(_PUBLIC[name])
    return value
