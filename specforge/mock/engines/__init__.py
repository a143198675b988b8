"""The engines that ship; importing a module registers it."""
