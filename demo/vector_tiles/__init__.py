"""Vector tiles of the invented town, in one file of the kind that real base maps come in."""
