"""The pages: signing in (`entrance`), the profile, the check of a person, and the provider's webhook."""
