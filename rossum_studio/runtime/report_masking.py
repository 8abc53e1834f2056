"""A report as it is shown, printed and kept: with dots in place of the secrets of its run."""

from dataclasses import replace

import msgspec
from msgspec import Raw

from rossum_studio.model.masking import Masks, texts_of
from rossum_studio.runtime.report import Report
from rossum_studio.simulator.evaluation import Evaluation
from rossum_studio.simulator.payload import TOKEN_STAND_IN, Payload


def masks_of(payload: Payload) -> Masks:
    """The values in a payload that nobody is shown: its secrets, and a token that is of use."""
    try:
        keys = msgspec.json.decode(payload.rest or payload.body, type=dict[str, Raw])
        secrets = msgspec.json.decode(keys.get("secrets", Raw(b"{}")))
        token = msgspec.json.decode(keys.get("rossum_authorization_token", Raw(b"null")))
    except msgspec.DecodeError:
        return Masks(())
    hidden = list(texts_of(secrets)) if isinstance(secrets, dict) else []
    if isinstance(token, str) and token != TOKEN_STAND_IN:
        hidden.append(token)
    return Masks(hidden)


def masked(report: Report, masks: Masks) -> Report:
    """Hide values in all of a report that is made of texts.

    The document stays as it is: what the handler wrote into it is what the next event is sent with.
    """
    if not masks:
        return report
    return replace(
        report,
        payload=masks.bytes(report.payload),
        outcome=masks.applied(report.outcome),
        evaluation=masked_evaluation(report.evaluation, masks),
        problems=masks.applied(report.problems),
        comparison=masks.applied(report.comparison),
        api_writes=masks.applied(report.api_writes),
    )


def masked_evaluation(evaluation: Evaluation, masks: Masks) -> Evaluation:
    """Hide values in what an answer came to, the document left as it is."""
    if not masks:
        return evaluation
    return replace(
        evaluation,
        messages=masks.applied(evaluation.messages),
        operations=masks.applied(evaluation.operations),
        automation_blockers=masks.applied(evaluation.automation_blockers),
        problems=masks.applied(evaluation.problems),
        consequences=masks.applied(evaluation.consequences),
    )
