"""The Django app of the models' room."""

from django.apps import AppConfig


class MlmodelsConfig(AppConfig):
    """Tables of what models derive, in the schema `derived` of the analytical store."""

    name = "mlmodels"
    label = "mlmodels"
