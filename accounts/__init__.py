"""Who someone is: signing up, signing in, the profile, and the check that they are a person. Not what they review."""
