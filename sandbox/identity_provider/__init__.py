"""The sandbox identity provider: a stand-in for a company that checks documents. It looks nothing up.

It is a program of its own, with an HTTP API and a hosted page. Sessions live in memory: after a restart the old ones
are unknown (404), and at most `sessions.CAPACITY` are kept, the oldest going first.
"""
