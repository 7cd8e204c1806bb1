"""The outbox: events written in the caller's transaction, as analytics may see them. The relay takes them there."""
