"""Where allauth meets the console: staff sign in, with a second factor, and nobody joins."""

from django.http import HttpRequest
from django.urls import reverse

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

    def public_names(self, user: User) -> set[str]:
        """None: this process reads no profiles."""
        return set()

    def set_password(self, user: User, password: str) -> None:
        """Write the password and nothing else: this process may write no more of an account."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the page that the way to the form is on."""
        return reverse("accounts:security")

    def store_session_profile(self, request: HttpRequest, user: User) -> None:
        """Nothing: this process reads no profiles."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody joins here."""
        return False
