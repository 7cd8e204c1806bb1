"""Drawn pictures of people: a thing from a kitchen on a colour. Nobody's face, and nothing that somebody sends us."""
