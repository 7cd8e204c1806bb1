"""Maps that the server draws: projection, clusters of restaurants, streets behind them."""
