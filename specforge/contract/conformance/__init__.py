"""Does one exchange conform to its operation: what was asked, what was answered, and what got through."""
