"""What a token of the API may do. A token never does more than its person may: these narrow it. Pure, no I/O."""

from enum import StrEnum

from reviews_site.policy.teams import TeamPermission


class Scope(StrEnum):
    """One thing that a program may do in a person's name."""

    PROFILE_READ = "profile:read"
    REVIEWS_READ = "reviews:read"
    REVIEWS_WRITE = "reviews:write"
    DRAFTS_WRITE = "drafts:write"
    SUGGESTIONS_WRITE = "suggestions:write"
    CLAIMS_WRITE = "claims:write"
    GUEST_NUMBERS_READ = "guest_numbers:read"
    GUEST_NUMBERS_WRITE = "guest_numbers:write"
    DASHBOARD_READ = "dashboard:read"
    TEAM_READ = "team:read"
    PAGE_WRITE = "page:write"
    REPLIES_WRITE = "replies:write"
    WEBHOOKS_WRITE = "webhooks:write"


# What each lets a program do, as the page on which tokens are made says it.
SCOPE_WORDS: dict[Scope, str] = {
    Scope.PROFILE_READ: "Read your pen name, your languages and whether you are confirmed",
    Scope.REVIEWS_READ: "Read the reviews that you wrote",
    Scope.REVIEWS_WRITE: "Post, edit and withdraw your reviews",
    Scope.DRAFTS_WRITE: "Read, save and delete your drafts",
    Scope.SUGGESTIONS_WRITE: "Suggest changes to pages of restaurants, and read what became of them",
    Scope.CLAIMS_WRITE: "Claim restaurants in your name, and read how far your claims are",
    Scope.GUEST_NUMBERS_READ: "Read the guest numbers and planned days of restaurants for which you enter them",
    Scope.GUEST_NUMBERS_WRITE: "Enter and correct guest numbers of these restaurants, as a till does; plan their days",
    Scope.DASHBOARD_READ: "Read which restaurants you work with, and their dashboards",
    Scope.TEAM_READ: "Read who is on their teams",
    Scope.PAGE_WRITE: "Read and change their profiles, hours and menus, and decide what guests suggest",
    Scope.REPLIES_WRITE: "Read, write and delete their replies to reviews, and texts to start them from",
    Scope.WEBHOOKS_WRITE: "Have addresses told what happens at restaurants that you own, and make their secrets",
}
# Of a restaurant's team: which permission on the restaurant a person needs beside the scope.
TEAM_SCOPES: dict[Scope, TeamPermission] = {
    Scope.GUEST_NUMBERS_READ: TeamPermission.ENTER_GUEST_NUMBERS,
    Scope.GUEST_NUMBERS_WRITE: TeamPermission.ENTER_GUEST_NUMBERS,
    Scope.DASHBOARD_READ: TeamPermission.VIEW_DASHBOARD,
    Scope.TEAM_READ: TeamPermission.VIEW_DASHBOARD,
    Scope.PAGE_WRITE: TeamPermission.CHANGE_PAGE,
    Scope.REPLIES_WRITE: TeamPermission.REPLY_TO_REVIEWS,
    Scope.WEBHOOKS_WRITE: TeamPermission.MANAGE_TEAM,
}
# Of these a token for one restaurant reaches that restaurant's part; of the others nothing.
OF_ONE_RESTAURANT = frozenset(
    {Scope.REVIEWS_READ, Scope.REVIEWS_WRITE, Scope.DRAFTS_WRITE, Scope.SUGGESTIONS_WRITE, *TEAM_SCOPES}
)
MAX_LIVE_TOKENS = 20
# The longest is a year, which the database sees to.
TOKEN_DAYS = (30, 90, 365)
