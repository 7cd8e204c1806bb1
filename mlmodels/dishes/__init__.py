"""Which dishes of a restaurant's own menu a sentence names."""
