"""Who signs in, by e-mail. Nobody is staff and nobody is a superuser here: there is no column for it to be set in."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from reviews_site.crypto.aead import Tampered
from reviews_site.crypto.hashing import open_hash
from reviews_site.crypto.keyring import KeyringError
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class UserManager(BaseUserManager["User"]):
    """Finds and makes users by their e-mail address in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Insert a user; without a password nobody can sign in as them."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(force_insert=True, using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Its public face is the profile; its `groups` and permissions are what django-guardian reads."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField("e-mail address", db_comment="in lower case; seen by its owner and the site worker only")
    # Sealed under the pepper, the hash is longer than Django's 128 characters.
    password = models.CharField(max_length=255, db_comment="Argon2id, sealed under the pepper")
    is_active = models.BooleanField(default=True, db_comment="false: can't sign in, rows stay")
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    # Chosen at signup, and by no login of the site's ever changed: to move is to join elsewhere.
    home_region = HomeRegionField()

    # Class attributes instead of the mixin's column: an injected UPDATE has nothing to turn on.
    is_superuser = False
    is_staff = False

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    data_subject = SubjectPath("id")
    privacy = classified(Privacy.PERSONAL, regular="home_region", secret="password")

    class Meta:
        constraints = [
            # The two together make the address unique whatever its case, with the one index that sign-in looks up by.
            models.UniqueConstraint(
                fields=["email"],
                name="accounts_user_email_unique",
                violation_error_message="This address can't be used for a new account.",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower(F("email"))),
                name="accounts_user_email_lower_case",
                violation_error_message="Write the e-mail address in lower case.",
            ),
        ]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What ties a session to the password: the hash inside, which stays when the pepper rotates."""
        try:
            tied = open_hash(self.password)
        except (Tampered, KeyringError, ValueError, IndexError):
            tied = self.password
        return salted_hmac("accounts.session", tied, secret=secret, algorithm="sha256").hexdigest()

    def __str__(self) -> str:
        return f"user {self.pk}"
