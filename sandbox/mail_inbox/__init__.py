"""The development mail inbox: takes every mail over SMTP and shows it on a page. It sends nothing on.

A program of its own, with its state in memory: the last `mailbox.CAPACITY` mails, gone when it stops.
"""
