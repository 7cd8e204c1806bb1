"""The report after a breach: whose data somebody read, as far as the logs know, and the drafts of the notices."""
