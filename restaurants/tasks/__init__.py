"""The Celery tasks of this app, a module for each worker. A message authorizes nothing."""
