"""Checks what was loaded: is it fresh, as much as usual, complete, within its ranges, and alike to what came before?

They tell; they hold nothing up. What can be said of one event alone is decided before it is loaded, in `events.py`.
"""
