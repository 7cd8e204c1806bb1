"""Accounts, which sign in by e-mail address. There is no column that could make somebody staff or a superuser."""

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
    """Creates and finds users by their e-mail address in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Insert a user. Without a password nobody can sign in by one."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(force_insert=True, using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account. What others see of it is its profile. django-guardian reads its `groups` and permissions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField("e-mail address", db_comment="in lower case; seen by its owner and a worker only")
    # Sealed under the pepper, the hash is longer than Django's 128 characters.
    password = models.CharField(max_length=255, db_comment="Argon2id, sealed under the pepper")
    is_active = models.BooleanField(default=True, db_comment="false: can't sign in; the rows stay")
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    unread_count = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, db_comment="unread notifications; triggers count them"
    )
    # Chosen at sign-up. No login of the site may change it: people who move join elsewhere.
    home_region = HomeRegionField()

    # Class attributes in place of the mixin's column, so that an injected UPDATE has nothing to turn on.
    is_superuser = False
    is_staff = False

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    data_subject = SubjectPath("id")
    privacy = classified(Privacy.PERSONAL, regular="unread_count home_region", secret="password")

    class Meta:
        constraints = [
            # Together they make the address unique whatever its case, with the one index that sign-in uses.
            models.UniqueConstraint(fields=["email"], name="accounts_user_email_unique"),
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="accounts_user_email_lower_case"),
        ]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie sessions to the password's inner hash, which stays the same when the pepper rotates."""
        try:
            password_hash = open_hash(self.password)
        except (Tampered, KeyringError, ValueError, IndexError):
            password_hash = self.password
        return salted_hmac("accounts.session", password_hash, secret=secret, algorithm="sha256").hexdigest()

    def __str__(self) -> str:
        return f"user {self.pk}"
