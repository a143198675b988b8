"""``--stateful``: the mock keeps what clients create, change and delete on the resources of its document."""
