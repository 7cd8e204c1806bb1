"""The way of an event from the outbox into the analytical store: validate, quarantine, load. It scores nothing."""
