"""Messages that a page shows once, in a cookie under a name of the settings: Django's has one without a prefix."""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest


class MessageCookie(CookieStorage):
    """Django's, under our name."""

    def __init__(self, request: HttpRequest, *args: Any, **named: Any) -> None:
        super().__init__(request, *args, **named)
        self.cookie_name = settings.MESSAGE_COOKIE_NAME


class MessageStorage(FallbackStorage):
    """In the cookie, or in the session where they are too long for one."""

    storage_classes = (MessageCookie, SessionStorage)
