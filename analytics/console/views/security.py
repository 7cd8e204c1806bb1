"""What somebody of the company signs in with, where, and what happened: the site's views, behind the console's gate.

They work on this realm's tables, key and origin (`reviews_site/settings/realms.py`), and their routes have the names
under which they know each other.
"""

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.step_up import recent_authentication_required
from accounts.views import allauth_pages, factors, reauthentication
from accounts.views import security as shared
from analytics.console.gate import permission_required
from reviews_site.policy import Permission
from reviews_site.web.access import View


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
# Signs in whoever of the company the passkey names.
sign_in_by_passkey = allauth_pages.sign_in_by_passkey
