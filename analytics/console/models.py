"""The console's sessions, apart from the site's, and the weeks whose digest was mailed."""

from django.db import models
from django.db.models.functions import Now

from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField
from reviews_site.web.sessions import BaseSession


class ConsoleSession(BaseSession):
    """Somebody's sign-in to the console."""

    data_subject = SubjectPath(
        "user_id", erased="kept", reason="of a company account, which the company deletes when the work ends"
    )

    class Meta(BaseSession.Meta):
        db_table = "console_session"


class LeakDigest(models.Model):
    """A week whose digest was mailed to security engineers. A function of the database alone writes it."""

    week = models.DateField(primary_key=True, db_comment="its Monday")
    sent_at = models.DateTimeField(db_default=Now())
    home_region = HomeRegionField()

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = "console_leakdigest"

    def __str__(self) -> str:
        return f"digest of the week of {self.week}"
