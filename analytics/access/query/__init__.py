"""Rows for people of the company, each under their role's own login: what is asked, how it is vouched for, the answer.

The console asks (`asking`), the process `query` answers (`service`). Nothing here takes SQL from anybody.
"""
