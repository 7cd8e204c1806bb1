"""Restaurants, reviews, menus, guest numbers and owners. It knows people from `accounts`, and nothing of analytics."""
