"""A generated year of reading by an invented company, with planted leaks: what rules and model are measured on."""
