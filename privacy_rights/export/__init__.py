"""Gathering what somebody is handed of everything kept of them: the worker `privacy`."""
