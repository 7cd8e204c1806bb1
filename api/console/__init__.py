"""The API of the company's console: the manners of the public one, for staff who are signed in there."""
