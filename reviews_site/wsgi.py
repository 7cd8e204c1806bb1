"""The WSGI entry of the web process. The site lies at the root of its host, whatever a request says."""

from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

# By these a server says that the site lies below another path. Clients can send some of them as headers.
_MOUNT_NAMES = ("SCRIPT_URL", "REDIRECT_URL", "HTTP_SCRIPT_NAME", "HTTP_PATH_INFO")
_site = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer a request by the path of its request line alone."""
    for name in _MOUNT_NAMES:
        environ.pop(name, None)
    environ.update(SCRIPT_NAME="")
    return _site(environ, start_response)
