"""Django's settings for the provider. It never sees Platemark's settings."""

from pathlib import Path

from sandbox.page_settings import page_settings

globals().update(
    page_settings(Path(__file__).parent, urls="sandbox.identity_provider.urls", csrf_cookie="sandbox_provider_csrf")
)

APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
CSRF_FAILURE_VIEW = "sandbox.identity_provider.hosted_page.forbidden"
