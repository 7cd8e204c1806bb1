"""Tasks of privacy rights, a module for each worker. A message carries nothing: each task reads what is due."""

ACCOUNTS_TASK = "privacy.accounts.run_due"
ANALYTICS_TASK = "privacy.analytics.run_due"
DATASETS_TASK = "analytics.datasets.erase_due"
VAULT_TASK = "accounts.identity.erase_digests"
