"""What people are told of the uses of their data: their own page, and the report after a breach."""
