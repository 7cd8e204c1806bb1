"""Photos of the invented town: dishes rendered by code from heights and colours, and shipped as small WebP files."""
