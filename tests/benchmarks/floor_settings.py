"""Settings of the floors: the same apps, stores and template engine. `floor_wsgi.py` takes the middlewares away."""

from reviews_site.settings import base
from tests.benchmarks import settings

globals().update({name: value for name, value in vars(settings).items() if name.isupper()})

ROOT_URLCONF = "tests.benchmarks.floors"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [base.BASE_DIR / "tests" / "benchmarks" / "templates"],
    }
]
