"""The public API: what programs read and do here. It calls the rooms below, whose actions and selectors decide."""
