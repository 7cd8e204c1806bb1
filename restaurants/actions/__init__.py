"""What changes restaurants, reviews and owners. Each function names who acts."""
