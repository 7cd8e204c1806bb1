"""Stores: which aliases this process has, and the login behind each. Broker, cache and object store by URL too."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from reviews_site.processes import Process
from reviews_site.settings import env
from reviews_site.valkey import connect_to_valkey

URL_NAMES = {"default": "DATABASE_DEFAULT_URL", "vault": "DATABASE_VAULT_URL", "analytical": "DATABASE_ANALYTICAL_URL"}

# Of a store that may be a Citus cluster.
_ENGINES = {"DATABASE_ANALYTICAL_URL": "reviews_site.analytical_engine"}


def database(url: str, name: str) -> dict[str, Any]:
    """Django's dictionary for one PostgreSQL URL, `postgresql://login:password@host:port/database?option=value`.

    A socket's folder stands percent-encoded in the host's place.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like postgresql://login:password@host:5432/database.")
    options: dict[str, Any] = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": _ENGINES.get(name, "django.db.backends.postgresql"),
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.netloc.rpartition("@")[2].partition(":")[0]),
        "PORT": parts.port or 5432,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"connect_timeout": 5, **options},
        "ATOMIC_REQUESTS": False,
    }


def databases(process: Process) -> dict[str, dict[str, Any]]:
    """The aliases that `process` has. One that it may not reach does not exist; `default` is then Django's dummy."""
    found: dict[str, dict[str, Any]] = {"default": {}}
    for store in process.logins:
        name = URL_NAMES[store]
        found[store] = database(env.required(name, f"the {process.name} process reaches this store."), name)
        if process.kind == "service":
            # Each thread keeps its connection, and asks at each request whether it still works (ADR 7).
            found[store].update(CONN_MAX_AGE=3600, CONN_HEALTH_CHECKS=True)
    return found


def people(process: Process) -> dict[str, str]:
    """The libpq URLs of the people's logins that `process` holds: plain connections, no aliases of Django's."""
    asked = f"the {process.name} process asks under this login."
    return {login: env.required(f"DATABASE_AS_{login.upper()}_URL", asked) for login in process.people}


def caches(process: Process) -> dict[str, dict[str, Any]]:
    """Valkey when there is a URL; otherwise a cache of this process's own memory."""
    url = env.optional("CACHE_URL")
    if not url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    return {
        "default": {
            "BACKEND": "reviews_site.counters.Counters",
            "LOCATION": url,
            # The process's own user of Valkey reaches keys under its name only.
            "KEY_PREFIX": process.name,
            "OPTIONS": {
                **{"socket_timeout": 2, "socket_connect_timeout": 2, "redis_connect_func": connect_to_valkey},
                "serializer": "reviews_site.counters.NumbersOnly",
            },
        }
    }


def storages(default_folder: str) -> dict[str, dict[str, Any]]:
    """Files below `default_folder`, or an S3-compatible store by OBJECT_STORE_URL (`s3://key:secret@host/bucket`)."""
    static = {"BACKEND": "reviews_site.web.static_files.CachedManifestStaticFilesStorage"}
    url = env.optional("OBJECT_STORE_URL")
    if not url:
        files = {"BACKEND": "reviews_site.objects.RegionalFileStorage", "OPTIONS": {"location": default_folder}}
        return {"default": files, "staticfiles": static}
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.path.strip("/"):
        raise ImproperlyConfigured("OBJECT_STORE_URL must look like s3://key:secret@host/bucket.")
    options = {
        "endpoint_url": f"https://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
        "bucket_name": parts.path.strip("/"),
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "querystring_auth": True,
    }
    return {"default": {"BACKEND": "reviews_site.buckets.RegionalS3Storage", "OPTIONS": options}, "staticfiles": static}
