"""Code from a document: models, routes, service interfaces and tests."""
