"""What a field test's record says about each fact that the vendor's main page does not state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from retouch_lib.cloud.answers import Call
from retouch_lib.cloud.fieldtest.run import Record
from retouch_lib.cloud.replies import Balance, Download, StartReply
from retouch_lib.cloud.servers import Server
from retouch_lib.errors import NotFound, TokenRejected

STATUS_FIELDS = frozenset(
    "status state progress reason attempt maxAttempts currentStep pluginName expireDate".split()  # noqa: SIM905
)
_DAY = 24 * 3600.0
_DAY_TOLERANCE = 3600.0
_SLOW = 10.0


class Proof(Enum):
    HOLDS = "holds"
    FAILS = "does not hold"
    UNSEEN = "not seen"
    """The test could not tell, or does not try; the evidence says why."""


@dataclass(frozen=True, slots=True)
class CheckedFact:
    """One fact, and what speaks for or against it."""

    fact: str
    verdict: Proof
    evidence: str


def judge(record: Record, server: Server) -> tuple[CheckedFact, ...]:
    """All findings, the ones about money first."""
    return (
        _same_key_same_job(record),
        _same_key_one_credit(record),
        _credit_on_acceptance(record),
        _quota_is_another_figure(record),
        _newer_balance(record),
        _address(record, server),
        _unknown_token(record),
        _unknown_id(record),
        _limits(record),
        _status_fields(record),
        _expiry(record),
        _attempts(record),
        _progress_is_no_end(record),
        _step_lingers(record),
        _stalls(record),
        _content_type(record),
        *_UNTRIED,
    )


def _same_key_same_job(record: Record) -> CheckedFact:
    fact = "A second start with the same Idempotency-Key is not processed a second time."
    if not _both_started(record):
        return CheckedFact(fact, Proof.UNSEEN, "two starts were not both answered with an id")
    if len(record.ids) == 1:
        return CheckedFact(fact, Proof.HOLDS, "both starts gave the same id")
    return CheckedFact(fact, Proof.FAILS, "the two starts gave two ids: this server must not be sent a start twice")


def _same_key_one_credit(record: Record) -> CheckedFact:
    fact = "A second start with the same Idempotency-Key takes no second credit."
    taken = _taken(record, "balance after the first start", "balance after the second start")
    if taken is None or not _both_started(record):
        return CheckedFact(fact, Proof.UNSEEN, "two starts or the balances between them could not be read")
    return CheckedFact(fact, Proof.HOLDS if taken == 0 else Proof.FAILS, f"credits taken by the second start: {taken}")


def _credit_on_acceptance(record: Record) -> CheckedFact:
    fact = "One credit is taken when a start is accepted, before the work is done."
    taken = _taken(record, "balance before", "balance after the first start")
    if taken is None or not isinstance(record.starts[0], StartReply):
        return CheckedFact(fact, Proof.UNSEEN, "the first start or the balances around it could not be read")
    total = _taken(record, "balance before", "balance at the end")
    evidence = f"{taken} taken right after the first start, {'an unknown number' if total is None else total} in all"
    return CheckedFact(fact, Proof.HOLDS if taken == 1 else Proof.FAILS, evidence)


def _quota_is_another_figure(record: Record) -> CheckedFact:
    fact = "`retouchQuota` (the day's attempts) and the balance (credits left) are two figures."
    first = record.starts[0] if record.starts else None
    left = record.left("balance after the first start")
    if not isinstance(first, StartReply) or first.quota is None or left is None:
        return CheckedFact(fact, Proof.UNSEEN, "one of the two was not told")
    if first.quota == left:
        return CheckedFact(fact, Proof.UNSEEN, f"both were {left}, which proves nothing")
    return CheckedFact(fact, Proof.HOLDS, f"quota {first.quota}, balance {left}")


def _newer_balance(record: Record) -> CheckedFact:
    fact = "The balance is also told by POST {server}/api/v1/balance with X-Retouch-Token."
    newer, before = record.balances.get("balance, newer form"), record.balances.get("balance before")
    if not isinstance(newer, Balance):
        return _answered(record, "balance, newer form", fact, holds=False)
    same = isinstance(before, Balance) and dict(before.remaining) == dict(newer.remaining)
    return CheckedFact(fact, Proof.HOLDS, "the same figures as the documented form" if same else "it gave figures")


def _address(record: Record, server: Server) -> CheckedFact:
    fact = f"The API answers at {address(server)}."
    answered = any(exchange.status is not None for _, exchange in record.exchanges if exchange.call is Call.STATUS)
    return CheckedFact(fact, Proof.HOLDS if answered else Proof.FAILS, _numbers(record, "unknown id"))


def _unknown_token(record: Record) -> CheckedFact:
    fact = "An unknown token is answered with 460 (in HTTP or in the body)."
    error = record.refused_token
    holds = isinstance(error, TokenRejected) and error.status == 460
    return _answered(record, "unknown token", fact, holds)


def _unknown_id(record: Record) -> CheckedFact:
    fact = "An unknown id is answered with 404 (in HTTP or in the body)."
    return _answered(record, "unknown id", fact, isinstance(record.unknown_id, NotFound))


def _limits(record: Record) -> CheckedFact:
    fact = "GET /info/limits is not available in production."
    return _answered(record, "limits", fact, not record.limits_from_server)


def _status_fields(record: Record) -> CheckedFact:
    fact = "A status answer has the fields " + ", ".join(sorted(STATUS_FIELDS)) + "."
    bodies = [value for exchange in record.of("status of job 1") if isinstance(value := exchange.json(), dict)]
    if not bodies:
        return CheckedFact(fact, Proof.UNSEEN, "no status was read")
    missing = sorted(STATUS_FIELDS - set.intersection(*(set(body) for body in bodies)))
    more = sorted(set.union(*(set(body) for body in bodies)) - STATUS_FIELDS)
    evidence = f"missing: {', '.join(missing) or 'none'}; further: {', '.join(more)[:200] or 'none'}"
    return CheckedFact(fact, Proof.FAILS if missing else Proof.HOLDS, evidence)


def _expiry(record: Record) -> CheckedFact:
    fact = "`expireDate` is ISO 8601 with Z, 24 hours on."
    said = next(((when, reply.expires) for when, reply in reversed(record.statuses) if reply.expires), None)
    if said is None:
        return CheckedFact(fact, Proof.FAILS if record.statuses else Proof.UNSEEN, "no date was told")
    seconds = (said[1] - datetime.fromtimestamp(said[0], UTC)).total_seconds()
    holds = abs(seconds - _DAY) < _DAY_TOLERANCE
    return CheckedFact(fact, Proof.HOLDS if holds else Proof.FAILS, f"{seconds / 3600:.1f} hours on")


def _attempts(record: Record) -> CheckedFact:
    fact = "The server tries a task up to 3 times (`maxAttempts`)."
    said = {reply.max_attempts for _, reply in record.statuses}
    if not said:
        return CheckedFact(fact, Proof.UNSEEN, "no status was read")
    most = max(reply.attempt for _, reply in record.statuses)
    return CheckedFact(fact, Proof.HOLDS if said == {3} else Proof.FAILS, f"told {sorted(said)}; it took {most}")


def _progress_is_no_end(record: Record) -> CheckedFact:
    fact = "Progress can be 100 before the state is completed."
    seen = any(reply.progress == 100 and reply.state != "completed" for _, reply in record.statuses)
    return CheckedFact(fact, Proof.HOLDS if seen else Proof.UNSEEN, f"in {len(record.statuses)} status answers")


def _step_lingers(record: Record) -> CheckedFact:
    fact = "`currentStep` can keep its last value after completion."
    done = [reply.step for _, reply in record.statuses if reply.state == "completed"]
    if not done:
        return CheckedFact(fact, Proof.UNSEEN, "the job did not complete")
    return CheckedFact(fact, Proof.HOLDS if done[-1] else Proof.UNSEEN, f"it was “{done[-1]}”")


def _stalls(record: Record) -> CheckedFact:
    fact = "Status calls can stall (public clients wait up to 90 s)."
    seconds = [exchange.seconds for _, exchange in record.exchanges if exchange.call is Call.STATUS]
    slowest = max(seconds, default=0.0)
    verdict = Proof.HOLDS if slowest > _SLOW else Proof.UNSEEN
    return CheckedFact(fact, verdict, f"the slowest of {len(seconds)} took {slowest:.1f} s")


def _content_type(record: Record) -> CheckedFact:
    fact = "getFile's content type can't be relied on."
    got = next((item for item in record.downloads if isinstance(item, Download)), None)
    served = [exchange for exchange in record.of("file of job 1") if exchange.status == 200]
    if got is None or not served:
        return CheckedFact(fact, Proof.UNSEEN, "no file was fetched")
    fits = got.kind in served[-1].content_type
    evidence = f"a {got.kind.upper()} was served as “{served[-1].content_type[:60]}”"
    return CheckedFact(fact, Proof.UNSEEN if fits else Proof.HOLDS, evidence)


_UNTRIED = (
    CheckedFact("X-Retouch-Token can stand in place of the token field.", Proof.UNSEEN, "would take another credit"),
    CheckedFact("A job asked with layers may come back as a flat JPEG.", Proof.UNSEEN, "would take another credit"),
    CheckedFact("How long a key is remembered.", Proof.UNSEEN, "would take a credit and hours"),
    CheckedFact("Webhooks.", Proof.UNSEEN, "the address must be approved by the vendor first"),
)


def address(server: Server) -> str:
    """The base without a name and password that somebody may have put into it."""
    return re.sub(r"//[^/@]*@", "//", server.base)


def _both_started(record: Record) -> bool:
    return len(record.starts) == 2 and all(isinstance(start, StartReply) for start in record.starts)


def _taken(record: Record, earlier: str, later: str) -> int | None:
    """Credits taken between two steps; both are read in the same form, except where the documented one failed."""
    if earlier == "balance before" and record.left("balance before") is None:
        earlier = "balance, newer form"
    first, second = record.left(earlier), record.left(later)
    return None if first is None or second is None else first - second


def _answered(record: Record, step: str, fact: str, holds: bool) -> CheckedFact:
    """A verdict only where an answer came: a network that fails says nothing about the server."""
    exchanges = record.of(step)
    came = bool(exchanges) and exchanges[-1].status is not None
    verdict = (Proof.HOLDS if holds else Proof.FAILS) if came else Proof.UNSEEN
    return CheckedFact(fact, verdict, _numbers(record, step))


def _numbers(record: Record, step: str) -> str:
    """The numbers of a step's last exchange: where the error number stood."""
    exchanges = record.of(step)
    if not exchanges or exchanges[-1].status is None:
        return "no answer came"
    value = exchanges[-1].json()
    stated = value.get("status") if isinstance(value, dict) else None
    body = f"{stated!r} in the body"[:60] if stated is not None else "none in the body"
    return f"HTTP {exchanges[-1].status}, {body}"
