"""The relay's grants on the transactional store: it reads what waits, and notes what became of it."""

RELAY = {
    "public.outbox_event": "SELECT, UPDATE (relayed_at, attempts, retry_at)",
    "public.outbox_receipt": "INSERT",
}
