"""Whose the rows of packages' tables are, which carry no declaration of their own; and every declaration in one place.

Export and erasure read this. A table that neither its model nor this page speaks of fails the build.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from reviews_site.privacy import Name, Nobody, Subject, Undeclared, subject_of

_WORDS = Nobody("words of permissions and groups, the same for everybody")

OF_PACKAGES: dict[str, Subject | Nobody] = {
    "account.EmailAddress": Subject("user_id"),
    "account.EmailConfirmation": Subject("email_address__user_id", exported=False),
    "mfa.Authenticator": Subject("user_id"),
    "guardian.UserObjectPermission": Subject("user_id"),
    "accounts.User_groups": Subject("user_id"),
    "accounts.User_user_permissions": Subject("user_id"),
    "guardian.GroupObjectPermission": _WORDS,
    "auth.Permission": _WORDS,
    "auth.Group": _WORDS,
    "auth.Group_permissions": _WORDS,
    "contenttypes.ContentType": _WORDS,
}


def declared(model: type[Model]) -> Subject | None:
    """Whose the rows of a model are, ours or a package's; None where they are of nobody.

    Raises:
        Undeclared: nothing says so.
    """
    if hasattr(model, "privacy"):
        return subject_of(model)
    if model._meta.label not in OF_PACKAGES:
        raise Undeclared(f"Nothing says whose the rows of {model._meta.label} are: add it to accounts/subjects.py.")
    found = OF_PACKAGES[model._meta.label]
    return found if isinstance(found, Subject) else None


def tables_of_people(*names: Name) -> Iterator[tuple[type[Model], Subject]]:
    """Every table with rows of people that says so by one of these names; by any, if none is given."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and (found := declared(model)) and (not names or found.named in names):
            yield model, found
