"""What the worker `webhooks` does: tells addresses of restaurants' teams what happened, and reaches nothing inside."""
