"""What can be allowed, as `resource:action`. A closed list: code asks for a member, never for a string."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that someone may do."""

    REVIEW_POST = "review:post"
    PROFILE_EDIT = "profile:edit"
    VERIFICATION_START = "verification:start"
    OWNERS_GRANT = "owners:grant"
    EVENTS_MEND = "events:mend"
