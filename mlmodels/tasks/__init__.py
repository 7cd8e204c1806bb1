"""Tasks of the models, a module for each worker. The schedule sends them too: a lost nudge delays, never loses."""
