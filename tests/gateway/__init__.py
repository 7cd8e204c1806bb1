"""The gateway of the models: what it answers, to whom, and how much."""
