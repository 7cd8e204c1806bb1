"""Once a month, tells security engineers which roles nobody has looked at for a quarter."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import mail
from accounts.models import StaffRole, UsedCode
from accounts.staffing import notifications
from accounts.staffing.signatures import STEP_SECONDS
from reviews_site.audit.log import record
from reviews_site.policy.staffing import REVIEW_EVERY, REVIEW_GRACE

REMIND_EVERY = timedelta(days=30)
KEPT_STEPS = 24 * 3600 // STEP_SECONDS


@transaction.atomic
def send_reminders() -> int:
    """Mail what is overdue and was not mailed for a month, in one mail to each security engineer; how many roles."""
    now = timezone.now()
    overdue = StaffRole.objects.overdue().filter(Q(reminded_at=None) | Q(reminded_at__lt=now - REMIND_EVERY))
    lines = [
        {"person": email, "role": role.replace("_", " "), "ends": reviewed_at + REVIEW_EVERY + REVIEW_GRACE}
        for email, role, reviewed_at in overdue.order_by("user__email", "role").values_list(
            "user__email", "role", "reviewed_at"
        )
    ]
    if not lines:
        return 0
    subject = "Company roles wait for you to look at them"
    for address in notifications.security_engineers():
        mail.queue_template("staffing_review", {"subject": subject, "lines": lines}, to=address, subject=subject)
    overdue.update(reminded_at=now)
    record("staff.review_asked", actor_id=None, detail={"roles": len(lines)})
    return len(lines)


def delete_used_codes() -> None:
    """Forget used codes that are too old to be taken in any case."""
    newest = int(timezone.now().timestamp()) // STEP_SECONDS
    UsedCode.objects.filter(step__lt=newest - KEPT_STEPS).delete()
