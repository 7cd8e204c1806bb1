"""Pages: method, sign-in, fetch, act, render or redirect. Nothing is decided here."""
