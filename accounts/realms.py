"""Which tables hold sessions and security activity here: the site's or the console's, as the settings say."""

from importlib import import_module
from typing import cast

from django.apps import apps
from django.conf import settings

from accounts.models import SecurityEvent, StaffSecurityEvent
from reviews_site.web.sessions import BaseSession


def session_model() -> type[BaseSession]:
    """The table of this face's sessions."""
    return cast(type[BaseSession], import_module(settings.SESSION_ENGINE).SessionStore.get_model_class())


def staff_session_model() -> type[BaseSession]:
    """The table of the console's sessions, whichever face this is."""
    return cast(type[BaseSession], apps.get_model("console.ConsoleSession"))


def activity_model() -> type[SecurityEvent | StaffSecurityEvent]:
    """The table that this face's security activity stands in."""
    return cast(type[SecurityEvent | StaffSecurityEvent], apps.get_model(settings.SECURITY_ACTIVITY))
