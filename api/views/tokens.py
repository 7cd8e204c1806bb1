"""The pages on which people make, see and revoke the tokens of their programs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import api_tokens as actions
from accounts.devices import device_of
from accounts.exceptions import TooManyTokens
from accounts.requests import SignedInRequest
from accounts.selectors.api_tokens import own_tokens
from accounts.step_up import recent_authentication_required
from api.token_forms import TokenForm
from restaurants.selectors.owners import managed_restaurants
from reviews_site.policy.scopes import SCOPE_WORDS, Scope


@require_safe
def tokens(request: SignedInRequest) -> HttpResponse:
    """The tokens that work, with what each may do, until when, and when it was last used."""
    rows = [(token, [SCOPE_WORDS[Scope(scope)] for scope in token.scopes]) for token in own_tokens(request.user)]
    names = {str(each.pk): each.name for each in managed_restaurants(request.user)} if rows else {}
    shown = [(token, words, names.get(str(token.restaurant_id), "")) for token, words in rows]
    return render(request, "api/tokens.html", {"tokens": shown})


@recent_authentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_token(request: SignedInRequest) -> HttpResponseBase:
    """Makes a token, and shows it this once."""
    data = request.POST if request.method == "POST" else None
    form = TokenForm(data, restaurants=managed_restaurants(request.user))
    if data is not None and form.is_valid():
        chosen = form.cleaned_data
        try:
            token = actions.create(
                name=chosen["name"],
                scopes=[Scope(scope) for scope in chosen["scopes"]],
                days=chosen["days"],
                restaurant_id=UUID(chosen["restaurant"]) if chosen.get("restaurant") else None,
                by=request.user,
                device=device_of(request),
            )
        except TooManyTokens as problem:
            form.add_error(None, str(problem))
        else:
            return render(request, "api/token_made.html", {"token": token, "name": chosen["name"]})
    return render(request, "api/token_new.html", {"form": form})


@require_POST
def revoke(request: SignedInRequest, token_id: UUID) -> HttpResponse:
    """Ends a token at once. Of another person's it says the same as of one that has ended."""
    if actions.revoke(token_id=token_id, by=request.user, device=device_of(request)):
        messages.success(request, "Revoked. Programs that use this token are refused from now on.")
    else:
        messages.info(request, "That token has ended already.")
    return redirect("tokens:list")
