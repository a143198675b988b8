"""The language server: diagnostics, quick fixes and navigation while a document is being written.

server.py      the protocol: what the editor says and what it is told (the only module that knows pygls)
project.py     which documents there are, what was found in each, and what a change concerns
desk.py        the files as the author sees them: unsaved texts where there are any
positions.py   lines and columns of the protocol and ours
diagnostics.py, actions.py, symbols.py, navigate.py, complete.py   one answer each
"""
