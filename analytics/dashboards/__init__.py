"""The restaurant's own page of figures, and the views of the analytical store that pages and analysts read."""
