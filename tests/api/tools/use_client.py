"""Drives the API from end to end by a client that was generated from its document, in an environment of its own.

Arguments: the address, a diner's token, the token of a restaurant's owner, and the restaurant's slug.
"""

import sys
from datetime import UTC, datetime

from platemark_client import AuthenticatedClient, Client, models  # type: ignore[import-not-found]  # generated for the test
from platemark_client.api.a_restaurants_team import (  # type: ignore[import-not-found]  # the same
    change_profile,
    delete_reply,
    get_dashboard,
    get_menu_draft,
    get_profile,
    get_reply,
    get_team,
    list_own_restaurants,
    list_team_reviews,
    publish_menu,
    save_menu_draft,
    write_reply,
)
from platemark_client.api.changes import list_changes  # type: ignore[import-not-found]  # the same
from platemark_client.api.restaurants import (  # type: ignore[import-not-found]  # the same
    get_menu,
    get_restaurant,
    list_restaurants,
)
from platemark_client.api.reviews import list_reviews  # type: ignore[import-not-found]  # the same
from platemark_client.api.your_own import (  # type: ignore[import-not-found]  # the same
    edit_review,
    get_me,
    get_own_review,
    post_review,
    withdraw_review,
)

TEXT = "The soup was hot, the bread was fresh, and nobody hurried us."


def main(address: str, diner_token: str, owner_token: str, slug: str) -> None:
    """Go the whole way, and stop at the first answer that is not as it should be."""
    anybody = Client(base_url=address, raise_on_unexpected_status=True)
    diner, owner = (AuthenticatedClient(base_url=address, token=token) for token in (diner_token, owner_token))
    assert list_changes.sync(client=anybody).cursor
    assert slug in [
        row.slug for row in list_restaurants.sync(client=anybody, sort=models.ListRestaurantsSort("name")).items
    ]
    write_a_review(diner, slug)
    run_a_restaurant(owner, anybody, slug)
    leave_again(diner, owner, slug)


def write_a_review(diner: AuthenticatedClient, slug: str) -> None:
    """Post a review and edit it; a change that names another version is refused."""
    assert get_me.sync(client=diner).is_confirmed
    today = datetime.now(UTC).date()
    body = models.NewReviewInputRequest(restaurant=slug, rating=4, text=TEXT, visited_on=today)
    posted = [post_review.sync_detailed(client=diner, body=body, idempotency_key="one-and-only") for _ in range(2)]
    assert [answer.status_code for answer in posted] == [201, 201]
    assert posted[0].parsed == posted[1].parsed
    etag = get_own_review.sync_detailed(slug, client=diner).headers["ETag"]
    change = models.ReviewInputRequest(rating=2, text=f"{TEXT} Again.", visited_on=today)
    assert edit_review.sync(slug, client=diner, body=change, if_match=etag).version == 2
    refused = edit_review.sync(slug, client=diner, body=change, if_match=etag)
    assert isinstance(refused, models.Problem) and refused.status == 412


def run_a_restaurant(owner: AuthenticatedClient, anybody: Client, slug: str) -> None:
    """Change the profile, write and publish a menu, and reply."""
    assert [row.slug for row in list_own_restaurants.sync(client=owner).items] == [slug]
    assert get_team.sync(slug, client=owner).is_owner and get_dashboard.sync(slug, client=owner).day
    etag = get_profile.sync_detailed(slug, client=owner).headers["ETag"]
    texts = {"description": "Fish from the lake.", "phone": "", "website": "", "wheelchair": "yes"}
    profile = models.ProfileInputRequest.from_dict(texts)
    assert change_profile.sync(slug, client=owner, body=profile, if_match=etag).version == 1
    assert get_restaurant.sync(slug, client=anybody).description == "Fish from the lake."
    sections = [{"title": "Starters", "dishes": [{"name": "Clear soup", "price": "4.20"}]}]
    menu = models.MenuInputRequest.from_dict({"currency": "EUR", "price_level": 2, "sections": sections})
    etag = get_menu_draft.sync_detailed(slug, client=owner).headers["ETag"]
    assert save_menu_draft.sync(slug, client=owner, body=menu, if_match=etag).version == 1
    etag = get_menu_draft.sync_detailed(slug, client=owner).headers["ETag"]
    assert publish_menu.sync(slug, client=owner, if_match=etag).version == 1
    assert get_menu.sync(slug, client=anybody).sections[0].dishes[0].name == "Clear soup"
    (row,) = list_team_reviews.sync(slug, client=owner, unanswered=models.ListTeamReviewsUnanswered("true")).items
    reply = models.ReplyInputRequest(text="Thank you. The soup is on the menu until March.")
    assert write_reply.sync(slug, row.review.id, client=owner, body=reply).state == "published"
    (shown,) = list_reviews.sync(slug, client=anybody).items
    assert shown.reply.text == reply.text


def leave_again(diner: AuthenticatedClient, owner: AuthenticatedClient, slug: str) -> None:
    """Delete the reply and withdraw the review."""
    (row,) = list_team_reviews.sync(slug, client=owner).items
    etag = get_reply.sync_detailed(slug, row.review.id, client=owner).headers["ETag"]
    assert delete_reply.sync_detailed(slug, row.review.id, client=owner, if_match=etag).status_code == 204
    etag = get_own_review.sync_detailed(slug, client=diner).headers["ETag"]
    assert withdraw_review.sync_detailed(slug, client=diner, if_match=etag).status_code == 204


if __name__ == "__main__":
    main(*sys.argv[1:])
