"""The identity worker: opens sessions at the provider, fetches outcomes, fills the vault, writes who is confirmed.

Only this worker runs it: no other process has the vault's login, the document pepper or the provider's secret.
"""
