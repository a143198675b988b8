"""What a schema says of values: checking them, making them up, and turning them into text and back."""
