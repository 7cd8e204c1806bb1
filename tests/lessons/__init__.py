"""Lessons: each protection on a page of its own, where one switches it off and sees its attack get through.

`make lessons` serves them at `/lessons/`. An attack runs in a child process, on servers and databases that are made for
it and thrown away afterwards, so that a protection which was off is on again for everybody.
"""
