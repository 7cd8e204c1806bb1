"""How far somebody's own export is."""

from accounts.models import User
from privacy_rights.models.export import ExportRequest


def export_of(user: User) -> ExportRequest | None:
    """The newest request of the person, if there was one."""
    return ExportRequest.objects.filter(user=user).order_by("-asked_at").first()
