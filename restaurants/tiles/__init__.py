"""The vector map of whoever runs the site: one file of tiles, described by its header and served in parts."""
