"""The tests of Bookshop API. Yours to change; specforge will not touch it."""
