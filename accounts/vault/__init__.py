"""The vault: keyed slow digests of identity documents, in a store of their own. No document, no name, no account id."""
