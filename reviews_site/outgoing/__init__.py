"""What leaves the company as a file or a mail is looked through before it does.

It finds what people and programs put there by mistake, or without much effort to hide it. Who encrypts a file or types
it off a screen is not found.
"""
