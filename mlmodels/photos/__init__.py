"""The model that says of a photo what kind it is. It knows no table, and no training package is needed to run it."""
