"""The WSGI entry of the floors. Its middlewares go only after the start, because allauth's app asks for its own."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup(set_prefix=False)
settings.MIDDLEWARE = []
application = WSGIHandler()
