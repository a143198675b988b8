"""Where in the configuration file a value stands that turns out to be wrong later."""

from __future__ import annotations

from specforge.config.find import read_config
from specforge.config.model import Config
from specforge.errors import UsageError


def located(problem: UsageError, config: Config, key: str, *below: str, section: str = "lint") -> UsageError:
    """The error with the place of ``key`` of ``[lint]``, or of what stands below it, if it comes from the file."""
    origin = config.origin(f"{section}.{key}")
    if config.file is None or origin.layer != "file" or problem.file is not None:
        return problem
    # The section of an API may be laid over the general one: its keys have their own places.
    names = (name for name in config.apis if config.origins.get(f"apis.{name}.{section}.{key}") == origin)
    api = next(names, None)
    keys = (section, key, *below) if api is None else ("apis", api, section, key, *below)
    return read_config(config.file).problem(problem.message, keys, problem.help)
