"""How a review comes to say that its visit is confirmed: one-time table codes and receipts (docs/adr/0032)."""
