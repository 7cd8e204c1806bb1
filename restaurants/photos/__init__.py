"""Photos: told by their bytes, decoded in a confined child, rebuilt from pixels. Nothing here knows a database."""
