"""The relay's grants on the transactional store: it reads what waits, and notes what became of it."""

RELAY = {
    "public.outbox_event": "SELECT",
    "public.outbox_waitingevent": "SELECT, INSERT, UPDATE (attempts, retry_at), DELETE",
    "public.outbox_receipt": "INSERT",
}
# It compares forecasts with what came, and hands the days over. The function looks at the site's own numbers.
RELAY_FUNCTIONS = frozenset(
    {"public.restaurants_note_missed_forecasts(uuid[], date[], double precision[], double precision[])"}
)
