"""What may be done in this app. The module is a plural noun, the function a verb: `profiles.update(…, by=user)`."""
