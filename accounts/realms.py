"""The tables of sessions and security events of this process's realm, the site or the console, from the settings."""

from importlib import import_module
from typing import cast

from django.apps import apps
from django.conf import settings

from accounts.models import SecurityEvent, StaffSecurityEvent
from reviews_site.web.sessions import BaseSession


def session_model() -> type[BaseSession]:
    """The table of this realm's sessions."""
    return cast(type[BaseSession], import_module(settings.SESSION_ENGINE).SessionStore.get_model_class())


def staff_session_model() -> type[BaseSession]:
    """The table of the console's sessions, in either realm."""
    return cast(type[BaseSession], apps.get_model("console.ConsoleSession"))


def activity_model() -> type[SecurityEvent | StaffSecurityEvent]:
    """The table of this realm's security events."""
    return cast(type[SecurityEvent | StaffSecurityEvent], apps.get_model(settings.SECURITY_ACTIVITY))
