"""Settings per topic (`databases`, `security`, `accounts`, `observability`) and per environment (`dev`, `test`, `production`)."""
