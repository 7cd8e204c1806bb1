"""Where django-allauth meets this site: how an account is made, and that mail goes into a table, not out to SMTP."""

from typing import Any, ClassVar, cast

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login import record_authentication  # only allauth's own views record one
from allauth.account.internal.stagekit import clear_login  # `pre_login` has no public way to drop a sign-in
from allauth.core.internal import ratelimit  # only this one can take an attempt back
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import mail, security, users
from accounts.devices import Device, device_of
from accounts.enums import SecurityKind
from accounts.failed_sign_ins import count_failure, pop_failures
from accounts.models import Profile, User
from accounts.selectors import is_company_account, profile_of
from accounts.session_profile import store
from reviews_site.web.refusals import note_refusal
from reviews_site.web.sessions import HashedSessionStore

STAFF_ELSEWHERE = "This is a company account. Please sign in at the console."
# What allauth tells an owner of, by the name of its mail.
_RECORDED_KINDS = {
    "account/email/password_changed": SecurityKind.PASSWORD_CHANGED,
    "account/email/password_set": SecurityKind.PASSWORD_CHANGED,
    "account/email/password_reset": SecurityKind.PASSWORD_RESET,
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # django-allauth ships no types
    """The hooks that differ from allauth's own."""

    # Each says what to do. None tells whether an address has an account.
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. If you think that's a mistake, reply to our last e-mail.",
        "email_password_mismatch": "Wrong e-mail address or password. Try again, or reset your password.",
        "enter_current_password": "That isn't your current password. Enter the one you sign in with.",
        "incorrect_code": "That isn't the code we sent. Use the newest e-mail, or ask for a new code.",
        "incorrect_password": "Wrong password. Try again.",
        "invalid_password_reset": "This code has expired. Ask for a new one.",
        "rate_limited": "Too many attempts. Wait a minute, then try again.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, or reset your password.",
    }

    def is_reauthentication_required(self, *, app: str, **named: Any) -> bool:
        """Never by allauth: `accounts.step_up` asks, for more and in one way."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **named: Any) -> HttpResponse | None:
        """Company accounts sign in at the console, and nowhere else. Said to whoever has given the password only."""
        if settings.PLATEMARK_PROCESS == "web" and is_company_account(user.pk):
            clear_login(request)
            messages.error(request, STAFF_ELSEWHERE)
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, **named)
        return answer

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session, and note what it was begun with."""
        super().login(request, user)
        device = device_of(request)
        cast(HashedSessionStore, request.session).came_from(device.name, device.country)
        self.note_sign_in(user, device)
        self.store_session_profile(request, user)

    def post_login(self, request: HttpRequest, user: User, *, signup: bool, **named: Any) -> HttpResponse:
        """Count the password of a new account as given just now: it was, in this session, before the mailed code."""
        if signup and user.has_usable_password():
            record_authentication(request, user, method="password")
        answer: HttpResponse = super().post_login(request, user, signup=signup, **named)
        return answer

    def clean_password(self, password: str, user: User | None = None) -> str:
        """The password, if it may be one. Only the first problem is named: the others follow from it, or can wait."""
        try:
            cleaned: str = super().clean_password(password, user)
        except ValidationError as problems:
            raise ValidationError(problems.messages[:1]) from None
        return cleaned

    def note_sign_in(self, user: User, device: Device) -> None:
        """Write it into the security activity; mail it where it may be somebody else."""
        security.record_sign_in(user=user, device=device, failures=pop_failures(user.email))

    def store_session_profile(self, request: HttpRequest, user: User) -> None:
        """Keep what pages show of them in the session, so that no page asks for it."""
        store(request, profile_of(user))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt, by machine and by account, until it turns out to be right.

        The machine's count is one of its own: allauth clears the other when somebody gives their own second factor.
        """
        counted = {"app": "allauth.account", "action": "login_failed_by_machine"}
        self._attempt_of_machine = ratelimit.consume(request, **counted)
        if not self._attempt_of_machine:
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def _rollback_login_failed_rl_usage(self) -> None:
        self._attempt_of_machine.rollback()
        super()._rollback_login_failed_rl_usage()

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The account alone: allauth would count anew under each host name."""
        return str(credentials.get("email", "")).strip().lower()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count and log the attempt, whether or not the address has an account."""
        note_refusal(request, "sign-in refused", factor="password")
        count_failure(str(credentials.get("email", "")))

    def shown_name(self, user: User) -> str:
        """The pen name, and never the address."""
        return Profile.objects.values_list("display_name", flat=True).get(user_id=user.pk)

    def public_names(self, user: User) -> set[str]:
        """What others know somebody by, so that no password is made of it."""
        return set(Profile.objects.filter(user_id=user.pk).values_list("display_name", flat=True))

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Make the account, with its profile, through the action that everybody's account is made by."""
        answers = form.cleaned_data
        return users.register(
            email=answers["email"], password=answers.get("password1"), display_name=answers["display_name"]
        )

    def set_password(self, user: User, password: str) -> None:
        """Change the password and no other column: some of them the site's login may not write."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Write it into the security activity, which mails it; end every other session."""
        security.record_activity(kind=_RECORDED_KINDS[template_prefix], user=user, device=device_of(self.request))
        security.end_other_sessions(by=user, kept_key=self.request.session.session_key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail into the table that the mail worker sends from."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        alternatives = getattr(message, "alternatives", [])
        html = str(alternatives[0][0]) if alternatives else ""
        mail.queue(to=email, subject=str(message.subject), text=str(message.body), html=html)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the profile, where the way to the form is."""
        return reverse("accounts:profile")

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address, and nobody else, that it has an account."""
        login_url = f"{settings.BASE_URL}{reverse('account_login')}"
        self.send_mail("account/email/account_already_exists", email, {"login_url": login_url})


def shown_name(user: User) -> str:
    """How messages such as the greeting call somebody: as this process's adapter says."""
    name: str = get_adapter().shown_name(user)
    return name
