"""The Celery application: JSON only, a queue per process, ids in messages and nothing else."""

import logging
import os

from celery import Celery
from kombu.exceptions import OperationalError as BrokerDown

from reviews_site.broker import replace_transport

logger = logging.getLogger(__name__)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviews_site.settings.dev")
# For tasks that may take minutes on a large site: seconds until an exception is raised, and until the worker ends.
LONG_TASK = {"soft_time_limit": 1_500, "time_limit": 1_560}


class PlatemarkCelery(Celery):
    """Celery, with a send that may fail: what it announces is polled for as well."""

    def nudge(self, task: str, *args: str) -> bool:
        """Send `task` to its queue by name. False, and a warning in the log, when the broker is down."""
        queue = task.rpartition(".")[0]
        try:
            self.send_task(task, args=args, queue=queue, retry=False, ignore_result=True)
        except (BrokerDown, OSError) as problem:
            logger.warning("The broker is down, %s waits for its poll: %s", task, type(problem).__name__)
            return False
        return True


replace_transport()
app = PlatemarkCelery("platemark")
app.config_from_object("django.conf:settings", namespace="CELERY")
