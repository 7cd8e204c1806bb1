"""Grants on restaurants' teams: `web` reads them, and changes them by functions that look at who asks.

It reads digests of secrets, and no secret: those stand in mails alone, which it can't read.
"""

WEB = dict.fromkeys(
    ("public.restaurants_teammember", "public.restaurants_teaminvitation", "public.restaurants_teamevent"), "SELECT"
)
WEB_FUNCTIONS = frozenset(
    {
        "public.restaurants_may(uuid, uuid, text)",
        "public.restaurants_invite_to_team(uuid, uuid, text, text)",
        "public.restaurants_confirm_team_invitation(uuid, text)",
        "public.restaurants_accept_team_invitation(uuid, text)",
        "public.restaurants_change_team_role(uuid, uuid, text)",
        "public.restaurants_remove_from_team(uuid, uuid)",
        "public.restaurants_revoke_team_invitation(uuid, uuid)",
        "public.restaurants_is_affiliated(uuid, uuid)",
        "public.restaurants_note_guest_cards(uuid, uuid)",
    }
)
# The worker makes the secrets, and reads no table of these.
MAIL_FUNCTIONS = frozenset({"public.restaurants_take_team_mail()", "public.restaurants_delete_old_team_rows()"})
# It knows that two accounts are one person, and learns nothing of a team.
IDENTITY_FUNCTIONS = frozenset({"public.restaurants_remember_affiliations(uuid, uuid)"})
PRIVACY = {"public.restaurants_teaminvitation": "SELECT (id, address), DELETE"}
