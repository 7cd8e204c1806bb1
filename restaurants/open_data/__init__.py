"""The open data: a file with every restaurant, rating and place in the order, and what recomputes them."""
