"""`manage.py policy_alert`: for a schedule. Compares the stores with the code, and alerts every security engineer."""

import hashlib
import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from accounts.actions import mail
from accounts.staffing import notifications
from analytics.access.company import Environment
from analytics.datasets.management.commands.policy import STORES, differences
from reviews_site.audit.log import record
from reviews_site.audit.models import Event
from reviews_site.commands import ExampleCommand

ACTION = "policy.differed"
# What was mailed and is still so is mailed again after this time.
REMIND_EVERY = timedelta(days=1)
logger = logging.getLogger(__name__)


class Command(ExampleCommand):
    help = "Alert security engineers by mail, the log and the audit log where a store differs from the code."
    examples = ("",)

    def handle(self, *args: Any, **options: Any) -> None:
        found = differences(Environment(settings.PLATEMARK_ENV), STORES)
        sentences = [f"{store}: {finding.says}" for store, findings in found.items() for finding in findings]
        if not sentences:
            return
        logger.error("The stores differ from the code in %d points: manage.py policy verify", len(sentences))
        send_alert(sentences)
        raise CommandError("\n".join(sentences))


@transaction.atomic
def send_alert(sentences: list[str]) -> None:
    """Mail the findings and write them to the audit log, unless the same ones were mailed within a day."""
    digest = hashlib.sha256("\n".join(sorted(sentences)).encode()).hexdigest()
    since = timezone.now() - REMIND_EVERY
    if Event.objects.filter(action=ACTION, created_at__gt=since, detail__findings_sha256=digest).exists():
        return
    record(ACTION, actor_id=None, detail={"findings": len(sentences), "findings_sha256": digest})
    subject = "The databases differ from the code"
    for address in notifications.security_engineers():
        page = {"subject": subject, "sentences": sentences}
        mail.queue_template("policy_alert", page, to=address, subject=subject)
