"""Where django-allauth meets this site: how an account is made, and that mail goes into a table, not out to SMTP."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse

from accounts.actions import mails, people
from accounts.models import Profile, User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # django-allauth ships no types
    """The hooks that differ from allauth's own."""

    # Each says what to do. None tells whether an address has an account.
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Answer the last mail we sent you if that is a mistake.",
        "email_password_mismatch": "This address and password don't belong together. Try again, or set a new password.",
        "enter_current_password": "That is not your password of now. Type the one that you sign in with.",
        "incorrect_code": "That is not the code we sent. Look at the newest mail, or have a new code sent.",
        "incorrect_password": "That is not your password. Try again.",
        "invalid_password_reset": "This has expired. Ask for a new code.",
        "rate_limited": "That was a bit quick. Wait a minute, then try again.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, or set a new password.",
    }

    def get_login_stages(self) -> list[str]:
        """Without second factors: staff have theirs at the console, and this process may not read them."""
        return [stage for stage in super().get_login_stages() if not stage.startswith("allauth.mfa.")]

    def shown_name(self, user: User) -> str:
        """The pen name, and never the address."""
        return Profile.objects.values_list("display_name", flat=True).get(user_id=user.pk)

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Make the account, with its profile, through the action that everybody's account is made by."""
        answers = form.cleaned_data
        return people.register(
            email=answers["email"], password=answers["password1"], display_name=answers["display_name"]
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail into the table that the site worker sends from."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        alternatives = getattr(message, "alternatives", [])
        html = str(alternatives[0][0]) if alternatives else ""
        mails.send(to=email, subject=str(message.subject), text=str(message.body), html=html)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the profile, where the way to the form is."""
        return reverse("accounts:profile")

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address, and nobody else, that it has an account."""
        login_url = self.request.build_absolute_uri(reverse("account_login"))
        self.send_mail("account/email/account_already_exists", email, {"login_url": login_url})


def shown_name(user: User) -> str:
    """How messages such as the greeting call somebody: as this process's adapter says."""
    name: str = get_adapter().shown_name(user)
    return name
