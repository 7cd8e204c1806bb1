"""The demo: an invented town's restaurants, guests and reviews, written through the same actions that pages use.

For development and measurements. It writes transactional tables and the outbox, and nothing else.
"""
