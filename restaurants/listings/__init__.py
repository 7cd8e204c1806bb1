"""Reads lists of restaurants that others publish. It yields clean rows and writes nothing: `actions.listings` does."""
