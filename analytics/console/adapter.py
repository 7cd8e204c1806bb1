"""Where allauth meets the console: staff sign in, with a second factor, and nobody joins."""

from django.http import HttpRequest

from accounts.adapter import AccountAdapter
from accounts.devices import Device
from accounts.models import User
from reviews_site.audit.log import record

_SECOND_FACTOR = "allauth.mfa.stages.AuthenticateStage"


class StaffAdapter(AccountAdapter):
    """The hooks that differ from the site's. Whose account is found at all is the database's row security."""

    def get_login_stages(self) -> list[str]:
        """The second factor alone: nobody gets a role without a confirmed address."""
        return [_SECOND_FACTOR]

    def shown_name(self, user: User) -> str:
        """The address: this process reads no profiles."""
        return user.email

    def note_sign_in(self, user: User, device: Device) -> None:
        """In the audit log: the console has no part in the site's security activity."""
        record("staff.signed_in", by=user.pk, about=user.pk, detail={"device": device.name})

    def remember_looks(self, request: HttpRequest, user: User) -> None:
        """Nothing: this process reads no profiles."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody joins here."""
        return False
