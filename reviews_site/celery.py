"""The Celery application: JSON only, a queue per process, ids in messages and nothing else."""

import logging
import os
from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError as BrokerDown

logger = logging.getLogger(__name__)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviews_site.settings.dev")


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


app = PlatemarkCelery("platemark")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _start_probe(**_signal: Any) -> None:
    from reviews_site.deployment import probe

    probe.start()


from celery.signals import beat_init, worker_process_init  # noqa: E402 - the signals are wired once the app stands

worker_process_init.connect(_start_probe, weak=False)
beat_init.connect(_start_probe, weak=False)
