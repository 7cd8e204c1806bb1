"""People for tests, made by the action that signup uses, with a confirmed address."""

from allauth.account.models import EmailAddress

from accounts.actions import users
from accounts.models import User

PASSWORD = "seven quiet herons at noon"


def member(name: str) -> User:
    """Someone who may sign in, as `<name>@example.org`."""
    user = users.register(email=f"{name}@example.org", password=PASSWORD, display_name=f"{name.title()} Heron")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
