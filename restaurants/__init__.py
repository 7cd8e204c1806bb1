"""Restaurants, their reviews and who owns them. It knows who someone is from `accounts`, and nothing of analytics."""
