"""Data for dev and staging, made from the classes of privacy: a copy that is scrubbed, or rows that are made up."""
