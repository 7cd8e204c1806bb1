"""The base map of vector tiles: the file that the setting MAP_BASE names, its header, and parts of it for browsers."""
