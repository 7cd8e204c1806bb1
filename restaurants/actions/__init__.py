"""Changes restaurants, reviews and owners. Each function names the person who acts."""
