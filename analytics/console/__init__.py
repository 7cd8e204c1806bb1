"""The company's pages: who reaches what, datasets and what they are made of, loads, tables as each role sees them."""
