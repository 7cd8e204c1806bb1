"""Who may do what, in each store: the lines of the processes. `analytics.access.stores` adds those of people.

A login gets what its line says and nothing else. A table without a line is closed, and `policy verify` reports it.
"""
