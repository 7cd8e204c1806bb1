"""Whose the rows of packages' tables are, which carry no declaration of their own; and every declaration in one place.

Export and erasure read this. A table that neither its model nor this page speaks of fails the build.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from reviews_site.privacy import IdentifierKind, NoSubject, SubjectPath, UndeclaredSubject, subject_path

_WORDS = NoSubject("words of permissions and groups, the same for everybody")

PACKAGE_TABLES: dict[str, SubjectPath | NoSubject] = {
    "account.EmailAddress": SubjectPath("user_id"),
    "account.EmailConfirmation": SubjectPath(
        "email_address__user_id", not_exported="a code on its way, which is a secret"
    ),
    "mfa.Authenticator": SubjectPath("user_id"),
    "guardian.UserObjectPermission": SubjectPath("user_id"),
    "accounts.User_groups": SubjectPath("user_id"),
    "accounts.User_user_permissions": SubjectPath("user_id"),
    "guardian.GroupObjectPermission": _WORDS,
    "auth.Permission": _WORDS,
    "auth.Group": _WORDS,
    "auth.Group_permissions": _WORDS,
    "contenttypes.ContentType": _WORDS,
}


def declared_subject(model: type[Model]) -> SubjectPath | None:
    """Whose the rows of a model are, ours or a package's; None where they are of nobody.

    Raises:
        Undeclared: nothing says so.
    """
    if hasattr(model, "privacy"):
        return subject_path(model)
    if model._meta.label not in PACKAGE_TABLES:
        raise UndeclaredSubject(
            f"Nothing says whose the rows of {model._meta.label} are: add it to privacy_rights/data_subjects.py."
        )
    found = PACKAGE_TABLES[model._meta.label]
    return found if isinstance(found, SubjectPath) else None


def tables_of_people(*names: IdentifierKind) -> Iterator[tuple[type[Model], SubjectPath]]:
    """Every table with rows of people that says so by one of these names; by any, if none is given."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and (found := declared_subject(model)) and (not names or found.kind in names):
            yield model, found
