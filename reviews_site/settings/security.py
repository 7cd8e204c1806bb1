"""Headers, cookies, hashing and sign-in rules: the same in every environment, unless a line here says why not."""

from csp.constants import NONE, SELF

from reviews_site.crypto.keyring import Keyring, parse
from reviews_site.processes import Process
from reviews_site.settings.realms import SESSION_PURPOSES

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

PASSWORD_HASHERS = ["reviews_site.crypto.hashing.PepperedArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.validators.LengthValidator"},
    {"NAME": "accounts.passwords.validators.BlocklistValidator"},
]
AUTHENTICATION_BACKENDS = [
    "accounts.backends.SiteBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: nobody signed out holds a permission

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = "platemark_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
# NIST SP 800-63B-4 for one factor: again after 30 days at the latest. What matters asks anew after five minutes.
SESSION_IDLE_SECONDS = 7 * 24 * 3600
SESSION_ABSOLUTE_SECONDS = 30 * 24 * 3600
CSRF_COOKIE_NAME = "platemark_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# A scanned table code, and messages that are shown once: `production.py` prefixes all four names.
VISIT_COOKIE_NAME = "platemark_visit"
MESSAGE_COOKIE_NAME = "platemark_messages"
MESSAGE_STORAGE = "reviews_site.web.message_cookies.MessageStorage"
CSRF_FAILURE_VIEW = "reviews_site.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 10  # the photos of a review; other forms have one field for a file
# In memory only: nothing that is sent is written to a disk, but photos, whose view names a handler of its own.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]


def session_key(process: Process, keyring_text: str | None) -> str:
    """Django's SECRET_KEY: the process's own session key where it is entitled to one, and nothing elsewhere.

    Django refuses an empty key the moment something signs with it, which is what a worker should meet.
    """
    purpose = SESSION_PURPOSES.get(process.name)
    if purpose is None or keyring_text is None:
        return ""
    ring: Keyring = parse(keyring_text, process.purposes)
    return ring.get(purpose).material.hex()
