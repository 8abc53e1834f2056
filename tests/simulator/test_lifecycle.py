"""Which step comes next in a document's life (reference 3.6)."""

import pytest

from rossum_studio.model.errors import WrongTargetError
from rossum_studio.simulator.lifecycle import Moment, Step, begin, cancelled, end, possible_steps, why_not


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        ("importing", (Step.INITIALIZE,)),
        ("to_review", (Step.STARTED,)),
        ("postponed", (Step.STARTED,)),
        ("reviewing", (Step.STARTED, Step.CONFIRM)),
        ("confirmed", (Step.STARTED, Step.EXPORT)),
        ("exporting", (Step.EXPORT,)),
        ("failed_export", (Step.EXPORT,)),
        ("exported", ()),
        ("deleted", ()),
    ],
)
def test_the_status_says_what_may_come_next(status, steps):
    assert possible_steps(Moment(status=status)) == steps


def test_an_edit_is_a_step_once_something_was_edited():
    assert why_not(Step.UPDATED, Moment(status="reviewing")).startswith("Edit needs an edit")
    assert Step.UPDATED in possible_steps(Moment(status="reviewing", edited=(5,)))


def test_opening_a_document_moves_it_to_reviewing_and_cancel_moves_it_back():
    opened = begin(Step.STARTED, Moment(status="postponed")).moment

    assert (opened.status, opened.previous_status) == ("reviewing", "postponed")
    assert cancelled(opened).status == "postponed"


def test_cancel_leaves_a_document_alone_that_nobody_has_open():
    moment = Moment(status="exported")

    assert cancelled(moment) is moment


def test_a_confirmed_document_is_exporting_while_export_hooks_run():
    begun = begin(Step.EXPORT, Moment(status="confirmed"))

    assert [(each.before, each.after) for each in begun.transitions] == [("confirmed", "exporting")]


def test_a_step_ends_with_nothing_edited_and_in_the_status_the_answers_send_it_to():
    moment = Moment(status="reviewing", edited=(5,))

    stays, goes = end(moment, moment.content, None), end(moment, moment.content, "exporting")

    assert (stays.moment.status, stays.moment.edited, stays.transitions) == ("reviewing", (), ())
    assert (goes.moment.status, goes.moment.previous_status) == ("exporting", "reviewing")


def test_a_step_out_of_turn_is_refused_with_the_status_it_needs():
    with pytest.raises(WrongTargetError, match="Confirm needs the status reviewing"):
        begin(Step.CONFIRM, Moment(status="importing"))
