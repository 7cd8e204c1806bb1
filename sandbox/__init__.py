"""Programs that stand for the outside world in development: an identity provider and a mail inbox.

They are no part of Platemark: neither imports anything of the other, and only HTTP and SMTP pass between them.
"""
