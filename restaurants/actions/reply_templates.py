"""Saves and deletes the texts that a restaurant starts its replies from, for people who may reply there."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from restaurants.database_functions import call_function
from restaurants.exceptions import TemplateChanged, TooManyTemplates
from restaurants.models import ReplyTemplate, Restaurant
from restaurants.rules import MAX_REPLY_TEMPLATES
from reviews_site.audit.log import record


@transaction.atomic
def save(*, restaurant: Restaurant, template: ReplyTemplate | None, title: str, text: str, by: User) -> UUID:
    """Add a template, or give `template` a new title and text; its id.

    Raises:
        TooManyTemplates: the restaurant has as many as it may.
        TemplateChanged: `template` does not say any more what it said when it was read, or is deleted.
        django.db.ProgrammingError: the person does not reply for this restaurant, by the database.
    """
    seen = (template.pk, template.title, template.text) if template else (None, None, None)
    saved: UUID | None = call_function("restaurants_save_reply_template", by.pk, restaurant.pk, *seen, title, text)
    if saved is None:
        if template:
            raise TemplateChanged("A colleague has changed or deleted this template.")
        raise TooManyTemplates(f"There are {MAX_REPLY_TEMPLATES} templates. Delete one first.")
    record("reply_template.saved", actor_id=by.pk, object_id=saved, detail={"restaurant": str(restaurant.pk)})
    return saved


@transaction.atomic
def delete(*, template: ReplyTemplate, by: User) -> bool:
    """Delete a template; whether it was still there, and theirs to delete."""
    if not call_function("restaurants_delete_reply_template", by.pk, template.pk):
        return False
    detail = {"restaurant": str(template.restaurant_id)}
    record("reply_template.deleted", actor_id=by.pk, object_id=template.pk, detail=detail)
    return True
