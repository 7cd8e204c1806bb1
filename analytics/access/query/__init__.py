"""Rows for people of the company, read under the login of their role.

The console asks (`client`), the process `query` answers (`service`): rows of a relation, or of one SELECT (ADR 42).
"""
