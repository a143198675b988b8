"""The services of Bookshop API: what the operations do."""
