"""What staff can do about refused events."""
