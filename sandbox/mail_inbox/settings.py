"""Django's settings for the inbox. It never sees Platemark's settings."""

from pathlib import Path

from sandbox.page_settings import page_settings

globals().update(
    page_settings(Path(__file__).parent, urls="sandbox.mail_inbox.urls", csrf_cookie="development_inbox_csrf")
)

APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
CSRF_FAILURE_VIEW = "sandbox.mail_inbox.views.forbidden"
