"""What people agree to, are told of, and may refuse: versioned texts in files, the newest of which is asked about."""
