"""Reads published lists of restaurants. It yields clean rows; `actions.listings` writes them."""
