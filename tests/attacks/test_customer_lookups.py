"""Attacks on customers' records with the console's own login: in bulk, without a line in the log, in another's name."""

import uuid
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, ProgramLimitExceeded

from accounts.models import CustomerLookup, User
from tests.accounts.users import member
from tests.analytics.staffing import employed
from tests.conftest import Login

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
NOTE, ANSWER = "SELECT public.note_customer_lookup(%s, %s)", "SELECT * FROM public.customer_record(%s)"
ADDRESS = "mia@example.org"
# What returns something and writes something, with the reason why nobody learns from it without a line.
WRITES_AND_RETURNS = {
    "public.note_customer_lookup": "the id of the lookup, and nothing of the customer",
    "public.vault_erase": "how many rows the caller deleted, which reads them anyway",
    "public.vault_transfer": "how many rows the caller changed, which reads them anyway",
    "public.audit_expire": "how many rows the sealer deleted, which reads them anyway",
    "governance.access_expire": "how many rows the sealer deleted, which reads them anyway",
    "public.appeal_notifications": "whom to mail: it marks so that nobody is mailed twice, and is no log",
    "public.restaurants_take_notification_mail": "whom to mail: it marks so that nobody is mailed twice, and is no log",
    "public.restaurants_make_notifications": "how many it made",
    "public.accounts_use_api_token": "whose token it is, for whoever sent its secret: it notes the day of its use",
    "public.console_alert_of_leak": "how many sessions of the reader it ended, for the watcher, which reads none",
    "governance.watch_honey": "how many alerts it raised, for the watcher, which reads no log",
    "governance.leak_count_hours": "how many hours it counted, for the watcher, which reads no log",
    "governance.leak_alert_raise": "whether it raised an alert, for the watcher, which named the reader",
    "governance.leak_alert_triage": "whether the alert was in that state: the caller reads alerts",
    "governance.privacy_spend": "whether the cost fits in the month",
    "governance.download_spend": "whether the rows fit in the day: whoever downloads them counts them anyway",
    "public.console_stopped_mails": "which logins wrote mails that were stopped, and what kind of thing was found",
    "public.console_mail_of_digest": "whether it mailed the week's digest, whose text the caller gave",
    "governance.access_carried": "whether it added the line that the caller gave",
    "governance.plant_honey_review": "the id of the row, for the owner of all tables",
    "public.restaurants_use_table_code": "whether it confirmed the visit: the caller knows code and review",
    "public.restaurants_decide_copied_photo": "whether the photo still waited: the caller has logged that it looked",
    "public.restaurants_decide_receipt": "whether the receipt still waited: the caller has logged that it looked",
    "public.restaurants_write_reply": "the state of the reply, for its team",
    "public.restaurants_ask_about_reply": "whether the reply was on hold, for its team",
    "public.restaurants_delete_reply": "whether there was a reply, for its team",
    "public.restaurants_save_reply_template": "the id of the template, for its team",
    "public.restaurants_delete_reply_template": "whether there was a template, for its team",
    "public.restaurants_add_planning_note": "the id of the note, for its team",
    "public.restaurants_change_planning_note": "the version of the note, for its team",
    "public.restaurants_lock_confirmed": "whether the person is confirmed, for functions: it locks the account",
    "public.restaurants_delete_planning_note": "whether there was a note, for its team",
    "public.restaurants_note_missed_forecasts": "how many days were new, for the relay",
    "public.restaurants_decide_reply": "whether the reply still waited: the caller reads those that do",
    "public.restaurants_save_menu_draft": "the version of the draft, for whoever writes it",
    "public.restaurants_publish_menu": "the version of the menu, which is public",
    "public.restaurants_change_profile": "the version of the profile, which is public",
    "public.restaurants_change_page_photo": "whether there was something to do, for the team of that page",
    "public.restaurants_change_hours": "the version of the profile, which is public",
    "public.restaurants_begin_profile_change": "whether the version is that, for the functions that change a profile",
    "public.restaurants_manages_team": "whether they may manage the team: it locks the place, and is for functions",
    "public.restaurants_invite_to_team": "whether they were invited, and who is on the team an owner sees anyway",
    "public.restaurants_confirm_team_invitation": "whether the secret of a mail was right, once",
    "public.restaurants_accept_team_invitation": "the restaurant, for whoever has the secret of a mail",
    "public.restaurants_change_team_role": "what became of it, for an owner who sees the team anyway",
    "public.restaurants_remove_from_team": "what became of it, for an owner who sees the team anyway",
    "public.restaurants_revoke_team_invitation": "what became of it, for an owner who sees the invitations anyway",
    "public.restaurants_make_till": "the id of the till, for its team",
    "public.restaurants_renew_till": "whether there was such a till, for its team",
    "public.restaurants_revoke_till": "whether there was such a till, for its team",
    "public.restaurants_receive_till_message": "whether there was room, which is so for a till that there is not too",
    "public.restaurants_note_guest_cards": "whether they may print cards, for whoever asks",
    "public.restaurants_make_webhook": "the id of the webhook, for its team",
    "public.restaurants_renew_webhook": "whether there was such a webhook, for its team",
    "public.restaurants_revoke_webhook": "whether there was such a webhook, for its team",
    "public.restaurants_ping_webhook": "whether there was such a webhook, for its team",
    "public.restaurants_resend_webhook": "whether there was such a message, for its team",
    "governance.erase_facts": "how many rows of the request were deleted, and none of them",
    "public.restaurants_begin_claim": "what became of it, and no claim of others",
    "public.restaurants_enter_claim_code": "whether the code was right, for whoever made the claim",
    "public.restaurants_ask_for_claim_code": "what became of it, for whoever made the claim",
    "public.restaurants_withdraw_claim": "what became of it, for whoever made the claim",
    "public.restaurants_answer_claim": "what became of it, for an owner who sees the claim anyway",
    "public.restaurants_give_up": "what became of it, for an owner",
    "public.restaurants_new_claim_code": "a code of no claim yet, for functions",
    "public.restaurants_print_claim_letter": "a code, once: the caller notes who printed it in the same transaction",
    "public.restaurants_list_claimed_place": "the place that it listed, for functions",
    "public.restaurants_grant_claim": "the place, for functions",
    "public.restaurants_take_claim_step": "what became of a step whose signature the caller has checked",
    "public.restaurants_suggest": "what became of it, and no suggestion of others",
    "public.restaurants_withdraw_suggestion": "what became of it, for whoever made the suggestion",
    "public.restaurants_decide_suggestion": "what became of it, for the team that decides",
    "public.restaurants_take_suggestion_step": "what became of a step whose signature the caller has checked",
    "public.restaurants_carry_out_suggestion": "what became of it, for functions",
    "public.restaurants_apply_suggestion": "the version of the page, for functions",
    "public.restaurants_lock_suggestion": "a waiting suggestion, for functions",
    "public.restaurants_keep_listing": "the version of the page, for functions",
    "public.restaurants_write_profile": "the version of the page, for functions",
    "public.restaurants_write_hours": "the version of the page, for functions",
    "public.restaurants_take_claim_mail": "whom to mail: it marks so that nobody is mailed twice, and is no log",
    "public.take_elevation_secret": "a sealed secret, once: who rolls it back can ask again, for whom it is made",
    "governance.gateway_ask": "whether the call goes on: whoever rolls it back is the gateway, and has the models",
    "governance.elevation_begin": "when it ends: the caller gets no row of it",
    "governance.elevation_terminate": "how many sessions of the login are left",
    "governance.elevations_over": "the logins that have to end",
    "public.restaurants_take_team_mail": "whom to mail: it marks so that nobody is mailed twice, and is no log",
}
_VOLATILE = """
SELECT nspname || '.' || proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND provolatile = 'v'
  AND prorettype NOT IN ('void'::regtype, 'trigger'::regtype)
  -- What an extension brings is PostgreSQL's own, and writes no line.
  AND NOT EXISTS (SELECT FROM pg_depend AS member WHERE member.objid = pg_proc.oid AND member.deptype = 'e')
"""


def noted(console: "psycopg.Connection[Any]", reader: User, address: str = ADDRESS) -> uuid.UUID:
    """Note a lookup as the console does."""
    (row,) = console.execute(NOTE, [address, reader.pk]).fetchall()
    return uuid.UUID(str(row[0]))


@COMMITTED
@pytest.mark.protection("customer_lookup_limit")
@pytest.mark.parametrize(("lookups", "readers"), [(31, 1), (201, 7)], ids=["by one", "by many"])
def test_customers_can_not_be_looked_up_in_bulk(login: Login, lookups: int, readers: int) -> None:
    member("mia")
    support = [employed(f"sue{number}", "customer_support") for number in range(readers)]
    console = login("default", "console")
    with pytest.raises(ProgramLimitExceeded):
        for number in range(lookups):
            noted(console, support[number % readers])


@COMMITTED
@pytest.mark.protection("customer_lookup_limit")
def test_lookups_that_were_noted_side_by_side_are_not_answered_in_bulk(login: Login) -> None:
    """Transactions that run at the same time do not see each other's lookups."""
    member("mia")
    sue = employed("sue", "customer_support")
    sessions = [login("default", "console") for _ in range(8)]
    lookups = []
    for console in sessions:
        console.execute("BEGIN")
        lookups += [noted(console, sue) for _ in range(4)]
    for console in sessions:
        console.execute("COMMIT")
    with pytest.raises(ProgramLimitExceeded):
        sessions[0].execute(ANSWER, [lookups[0]])


@COMMITTED
@pytest.mark.protection("customer_lookup_committed")
@pytest.mark.parametrize("inner", ["SELECT 1", "SAVEPOINT inside"])
def test_no_record_is_opened_in_a_transaction_that_is_rolled_back(login: Login, inner: str) -> None:
    member("mia")
    sue = employed("sue", "customer_support")
    console = login("default", "console")
    console.execute("BEGIN")
    console.execute(inner)
    lookup = noted(console, sue)
    with pytest.raises(InsufficientPrivilege):
        console.execute(ANSWER, [lookup])
    console.execute("ROLLBACK")
    assert not CustomerLookup.objects.exists()
    with pytest.raises(InsufficientPrivilege):
        console.execute(ANSWER, [lookup])


@COMMITTED
@pytest.mark.protection("customer_lookup_committed")
@pytest.mark.parametrize("when", ["before it is committed", "too late"])
def test_no_record_is_opened_by_a_lookup_of_another_time(login: Login, when: str) -> None:
    member("mia")
    sue = employed("sue", "customer_support")
    console, other = login("default", "console"), login("default", "console")
    console.execute("BEGIN")
    lookup = noted(console, sue)
    if when == "too late":
        console.execute("COMMIT")
        CustomerLookup.objects.update(created_at="2026-01-01T00:00:00Z")
    with pytest.raises(InsufficientPrivilege):
        other.execute(ANSWER, [lookup])


@COMMITTED
@pytest.mark.protection("customer_lookup_reader")
@pytest.mark.parametrize("role", ["", "security_engineer", "ended"])
def test_nobody_but_customer_support_opens_a_record(login: Login, role: str) -> None:
    member("mia")
    reader = member("sue")
    if role:
        reader = employed("ann", "customer_support" if role == "ended" else role)
        reader.staff_roles.filter(role="customer_support").update(ends_at="2026-01-01T00:00:00Z")
    with pytest.raises(InsufficientPrivilege):
        noted(login("default", "console"), reader)


@COMMITTED
@pytest.mark.protection("customer_record_mask")
@pytest.mark.parametrize("asked", [ADDRESS, "m%"])
def test_a_record_names_nobody_and_parts_of_an_address_find_nobody(login: Login, asked: str) -> None:
    user = member("mia")
    console = login("default", "console")
    lookup = noted(console, employed("sue", "customer_support"), asked)
    found = console.execute(ANSWER, [lookup]).fetchall()
    assert len(found) == (1 if asked == ADDRESS else 0)
    for secret in ("mia@", "Mia Heron", str(user.pk), user.password):
        assert secret not in str(found)


@pytest.mark.protection("customer_record_mask")
def test_the_console_reads_no_pen_name(login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        login("default", "console").execute("SELECT display_name FROM public.accounts_profile")


@pytest.mark.protection("no_answer_before_a_log")
@pytest.mark.parametrize("store", ["default", "vault", "analytical"])
def test_no_other_function_writes_a_line_and_answers_at_once(login: Login, store: str) -> None:
    """A function that may write, and returns something, can be called and rolled back."""
    found = {name for (name,) in login(store, "migrator").execute(_VOLATILE).fetchall()}
    assert not (found - WRITES_AND_RETURNS.keys()), sorted(found - WRITES_AND_RETURNS.keys())
