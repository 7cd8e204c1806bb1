"""What people do about events that were refused."""
