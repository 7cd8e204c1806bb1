"""What form fields say of a wrong input, in the site's words. Forms say something more precise where they can."""

from django.core import validators
from django.forms import fields

REQUIRED = "Please fill this in."
NOT_AN_OPTION = "Choose one of the options."


def replace_defaults() -> None:
    """Replace Django's messages for every form of this process, django-allauth's forms included."""
    fields.Field.default_error_messages["required"] = REQUIRED
    for field in (fields.ChoiceField, fields.MultipleChoiceField):
        field.default_error_messages["invalid_choice"] = NOT_AN_OPTION
    validators.MinValueValidator.message = "Enter %(limit_value)s or more."
    validators.MaxValueValidator.message = "Enter %(limit_value)s or less."
    validators.MinLengthValidator.message = "Use at least %(limit_value)d characters. You have %(show_value)d."
    validators.MaxLengthValidator.message = "Use at most %(limit_value)d characters. You have %(show_value)d."
    validators.EmailValidator.message = "Enter an e-mail address such as ada@example.org."
