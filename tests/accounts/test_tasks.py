"""The tasks are there under the names that others send and schedule, on the queue of their process."""

from importlib import import_module

import pytest
from django.conf import settings
from django.core import mail as outbox

from accounts.actions import mail
from accounts.actions.mail import DELIVER_TASK
from accounts.actions.verification import FETCH_TASK, OPEN_SESSION_TASK
from accounts.models import OutgoingMail, User, VerificationRequest, VerificationSession
from accounts.providers.interface import ProviderRefusedUs, ProviderUnavailable
from accounts.tasks import identity
from accounts.tasks import mail as mail_tasks
from reviews_site.celery import app
from reviews_site.processes import PROCESSES
from tests.accounts.conftest import StandIn
from tests.conftest import AsProcess


def test_what_is_sent_and_scheduled_is_there_on_its_queue() -> None:
    for process in PROCESSES.values():
        for module in process.tasks:
            import_module(module)
    sent = {OPEN_SESSION_TASK, FETCH_TASK, DELIVER_TASK, *settings.CELERY_BEAT_SCHEDULE}
    named = {name for name in app.tasks if not name.startswith("celery.")}
    assert sent <= named
    queues = {name: app.amqp.router.route({}, name)["queue"].name for name in named}
    assert queues == {name: name.rpartition(".")[0] for name in named}


def test_a_provider_that_is_down_is_tried_again_and_one_that_refuses_us_is_not() -> None:
    for task in (identity.open_session, identity.fetch_outcome):
        assert ProviderUnavailable in task.autoretry_for
        assert not issubclass(ProviderRefusedUs, task.autoretry_for)


@pytest.mark.django_db(databases=["default", "vault"])
def test_the_tasks_do_their_work(diner: User, stand_in: StandIn, as_process: AsProcess) -> None:
    request = VerificationRequest.objects.create(user=diner)
    with as_process("identity"):
        identity.open_session(str(request.pk))
        session = VerificationSession.objects.get()
        stand_in.will_confirm(session)
        identity.fetch_outcome(str(session.pk))
        identity.poll()
    assert VerificationSession.objects.get().state == "confirmed"


@pytest.mark.django_db
def test_the_mail_task_sends(as_process: AsProcess) -> None:
    mail.queue(to="ada@example.org", subject="Hello", text="Hello.")
    with as_process("mail"):
        mail_tasks.deliver()
    assert len(outbox.outbox) == 1
    assert not OutgoingMail.objects.exists()
