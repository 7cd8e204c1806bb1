"""What every page stands on: deny by default, error pages, limits, health. It knows nothing of restaurants or people."""
