"""What the worker `tills` does: seals secrets, verifies messages, and saves the guest numbers in them."""
