"""What can be allowed, as `resource:action`. A closed list: code asks for a member, never for a string."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that someone may do."""

    REVIEW_POST = "review:post"
    PROFILE_EDIT = "profile:edit"
    VERIFICATION_START = "verification:start"
    OWNERS_GRANT = "owners:grant"
    TABLE_CODES_MAKE = "table_codes:make"
    EVENTS_MEND = "events:mend"
    CONSOLE_OPEN = "console:open"
    CUSTOMER_READ = "customer:read"
    CATALOGUE_READ = "catalogue:read"
    ROWS_READ = "rows:read"
    ROWS_COMPARE = "rows:compare"
    DATASET_REQUEST = "dataset:request"
    DATASET_DECIDE = "dataset:decide"
    DATASET_ACCEPT = "dataset:accept"
    DATASET_WITHDRAW = "dataset:withdraw"
    LOADS_READ = "loads:read"
    EVENTS_REPLAY = "events:replay"
    ACCESS_READ = "access:read"
    APPEAL_READ = "appeal:read"
    APPEAL_PROPOSE = "appeal:propose"
    APPEAL_DECIDE = "appeal:decide"
    RECEIPT_CHECK = "receipt:check"
    PHOTO_COMPARE = "photo:compare"
    REPLY_CHECK = "reply:check"
    STAFF_ASSIGN = "staff:assign"
