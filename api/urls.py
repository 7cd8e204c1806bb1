"""The routes of the API, below `/api/`. None ends with a slash, and none leads elsewhere."""

from django.urls import path

from api.views import (
    changes,
    claims,
    guest_numbers,
    hours,
    menus,
    own,
    own_writing,
    planning_notes,
    reference,
    replies,
    reply_templates,
    restaurants,
    reviews,
    suggestions,
    team_claims,
    teams,
    tokens,
    webhooks,
)
from restaurants.menus.content import MAX_MENU_BYTES
from reviews_site.web.bodies import accepts

_TEAM = "v1/restaurants/<slug:slug>"
_CLAIM = "v1/me/claims/<uuid:claim_id>"
_SUGGESTION = f"{_TEAM}/suggestions/<uuid:suggestion_id>"
_REPLY = f"{_TEAM}/reviews/<uuid:review_id>/reply"
_TEMPLATE = f"{_TEAM}/reply-templates/<uuid:template_id>"
_WEBHOOK = f"{_TEAM}/webhooks/<uuid:webhook_id>"

app_name = "api"
urlpatterns = [
    path("", reference.reference, name="reference"),
    path("v1/openapi.json", reference.OpenApiDocument.as_view(), name="openapi"),
    path("v1/restaurants", restaurants.Restaurants.as_view(), name="restaurants"),
    path("v1/restaurants/<slug:slug>", restaurants.OneRestaurant.as_view(), name="restaurant"),
    path("v1/restaurants/<slug:slug>/menu", restaurants.RestaurantMenu.as_view(), name="menu"),
    path("v1/restaurants/<slug:slug>/photos", restaurants.RestaurantPhotos.as_view(), name="photos"),
    path("v1/restaurants/<slug:slug>/reviews", reviews.Reviews.as_view(), name="reviews"),
    path("v1/restaurants/<slug:slug>/reviews/<uuid:review_id>", reviews.OneReview.as_view(), name="review"),
    path("v1/restaurants/<slug:slug>/guest-numbers", guest_numbers.GuestNumbers.as_view(), name="guest_numbers"),
    path("v1/popular/restaurants", restaurants.PopularPlaces.as_view(), name="popular"),
    path("v1/changes", changes.Changes.as_view(), name="changes"),
    path("v1/me", own.Me.as_view(), name="me"),
    path("v1/me/reviews", own_writing.WriteReviews.as_view(), name="own_reviews"),
    path("v1/me/reviews/<slug:slug>", own_writing.WriteReview.as_view(), name="own_review"),
    path("v1/me/drafts", own_writing.Drafts.as_view(), name="drafts"),
    path("v1/me/drafts/<slug:slug>", own_writing.Draft.as_view(), name="draft"),
    path("v1/me/suggestions", suggestions.OwnSuggestionList.as_view(), name="own_suggestions"),
    path("v1/me/suggestions/<uuid:suggestion_id>", suggestions.OneOwnSuggestion.as_view(), name="own_suggestion"),
    path("v1/me/claims", claims.OwnClaimList.as_view(), name="own_claims"),
    path(_CLAIM, claims.OneClaim.as_view(), name="own_claim"),
    path(f"{_CLAIM}/code", claims.CodeOfClaim.as_view(), name="claim_code"),
    path(f"{_CLAIM}/new-code", claims.NewCodeOfClaim.as_view(), name="claim_new_code"),
    path("v1/popular/dishes", restaurants.PopularDishList.as_view(), name="popular_dishes"),
    path("v1/me/restaurants", teams.OwnRestaurants.as_view(), name="own_restaurants"),
    path(f"{_TEAM}/team", teams.Team.as_view(), name="team"),
    path(f"{_TEAM}/dashboard", teams.Dashboard.as_view(), name="dashboard"),
    path(f"{_TEAM}/hours", hours.OpeningHours.as_view(), name="hours"),
    path(f"{_TEAM}/profile", teams.Profile.as_view(), name="profile"),
    path(f"{_TEAM}/menu/draft", accepts(MAX_MENU_BYTES)(menus.MenuDraft.as_view()), name="menu_draft"),
    path(f"{_TEAM}/menu/publish", menus.PublishMenu.as_view(), name="menu_publish"),
    path(f"{_TEAM}/team-reviews", replies.TeamReviews.as_view(), name="team_reviews"),
    path(_REPLY, replies.ReplyToReview.as_view(), name="reply"),
    path(f"{_TEAM}/reply-templates", reply_templates.ReplyTemplates.as_view(), name="reply_templates"),
    path(_TEMPLATE, reply_templates.OneReplyTemplate.as_view(), name="reply_template"),
    path(f"{_TEAM}/planning-notes", planning_notes.PlanningNotes.as_view(), name="planning_notes"),
    path(f"{_TEAM}/planning-notes/<uuid:note_id>", planning_notes.OnePlanningNote.as_view(), name="planning_note"),
    path(f"{_TEAM}/suggestions", suggestions.SuggestionsForTeam.as_view(), name="team_suggestions"),
    path(f"{_SUGGESTION}/decision", suggestions.DecisionOnSuggestion.as_view(), name="team_suggestion"),
    path(f"{_TEAM}/claim-ways", claims.ClaimWaysOfRestaurant.as_view(), name="claim_ways"),
    path(f"{_TEAM}/claims", team_claims.ClaimsToRestaurant.as_view(), name="claims_to_restaurant"),
    path(f"{_TEAM}/claims/<uuid:claim_id>/answer", team_claims.AnswerToClaim.as_view(), name="claim_answer"),
    path(f"{_TEAM}/give-up", team_claims.GiveUp.as_view(), name="give_up"),
    path(f"{_TEAM}/webhooks", webhooks.WebhookList.as_view(), name="webhooks"),
    path(_WEBHOOK, webhooks.OneWebhook.as_view(), name="webhook"),
    path(f"{_WEBHOOK}/secret", webhooks.RenewedSecret.as_view(), name="webhook_secret"),
    path(f"{_WEBHOOK}/test", webhooks.SendTestMessage.as_view(), name="webhook_test"),
    path(f"{_REPLY}/check", replies.AskAboutReply.as_view(), name="reply_check"),
]

# Below `/security/`, with the other things that act for an account.
token_urlpatterns = [
    path("", tokens.tokens, name="list"),
    path("new/", tokens.new_token, name="new"),
    path("<uuid:token_id>/revoke/", tokens.revoke, name="revoke"),
]
