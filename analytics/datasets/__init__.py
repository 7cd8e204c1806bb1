"""The registry of datasets: what they are made of, what protects them, whom they are for. It grants nothing."""
