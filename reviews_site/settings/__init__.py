"""Settings per topic (`databases`, `security`, `accounts`, …) and per environment (`dev`, `test`, `production`)."""
