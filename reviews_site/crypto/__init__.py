"""Keys and what is done with them: keyring, authenticated encryption, pseudonyms, slow hashes, signed messages."""
