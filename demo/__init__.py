"""The demo: an invented town with its restaurants, people, reviews and visits, the same for the same seed.

For development and measurements. What it is made of lies in files beside the code: `cuisines/`, `texts/`, and some by
hand. It writes transactional tables and the outbox, and nothing else.
"""
