"""What the manifest keeps of a contract, for the next generation to compare with."""

from __future__ import annotations

from collections.abc import Mapping

from specforge.gen.manifest import Known, Record
from specforge.gen.run import Generated
from specforge.gen.userfiles.expected import operations_of


def record_of(generated: Generated, outdated: Mapping[str, Known]) -> Record:
    """The record of what was generated."""
    plan = generated.plan
    return Record(
        tool=plan.tool_version,
        package=plan.package,
        document=plan.document_name,
        title=plan.title,
        targets=generated.settings.targets,
        operations=operations_of(plan, generated.wanted),
        outdated=outdated,
        retired=plan.retired.labels,
    )
