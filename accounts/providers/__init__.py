"""Services that check identity documents, behind one interface. Nothing here stores what they answer."""
