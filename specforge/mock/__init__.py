"""The mock server: a document answers before anybody implements it."""
