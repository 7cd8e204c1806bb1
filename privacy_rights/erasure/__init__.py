"""Erasing people: the worker `privacy`, the ledger that outlives the databases, and what is done after a restore."""
