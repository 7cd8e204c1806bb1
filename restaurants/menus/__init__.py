"""Menus as owners write them: prices, dishes and sections, and how lists of them are edited. Pure: no database."""
