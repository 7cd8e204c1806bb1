"""The vault: identity digests in a store of their own, which holds no document, no name and no account's id."""
