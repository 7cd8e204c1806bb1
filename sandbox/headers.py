"""The security headers of both programs' pages: nothing inline, nothing from elsewhere, nothing kept in caches."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action {form_action}"
)


def content_security_policy(*form_targets: str) -> str:
    """The policy; `form_targets` are the origins, besides its own, that a form on the page may lead to."""
    return POLICY.format(form_action=" ".join(("'self'", *form_targets)))


def security_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that sets the headers which the view has not set itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", content_security_policy())
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
