"""What every page stands on: deny by default, error pages, health. It knows nothing of restaurants or people."""
