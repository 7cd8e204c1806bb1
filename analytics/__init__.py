"""The analytical store: what lands in it, who may read which column, and the pages over it."""
