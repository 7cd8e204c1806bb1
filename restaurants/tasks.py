"""The task of the queue `accounts.rights`. It stands here because sums of restaurants are put right by it too."""

from celery import shared_task

from accounts.actions import appeals
from accounts.erasure import carrying_out
from accounts.exporting import gathering
from restaurants.actions import erasure

UPSTAIRS = carrying_out.Upstairs(is_theirs=erasure.pseudonym_is_theirs, before_deleting=erasure.take_out_of_sums)


@shared_task(name="accounts.rights.carry_out")
def carry_out() -> None:
    """Go on with erasures, exports and letters of appeals. Sent by web and by `subjects`, and by the schedule."""
    carrying_out.carry_out(UPSTAIRS)
    gathering.carry_out()
    appeals.tell()
    appeals.forget_words()
