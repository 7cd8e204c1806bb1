"""The rows of the transactional store that an erasure deletes or changes, for the grants of the worker `privacy`."""

# People who asked for the erasure of their account, until it is erased.
ASKED = (
    "EXISTS (SELECT FROM public.privacy_rights_erasurerequest AS asked WHERE asked.user_id = {column}"
    " AND asked.state IN ('asked', 'waiting', 'erasing'))"
)
# Tables in which the worker `privacy` finds rows by the id of the account. It reads no other column.
BY_ACCOUNT = (
    *("accounts_profile", "accounts_consent", "accounts_securityevent", "accounts_session", "mfa_authenticator"),
    *("accounts_apitoken", "accounts_apirequest"),
    *("accounts_verificationstatus", "accounts_verificationwithdrawal", "accounts_verificationappeal"),
    *("accounts_user_groups", "accounts_user_user_permissions"),
    *("guardian_userobjectpermission", "restaurants_restaurantuserobjectpermission", "restaurants_reviewdraft"),
    *("restaurants_helpfulvote", "restaurants_follow"),
    *("restaurants_notification", "restaurants_notificationchoice", "restaurants_quiethours"),
    "restaurants_teamedit",
    *("restaurants_teammember", "restaurants_teamevent", "restaurants_claim"),
    "restaurants_suggestion",
)
# Other tables from which an erasure deletes rows, so that `vacuum` rewrites their files.
ALSO_VACUUMED = (
    *("accounts_user", "account_emailaddress", "account_emailconfirmation", "privacy_rights_exportrequest"),
    *("accounts_verificationrequest", "accounts_verificationsession", "accounts_abandonedsession"),
    *("accounts_outgoingmail", "outbox_event", "restaurants_review"),
    *("restaurants_reviewversion", "restaurants_withdrawnreview", "restaurants_photo"),
    *("restaurants_receipt", "restaurants_reply", "restaurants_replyversion", "restaurants_teaminvitation"),
    "restaurants_claimdocument",
    *("restaurants_savedlist", "restaurants_savedplace"),
)

_ASPECTS = ("food", "service", "value", "ambience")
STARS = "count, total, stars_1, stars_2, stars_3, stars_4, stars_5"
SUMS = ", ".join([STARS, *(f"{name}_count, {name}_total" for name in _ASPECTS)])
