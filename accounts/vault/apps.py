"""The app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "accounts.vault"
    label = "vault"
