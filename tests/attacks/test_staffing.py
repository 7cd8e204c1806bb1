"""Attacks on company roles: by oneself, alone, with another's or an old proof, with injected rows, past the review."""

import json
import time
from datetime import timedelta

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts.actions import signed_actions
from accounts.enums import ActionOutcome, RoleChange, SignatureKind
from accounts.models import RoleProposal, SignedAction, StaffRole, User
from accounts.selectors import company_roles_of
from accounts.staffing import signatures, worker
from accounts.staffing.canonical_form import digest_of
from demo.staff import code_at
from reviews_site.ids import uuid7
from tests.accounts.passkeys import Passkey, with_passkey
from tests.accounts.test_staffing import ORIGIN, STEP, Engineer, outcome_of
from tests.accounts.users import member
from tests.analytics.staffing import at_the_console
from tests.conftest import Login, playing

ONE = pytest.mark.django_db
BOTH = pytest.mark.django_db(databases=["default", "analytical"])
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
HOST = "console.localhost"


def asking(by: User, about: User, role: str = "executive") -> RoleProposal:
    """What somebody asks for, without its proof."""
    ends_at = timezone.now() + timedelta(days=30)
    return RoleProposal(
        actor_id=by.pk, change=RoleChange.GRANT, address=about.email, role=role, ends_at=ends_at, reason="an attack"
    )


def with_code(act: SignedAction, secret: str, *, at: float | None = None) -> SignedAction:
    """Put a code under it."""
    act.signature_kind = SignatureKind.CODE
    act.signature = signatures.code_signature(code_at(secret, int(at or time.time())), digest_of(act))
    return act


def signed(act: RoleProposal, passkey: Passkey, by: User, of: RoleProposal | None = None) -> RoleProposal:
    """Put a passkey's signature under it: of this act, or of another."""
    act.signature_kind = SignatureKind.PASSKEY
    act.signature = json.dumps(passkey.used(digest_of(of or act), ORIGIN, by))
    return act


def settled() -> None:
    """What the worker does."""
    with playing("staffing"):
        worker.decide_waiting()


@ONE
@pytest.mark.protection("staffing_own_role_refused")
def test_nobody_gives_themselves_a_role_even_with_a_valid_signature() -> None:
    olga = Engineer("olga")
    assert outcome_of(olga.proposes(RoleChange.GRANT, olga.user, "executive")).state == ActionOutcome.REFUSED


@ONE
@pytest.mark.protection("staffing_second_person")
def test_nobody_is_their_own_second_person() -> None:
    olga, mia = Engineer("olga"), member("mia")
    asked = olga.proposes(RoleChange.GRANT, mia, "data_engineer")
    outcome_of(asked)
    assert outcome_of(olga.decides(asked)).state == ActionOutcome.REFUSED


@COMMITTED
@pytest.mark.protection("staffing_constraints")
@pytest.mark.parametrize(
    "values",
    [
        "'executive', user_id, NULL::uuid, now() + interval '1 day'",
        "'security_engineer', gen_random_uuid(), NULL::uuid, now() + interval '1 day'",
        "'executive', gen_random_uuid(), user_id, now() + interval '1 day'",
        "'data_engineer', NULL::uuid, NULL::uuid, now() + interval '200 days'",
        "'executive', NULL::uuid, NULL::uuid, now() + interval '9 years'",
    ],
)
def test_not_even_the_workers_own_login_writes_a_role_alone_for_itself_or_for_ever(login: Login, values: str) -> None:
    """A break-in to the worker: its login, and every statement that it may run."""
    Engineer("olga")
    statement = (
        "UPDATE public.accounts_staffrole SET granted_at = now(),"
        f" (role, proposed_by, approved_by, ends_at) = (SELECT {values})"
    )
    with pytest.raises(psycopg.errors.CheckViolation):
        login("default", "staffing").execute(statement)


@pytest.mark.protection("staffing_write_grants")
@pytest.mark.parametrize("name", ["console", "web"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO public.accounts_signedactionoutcome"
        " (action_id, state, message, actor_id, signature_failed, updated_at) SELECT gen_random_uuid(),"
        " 'waiting', '', gen_random_uuid(), false, now()",
        "UPDATE public.accounts_signedactionoutcome SET state = 'waiting'",
        "UPDATE public.accounts_roleproposal SET role = 'security_engineer'",
        "UPDATE public.accounts_roledecision SET answer = 'agree'",
        "DELETE FROM public.accounts_usedcode",
        "SELECT signature FROM public.accounts_roleproposal",
    ],
)
def test_an_injected_statement_neither_decides_nor_changes_nor_reads_a_signature(
    login: Login, name: str, statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", name).execute(statement)


@COMMITTED
@pytest.mark.protection("staffing_signature")
@pytest.mark.parametrize("proof", ["", "0" * 64, "{}"])
def test_an_injected_proposal_makes_nobody_staff(login: Login, proof: str) -> None:
    olga, mia = Engineer("olga"), member("mia")
    kind = SignatureKind.PASSKEY if proof == "{}" else SignatureKind.CODE
    login("default", "console").execute(
        "INSERT INTO public.accounts_roleproposal"
        " (id, actor_id, created_at, signature_kind, signature, change, address, role, ends_at,"
        " reason) VALUES (%s, %s, now(), %s, %s, 'grant', %s, 'executive', now() + interval '9 days', 'me')",
        [uuid7(), olga.user.pk, str(kind), proof, mia.email],
    )
    settled()
    assert company_roles_of(mia.pk) == []


@ONE
@pytest.mark.protection("staffing_signature")
@pytest.mark.parametrize("ago", [None, 10])
def test_neither_a_colleagues_code_nor_an_expired_one_signs_an_action(ago: int | None) -> None:
    olga, ivo, mia = Engineer("olga"), Engineer("ivo"), member("mia")
    secret = olga.secret if ago else ivo.secret
    signed_actions.submit(with_code(asking(olga.user, mia), secret, at=time.time() - (ago or 0) * STEP))
    settled()
    assert company_roles_of(mia.pk) == []


@ONE
@pytest.mark.protection("staffing_signature_age")
def test_a_signature_that_was_kept_back_is_worth_nothing_later() -> None:
    olga, mia = Engineer("olga"), member("mia")
    act = asking(olga.user, mia)
    act.created_at = timezone.now() - timedelta(minutes=10)
    signed_actions.submit(signed(act, with_passkey(olga.user, HOST, ORIGIN), olga.user))
    settled()
    assert company_roles_of(mia.pk) == []


@ONE
@pytest.mark.protection("staffing_code_single_use")
def test_a_code_signs_one_action() -> None:
    olga, mia, tom, at = Engineer("olga"), member("mia"), member("tom"), time.time()
    for person in (mia, tom):
        signed_actions.submit(with_code(asking(olga.user, person), olga.secret, at=at))
    settled()
    assert (company_roles_of(mia.pk), company_roles_of(tom.pk)) == (["executive"], [])


@ONE
@pytest.mark.protection("staffing_signature_content")
def test_a_signature_of_one_proposal_is_none_of_another() -> None:
    """The console is broken into, and what a security engineer has signed is put under what the attacker wants."""
    olga, mia, eve = Engineer("olga"), member("mia"), member("eve")
    passkey, meant, wanted = with_passkey(olga.user, HOST, ORIGIN), asking(olga.user, mia), asking(olga.user, eve)
    wanted.pk, wanted.created_at = meant.pk, meant.created_at
    signed_actions.submit(signed(wanted, passkey, olga.user, of=meant))
    settled()
    assert company_roles_of(eve.pk) == []


@ONE
@pytest.mark.protection("staffing_failure_limit")
def test_nobody_tries_codes_by_injecting_rows() -> None:
    olga, mia = Engineer("olga"), member("mia")
    for guess in range(5):
        act = asking(olga.user, mia)
        act.signature_kind, act.signature = (
            SignatureKind.CODE,
            signatures.code_signature(f"{guess:06}x", digest_of(act)),
        )
        signed_actions.submit(act)
    signed_actions.submit(with_code(asking(olga.user, mia), olga.secret))
    settled()
    assert company_roles_of(mia.pk) == []


@COMMITTED
@pytest.mark.protection("factor_binding")
def test_a_planted_passkey_signs_nothing(login: Login) -> None:
    """An injected INSERT gives a security engineer the attacker's passkey: a public key needs no secret of ours."""
    olga, mia, passkey = Engineer("olga"), member("mia"), Passkey(HOST)
    planted = json.dumps({"name": "mine", "credential": passkey.made(bytes(32), ORIGIN)})
    login("default", "console").execute(
        "INSERT INTO public.mfa_authenticator (user_id, type, data, created_at) VALUES (%s, 'webauthn', %s, now())",
        [olga.user.pk, planted],
    )
    signed_actions.submit(signed(asking(olga.user, mia), passkey, olga.user))
    settled()
    assert company_roles_of(mia.pk) == []


@BOTH
@pytest.mark.protection("factor_binding")
def test_the_secret_of_an_app_that_was_copied_from_another_account_signs_nothing() -> None:
    """Somebody of the company has their own sealed secret copied onto a security engineer's row."""
    olga, ivo, mia = Engineer("olga"), Engineer("ivo"), member("mia")
    own = Authenticator.objects.get(user=ivo.user)
    Authenticator.objects.filter(user=olga.user).update(data=own.data)
    signed_actions.submit(with_code(asking(olga.user, mia), ivo.secret))
    settled()
    assert company_roles_of(mia.pk) == []


@BOTH
@pytest.mark.protection("staffing_review_deadline")
def test_a_role_that_nobody_reviewed_opens_nothing() -> None:
    client: Client = at_the_console("sofia", "data_scientist")
    StaffRole.objects.update(reviewed_at=timezone.now() - timedelta(days=128))
    assert client.get("/").status_code == 302


@COMMITTED
@pytest.mark.protection("staffing_review_deadline")
def test_nor_in_a_transaction_that_was_open_before(login: Login) -> None:
    at_the_console("sofia", "data_scientist")
    console = login("default", "console")
    console.autocommit = False
    assert console.execute("SELECT count(*) FROM public.accounts_user").fetchall() == [(1,)]
    StaffRole.objects.update(reviewed_at=timezone.now() - timedelta(days=128))
    assert console.execute("SELECT count(*) FROM public.accounts_user").fetchall() == [(0,)]
