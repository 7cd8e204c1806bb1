"""Erasing people: the worker `rights`, the ledger that outlives the databases, and what is done after a restore."""
