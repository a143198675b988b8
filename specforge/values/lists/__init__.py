"""Lists as clients ask for them: which parameters page, sort and filter them, by what they are called."""
