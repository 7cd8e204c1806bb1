"""Who may do what, in each store: the tables that `policy apply` makes true and `policy verify` compares with.

A login gets what its line says and nothing else. A table without a line is closed, and `verify` reports it.
"""

from analytics.access.grants.analytical import ANALYTICAL
from analytics.access.grants.transactional import TRANSACTIONAL
from analytics.access.grants.vault import VAULT
from analytics.access.vocabulary import Store

STORES: dict[str, Store] = {store.alias: store for store in (TRANSACTIONAL, VAULT, ANALYTICAL)}
