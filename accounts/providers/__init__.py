"""Clients of identity providers, and their webhooks."""
