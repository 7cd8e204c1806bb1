"""`manage.py requests ask | list | show | accept | approve | refuse | withdraw | withdraw-dataset`, by command.

It runs as the process `console` and does what the console's pages do: people give a code of their authenticator app,
and the worker `staffing` verifies it. So a request takes two people here too, and three where it tells of people; a
withdrawal takes one, who is named in the audit log (`analytics/datasets/withdrawals.py` says why).
"""

import json
import uuid
from argparse import ArgumentParser
from dataclasses import fields
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.actions import signed_actions
from accounts.enums import DatasetStep, SignatureKind
from accounts.models import DatasetDecision, User
from accounts.selectors import company_roles_of
from accounts.selectors.dataset_decisions import decisions_on
from accounts.staffing.canonical_form import digest_of
from accounts.staffing.dataset_notifications import notify_asked
from accounts.staffing.signatures import code_signature, is_code_of
from analytics.console.dataset_decisions import (
    AcceptanceForm,
    acceptance,
    decision,
    is_colleague,
    may_take,
    problem_with,
    withdrawal,
)
from analytics.console.gate import Staff
from analytics.datasets import requests, withdrawals
from analytics.datasets.dataset_policy import DatasetPolicy
from analytics.datasets.document import InvalidDataset
from analytics.datasets.intake import name_of
from analytics.datasets.models import DEFAULT_RETENTION_DAYS, DatasetRequest
from analytics.datasets.registry import version_of
from analytics.datasets.tasks import HANDLE_TASK
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.commands import ExampleCommand
from reviews_site.policy import Permission, Role


class Command(ExampleCommand):
    help = "Ask for datasets, and decide on what others asked for. Each act takes a code of one's authenticator app."
    examples = (
        "ask young.json --name young_guests --owner ana@example.org --audience marketing_analyst"
        ' --reason "Who the young guests are" --by ana@example.org',
        "list --all --json",
        "accept 0198c1f6-7b1e-7c3a-9a52-3d0f5e6a7b8c --group 10 --until 2027-03-01 --reason Decades --by o@example.org",
        "approve 0198c1f6-7b1e-7c3a-9a52-3d0f5e6a7b8c --by dan@example.org",
        'withdraw-dataset young_guests --version 1 --reason "Too small groups" --by dan@example.org',
    )

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        _add_policy(ask := verbs.add_parser("ask", help="ask for a dataset"))
        listing = verbs.add_parser("list", help="print the requests, the newest first")
        listing.add_argument("--all", action="store_true", help="those that are closed, too")
        show = verbs.add_parser("show", help="print one request with what was found and decided")
        accept = verbs.add_parser("accept", help="accept what a dataset tells of people")
        accept.add_argument("--group", required=True, help="people in a group, at least")
        accept.add_argument("--until", required=True, help="a day, such as 2027-03-01")
        approve = verbs.add_parser("approve", help="approve what somebody else asked for")
        refuse = verbs.add_parser("refuse", help="refuse what somebody else asked for")
        withdraw = verbs.add_parser("withdraw", help="withdraw one's own request")
        stop = verbs.add_parser("withdraw-dataset", help="withdraw a version of a dataset: nobody reads it any more")
        stop.add_argument("name")
        stop.add_argument("--version", type=int, required=True)
        for verb in (show, accept, approve, refuse, withdraw):
            verb.add_argument("request", type=uuid.UUID)
        for verb in (accept, refuse, stop):
            verb.add_argument("--reason", required=True)
        for verb in (ask, accept, approve, refuse, withdraw, stop):
            verb.add_argument("--by", required=True, help="the address of who acts")
            verb.add_argument("--code", default="", help="a code of their authenticator app; asked for by default")
        for verb in (listing, show):
            verb.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb'].replace('-', '_')}")(options)
        except InvalidDataset as refused:
            problems = "\n".join(f"  {problem}" for problem in refused.problems)
            raise CommandError(f"Nothing was changed.\n{problems}") from None

    def _ask(self, options: dict[str, Any]) -> None:
        staff, _code = _staff(options, Permission.DATASET_REQUEST)
        if not is_colleague(options["owner"].lower()):
            raise CommandError(f"Nobody who works here has the address {options['owner']}.")
        asked = requests.request_dataset(
            _read_text(options["file"]), _policy(options), reason=options["reason"], by=staff.email
        )
        _record("dataset_request.asked", staff, asked)
        notify_asked(asked.pk, asked.policy["name"], asked.reason)
        app.nudge(HANDLE_TASK)
        self.stdout.write(f"Request {asked.pk} is being checked. `manage.py requests show {asked.pk}` says the result.")

    def _withdraw(self, options: dict[str, Any]) -> None:
        staff, _code = _staff(options, Permission.DATASET_REQUEST)
        _record("dataset_request.withdrawn", staff, requests.withdraw(options["request"], by=staff.email))
        self.stdout.write(f"Request {options['request']} is withdrawn.")

    def _accept(self, options: dict[str, Any]) -> None:
        staff, code = _staff(options, Permission.DATASET_ACCEPT)
        form = AcceptanceForm(
            {"smallest_group": options["group"], "until": options["until"], "reason": options["reason"]}
        )
        if not form.is_valid():
            raise CommandError("; ".join(error for errors in form.errors.values() for error in map(str, errors)))
        self._submit(acceptance(staff, _request(options), form), staff, code, options)

    def _approve(self, options: dict[str, Any]) -> None:
        staff, code = _staff(options, Permission.DATASET_DECIDE)
        self._submit(decision(DatasetStep.APPROVE, staff, _request(options)), staff, code, options)

    def _refuse(self, options: dict[str, Any]) -> None:
        staff, code = _staff(options, Permission.DATASET_DECIDE)
        reason = options["reason"].strip()[: requests.MAX_REASON_LENGTH]
        if not reason:
            raise CommandError("Say why, so that whoever asked can ask better.")
        act = decision(DatasetStep.REFUSE, staff, _request(options), reason=reason)
        self._submit(act, staff, code, options)

    def _withdraw_dataset(self, options: dict[str, Any]) -> None:
        staff, code = _staff(options, Permission.DATASET_WITHDRAW)
        version = version_of(options["name"], options["version"])
        if version is None:
            raise CommandError(f"There is no version {options['version']} of {options['name']}.", returncode=1)
        if problem := withdrawals.problem_with(version):
            raise CommandError(problem, returncode=1)
        self._sign(withdrawal(staff, version, reason=options["reason"]), code)
        self.stdout.write(f"Signed. Within seconds nobody reads {version}; `manage.py audit list` says when.")

    def _submit(self, act: Any, staff: Staff, code: str, options: dict[str, Any]) -> None:
        if not may_take(act.step, staff):
            raise CommandError("Your role does not decide this.")
        if problem := problem_with(act.step, staff, _request(options), decisions_on(act.request_id)):
            raise CommandError(problem)
        self._sign(act, code)
        self.stdout.write(f"Signed. `manage.py requests show {act.request_id}` says in a moment what came of it.")

    def _sign(self, act: DatasetDecision, code: str) -> None:
        act.signature_kind, act.signature = SignatureKind.CODE, code_signature(code, digest_of(act))
        signed_actions.submit(act)

    def _list(self, options: dict[str, Any]) -> None:
        found = DatasetRequest.objects.order_by("-requested_at")
        if not options["all"]:
            found = found.filter(state__in=requests.OPEN_STATES)
        if options["json"]:
            self.stdout.write(json.dumps([_as_json(each) for each in found], indent=2))
            return
        for each in found:
            day = f"{each.requested_at:%Y-%m-%d}"
            self.stdout.write(f"{each.pk}  {name_of(each)}  {each.state}  by {each.requested_by}, {day}: {each.reason}")
        if not found:
            self.stdout.write("No requests are open." if not options["all"] else "There are no requests.")

    def _show(self, options: dict[str, Any]) -> None:
        request = _request(options)
        decided = decisions_on(request.pk)
        if options["json"]:
            steps = [{"step": each.decision.step, "by": each.address, "state": each.state} for each in decided]
            self.stdout.write(json.dumps(_as_json(request) | {"decisions": steps}, indent=2))
            return
        self.stdout.write(f"{name_of(request)}: {request.state}. By {request.requested_by}: {request.reason}")
        findings = request.findings or {}
        for name in ("rows", "subjects", "smallest_group"):
            if findings.get(name) is not None:
                self.stdout.write(f"  {name.replace('_', ' ')}: {findings[name]:,}")
        for line in (*findings.get("questions", []), *request.decision_reason.splitlines()):
            self.stdout.write(f"  {line}")
        for each in decided:
            self.stdout.write(
                f"  {each.decision.step} by {each.address}: {each.state or 'being checked'} {each.message}"
            )


def _staff(options: dict[str, Any], permission: Permission) -> tuple[Staff, str]:
    """Who acts, and the code that they gave.

    Raises:
        CommandError: nobody of the company has this address, the code is not theirs, or their role does not do this.
    """
    user = User.objects.filter(email=options["by"].strip().lower(), is_active=True).first()
    roles = company_roles_of(user.pk) if user else []
    code = options["code"] or getpass("Code of your authenticator app: ")
    if user is None or not roles or not is_code_of(user.pk, code, now=timezone.now()):
        raise CommandError("Nobody who works here has this address and this code.", returncode=1)
    staff = Staff(user.pk, user.email, tuple(Role(role) for role in roles))
    if not staff.has(permission):
        raise CommandError("Your role does not do this.", returncode=1)
    return staff, code


@transaction.atomic
def _record(action: str, staff: Staff, request: DatasetRequest) -> None:
    record(action, actor_id=staff.user_id, object_id=request.pk, detail={"dataset": name_of(request)})


def _request(options: dict[str, Any]) -> DatasetRequest:
    request = DatasetRequest.objects.filter(pk=options["request"]).first()
    if request is None:
        raise CommandError(f"There is no request {options['request']}.", returncode=1)
    return request


def _as_json(request: DatasetRequest) -> dict[str, Any]:
    names = ("state", "reason", "requested_by", "decided_by", "decision_reason", "findings", "policy")
    return {"id": str(request.pk), **{name: getattr(request, name) for name in names}}


def _add_policy(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the document: JSON in the published shape")
    parser.add_argument("--reason", required=True, help="what it is for")
    parser.add_argument("--name", required=True, help="the dataset's name, such as young_guests")
    parser.add_argument("--owner", required=True, help="the address of who answers for it")
    parser.add_argument("--audience", required=True, action="append", help="a company role that reads it; repeatable")
    parser.add_argument("--line-of-business", default="analytics")
    parser.add_argument("--residency", default="eu")
    parser.add_argument("--retention-days", type=int, default=DEFAULT_RETENTION_DAYS)


def _policy(options: dict[str, Any]) -> DatasetPolicy:
    values = {field.name: options[field.name] for field in fields(DatasetPolicy)}
    return DatasetPolicy(**{**values, "audience": tuple(values["audience"])})


def _read_text(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{path} can't be read: {type(problem).__name__}.") from None
