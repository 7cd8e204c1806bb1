"""Who may do what, as a table that a lawyer can read. What the state of things allows is decided in `decide`."""

from enum import StrEnum

from reviews_site.policy.permissions import Permission


class Role(StrEnum):
    """A part that someone plays. Owning a restaurant is none: an object permission says so, place by place."""

    VISITOR = "visitor"
    MEMBER = "member"
    OPERATOR = "operator"


ROLES: dict[Role, frozenset[Permission]] = {
    # Anyone, signed in or not.
    Role.VISITOR: frozenset(),
    # Signed in with a confirmed e-mail address.
    Role.MEMBER: frozenset({Permission.REVIEW_POST, Permission.PROFILE_EDIT, Permission.VERIFICATION_START}),
    # A command run by the people who run the site.
    Role.OPERATOR: frozenset({Permission.OWNERS_GRANT, Permission.EVENTS_MEND}),
}
