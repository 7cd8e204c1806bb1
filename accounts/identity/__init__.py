"""What the identity worker does: opens sessions at the provider, fetches outcomes, fills the vault, settles the status.

Only this worker runs it: no other process has the vault's login, the document pepper or the provider's secret.
"""
