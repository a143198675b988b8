"""Files for other testers, written from the document: real load is made by tools that exist for it."""
