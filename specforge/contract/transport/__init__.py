"""How requests reach what is tested, in this process or elsewhere, so that nothing it does can hold us up."""
