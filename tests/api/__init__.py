"""The API: its routes, its manners, and its document."""
