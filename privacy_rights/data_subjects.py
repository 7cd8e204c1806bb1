"""Every declaration of whose rows a table holds, in one place, with those of packages' tables, which carry none.

Export and erasure are generated from this. A table that neither its model nor this page declares fails the build.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from django.db.models.constants import LOOKUP_SEP

from reviews_site.privacy import (
    IdentifierKind,
    NoSubject,
    Privacy,
    SubjectPath,
    UndeclaredSubject,
    classification,
    subject_path,
)
from reviews_site.routing import STORE_OF_APP

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
# Secrets in packages' tables, which carry no classes: seeds of codes and keys of passkeys.
PACKAGE_SECRETS = {("mfa.Authenticator", "data")}
# These rows are locked by whoever writes for the person at the same moment. So they are deleted first, which waits.
_DELETED_FIRST = ("accounts.Profile", "accounts.User")


def declared_subject(model: type[Model]) -> SubjectPath | None:
    """Whose the rows of a model are, ours or a package's; None where they are of nobody.

    Raises:
        UndeclaredSubject: nothing says so.
    """
    if hasattr(model, "privacy"):
        return subject_path(model)
    if model._meta.label not in PACKAGE_TABLES:
        raise UndeclaredSubject(
            f"Nothing says whose the rows of {model._meta.label} are: add it to privacy_rights/data_subjects.py."
        )
    declared = PACKAGE_TABLES[model._meta.label]
    return declared if isinstance(declared, SubjectPath) else None


def store_of(model: type[Model]) -> str:
    """The store that a model's table lies in."""
    return STORE_OF_APP.get(model._meta.app_label, "default")


def tables_of_people(*kinds: IdentifierKind, store: str = "") -> Iterator[tuple[type[Model], SubjectPath]]:
    """Tables with rows of people, of every store or one, by which identifier ever they find them or by one of these."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and (not store or store_of(model) == store):
            subject = declared_subject(model)
            if subject and (not kinds or subject.kind in kinds):
                yield model, subject


def exported_tables(store: str) -> Iterator[tuple[type[Model], SubjectPath]]:
    """The tables of a store that people are given a copy of their rows of."""
    for model, subject in tables_of_people(store=store):
        if not subject.not_exported:
            yield model, subject


def erased_tables(store: str) -> list[tuple[type[Model], SubjectPath]]:
    """The tables of a store whose rows are deleted with their person, in the order in which that has to be done.

    A row that leads to the person by way of another row goes before that one.
    """

    def order(table: tuple[type[Model], SubjectPath]) -> tuple[bool, bool, int, str]:
        model, subject = table
        is_of_review, steps = subject.kind is IdentifierKind.REVIEW, subject.path.count(LOOKUP_SEP)
        return model._meta.label not in _DELETED_FIRST, not is_of_review, -steps, model._meta.db_table

    return sorted((table for table in tables_of_people(store=store) if table[1].erased == "deleted"), key=order)


def exported_fields(model: type[Model], subject: SubjectPath) -> list["Field[Any, Any]"]:
    """The columns of a table that people are given a copy of."""
    fields = model._meta.local_concrete_fields
    return [field for field in fields if not reason_withheld(model, subject, field)]


def reason_withheld(model: type[Model], subject: SubjectPath, field: "Field[Any, Any]") -> str:
    """Why people are given no copy of a column of their rows; empty where they are given one."""
    is_secret = hasattr(model, "privacy") and classification(model)[field.name] is Privacy.SECRET
    if is_secret or (model._meta.label, field.name) in PACKAGE_SECRETS:
        return "It is a secret: it says nothing of the person, and whoever found it could act as them."
    is_pseudonym = subject.kind is IdentifierKind.REVIEWER and not subject.within and field.column in subject.paths
    if is_pseudonym and store_of(model) == "analytical":
        return "It is the pseudonym in analytics, by which whatever else bears it could be found."
    return ""
