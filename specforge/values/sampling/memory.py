"""What is known of the definitions of a document, whatever values are made from them."""

from __future__ import annotations

from collections.abc import Mapping

from specforge.values.lowering.lowered import Definition
from specforge.values.sampling.demand import Demands
from specforge.values.sampling.heights import Heights
from specforge.values.sampling.script import Scripts


class Memory:
    """Grows with what is asked for, within limits."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self.heights = Heights(definitions)
        self.demands = Demands()
        self.scripts = Scripts(self.heights)
