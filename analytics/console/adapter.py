"""Where allauth meets the console: staff sign in, with a second factor, and nobody joins."""

from django.http import HttpRequest

from accounts.adapter import AccountAdapter
from accounts.models import User

_SECOND_FACTOR = "allauth.mfa.stages.AuthenticateStage"


class StaffAdapter(AccountAdapter):
    """The hooks that differ from the site's. Whose account is found at all is the database's row security."""

    def get_login_stages(self) -> list[str]:
        """The second factor alone: nobody gets a role without a confirmed address."""
        return [_SECOND_FACTOR]

    def shown_name(self, user: User) -> str:
        """The address: this process reads no profiles."""
        return user.email

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody joins here."""
        return False
