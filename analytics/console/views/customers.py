"""One customer's masked record, for customer support."""

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.exceptions import TooManyRecords
from accounts.selectors.support import CustomerRecord, customer_record, note_customer_lookup
from accounts.step_up import recent_authentication_required
from analytics.console.gate import ConsoleRequest, permission_required
from reviews_site.audit.log import record
from reviews_site.policy import Permission
from reviews_site.web.form_fields import WordsField


class CustomerForm(forms.Form):
    """The whole address, as the customer says it, and what they want."""

    address = forms.EmailField(label="Customer’s e-mail", help_text="The complete address.")
    reason = WordsField(max_length=200, help_text="What the customer asked for. This is logged with your name.")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.CUSTOMER_READ)
@recent_authentication_required
@sensitive_post_parameters("address")
def page(request: ConsoleRequest) -> HttpResponse:
    """The form, and on POST the record; the address stays out of the page's own address."""
    form = CustomerForm(request.POST if request.method == "POST" else None)
    shown: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            shown |= {"found": _looked_up(request, form), "is_answered": True}
        except TooManyRecords as problem:
            form.add_error(None, str(problem))
    return render(request, "console/customer.html", shown)


def _looked_up(request: ConsoleRequest, form: CustomerForm) -> CustomerRecord | None:
    reader_id = request.staff.user_id
    with transaction.atomic(durable=True):
        lookup = note_customer_lookup(form.cleaned_data["address"], reader_id=reader_id)
        detail = {"reason": form.cleaned_data["reason"]}
        record("customer.looked_up", actor_id=reader_id, object_id=lookup, detail=detail)
    return customer_record(lookup)
