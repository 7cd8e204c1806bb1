"""What somebody of the company signs in with, where, and what happened: the site's views, behind the console's gate.

They work on this face's tables, key and origin (`reviews_site/settings/realms.py`), and their routes have the names
under which they know each other.
"""

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.step_up import recent_authentication_required
from accounts.views import allauth_pages, factors, reauthentication
from accounts.views import security as shared
from analytics.console.gate import View, permission_required
from reviews_site.policy import Permission
from reviews_site.web.access import public


def _for_staff(view: View) -> View:
    """A view of the site, for anybody who passes the gate."""

    @wraps(view)
    def here(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        return view(request, *args, **named)

    return permission_required(Permission.CONSOLE_OPEN)(here)


page = _for_staff(shared.security)
activity = _for_staff(shared.activity)
end_session = _for_staff(shared.end_session)
end_others = _for_staff(shared.end_others)
confirm = _for_staff(reauthentication.reauthenticate)
add_passkey = _for_staff(factors.add_passkey)
rename_passkey = _for_staff(factors.rename_passkey)
add_app = _for_staff(factors.add_app)
remove_factor = _for_staff(factors.remove)
change_password = _for_staff(recent_authentication_required(allauth_pages.change_password))


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("credential")
def sign_in_by_passkey(request: HttpRequest) -> HttpResponseBase:
    """To a script, what the browser is to be asked; then signs in whoever of the company the passkey names."""
    return allauth_pages.sign_in_by_passkey(request)
