"""From an HTTP answer to a JSON object, or to the exception that says what went wrong.

The API's error number stands in the HTTP status or only in the body of a 200, and a proxy's HTML page can stand in
place of JSON; both are looked for here. Nothing a server says is trusted: texts are cut, and the token is taken out
wherever a server repeats it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any

from retouch_lib.cloud.retry import retry_after_seconds
from retouch_lib.errors import (
    BadRequest,
    CallError,
    ConnectionLost,
    Delivery,
    LimitReached,
    NotFound,
    Refused,
    ServerError,
    TaskRejected,
    TimedOut,
    TokenRejected,
    TooManyRequests,
    UnexpectedReply,
)
from retouch_lib.tokens.secret import Token
from retouch_lib.words.text import one_line, shortened

MAX_JSON = 1_000_000
"""Bytes of a JSON answer that are read; the documented ones have under 300."""
_MAX_MESSAGE = 200
_MAX_DIGITS = 400
"""Longer integers are past what a float holds; Python reads none over 4,300 digits."""
_REDIRECTS = range(300, 400)
_HEAD = 4096
"""Bytes of a damaged answer that are looked through."""
_PAIR = re.compile(
    r'"(id|status)"\s{0,8}:\s{0,8}("(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4}){1,1000}"|\d{1,400}(?=\s{0,8}[,}]))'
)
"""A name with its value, whole."""
_SAFE_REDIRECTS = (307, 308)


class Call(Enum):
    """The API's calls; the value names one in a sentence."""

    START = "the start of the job"
    STATUS = "the status call"
    FILE = "the download"
    LIMITS = "the limits call"
    BALANCE = "the balance call"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, read to the end or up to MAX_JSON + 1 bytes."""

    status: int
    """The HTTP status."""
    content_type: str
    retry_after: str | None
    body: bytes = field(repr=False)
    """It may repeat the token."""
    said_at: datetime | None = None
    """The server's own time, from the Date header; UTC."""
    cut: bool = False
    """Whether it broke off."""

    @property
    def is_html(self) -> bool:
        return self.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")

    def json(self) -> Any:
        """The body's JSON value, or None where it is none. NaN, a number of 400 digits and the like count as null."""
        if len(self.body) > MAX_JSON:
            return None
        try:
            text = self.body.decode(json.detect_encoding(self.body), "replace")
            return json.loads(text, parse_constant=_nothing, parse_int=_integer)
        except (ValueError, RecursionError):
            return None


def read_object(answer: Answer, call: Call, host: str, token: Token | None = None) -> dict[str, Any]:
    """The answer's JSON object. Raises CallError's branches; `token`, if one was sent, is taken out of every text."""
    with dated(answer):
        return _object(answer, call, host, token)


@contextmanager
def dated(answer: Answer) -> Iterator[None]:
    """What is raised about that answer carries the time at which its server gave it."""
    try:
        yield
    except CallError as error:
        error.server_time = answer.said_at
        raise


def _object(answer: Answer, call: Call, host: str, token: Token | None) -> dict[str, Any]:
    try:
        value = without_token(answer.json(), token)
    except RecursionError:  # nested deeper than any answer: nothing in it is read, and nothing shown
        value = None
    if value is None and call is Call.START:
        value = without_token(_salvaged(answer), token)
    number = error_number(answer.status, value)
    if number is not None:
        raise refusal(number, answer, value, call, host)
    if answer.status in _REDIRECTS:
        raise _redirected(answer.status, call, host)
    if not isinstance(value, dict):
        raise unreadable(call, host, _what_it_is(answer), status=answer.status)
    return value


def http_date(header: str | None) -> datetime | None:
    """A Date header's moment in UTC (RFC 9110, 6.6.1); None for none or nonsense."""
    try:
        moment = parsedate_to_datetime(header or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def is_object(body: bytes | bytearray) -> bool:
    """Whether that is a JSON object to its last bracket, so that nothing more can be missing."""
    return body[-64:].rstrip().endswith(b"}") and isinstance(Answer(200, "", None, bytes(body)).json(), dict)


def tells_id(answer: Answer) -> bool:
    """Whether the number of a job stands in it, whole, though the rest may be missing."""
    return "id" in (_salvaged(answer) or {})


def error_number(http_status: int, value: Any) -> int | None:
    """The error number, or None for success (or a redirect).

    HTTP's counts, unless it says 200 or no more than the unspecific 400 or 500 and the body names a number.
    """
    stated = _stated(value)
    if stated is not None and stated >= 400 and (http_status < 300 or http_status in (400, 500)):
        return stated
    return http_status if http_status >= 400 or http_status < 200 else None


def refusal(number: int, answer: Answer, value: Any, call: Call, host: str) -> CallError:
    """The exception for an error number."""
    said = _message(value)
    paid = _nothing_paid(call)
    readable = isinstance(value, dict)
    wait = retry_after_seconds(answer.retry_after, answer.said_at)
    if number in (401, 460) or (400 <= number < 500 and "token issue" in said.lower()):
        return TokenRejected(f"{host} doesn't know this token{_quoted(said)}.{paid} Check Settings.", status=number)
    if number == 408:
        return TimedOut(f"{host} gave up waiting for {call.value}.{paid} It can be sent again.", status=number)
    if number == 413:
        return BadRequest(f"{host} says the photo is too large.{paid} Use a smaller file.", status=number)
    if number == 429:
        return TooManyRequests(
            f"{host} asks to slow down.{paid} It is tried again later.", status=number, retry_after=wait
        )
    if answer.status < 500 and answer.is_html and number not in _OURS:
        return _page_instead(number, call, host)
    if number in _SENTENCES:
        kind, sentence = _SENTENCES[number]
        return kind(sentence.format(call=call.value, host=host, said=_quoted(said)) + paid, status=number)
    if number < 500:
        return BadRequest(f"{host} refused {call.value} with error {number}{_quoted(said)}.{paid}", status=number)
    return _server_error(number, said, call, host, wait, sure=readable and number == 503)


_OURS = (461, 462)
"""Numbers that no proxy uses; they count whatever page comes with them."""
_SENTENCES: dict[int, tuple[type[Refused], str]] = {
    404: (NotFound, "{host} doesn't know that job, or its result is older than 24 hours{said}."),
    461: (LimitReached, "Limit reached: no credits are left, or the day's quota is used up{said}."),
    462: (TaskRejected, "{host} can't work on this payload{said}. Change the plugins or their values."),
}


def _server_error(number: int, said: str, call: Call, host: str, wait: float | None, *, sure: bool) -> ServerError:
    """`sure`: whether the answer excludes that the server acted. Of the 5xx only a readable 503 does."""
    delivery = Delivery.NO if sure or call is not Call.START else Delivery.UNKNOWN
    return ServerError(
        f"{host} has trouble of its own (error {number}{_quoted(said)}).{consequence(call, delivery)}",
        status=number,
        retry_after=wait,
        delivery=delivery,
    )


def _redirected(status: int, call: Call, host: str) -> UnexpectedReply:
    """307 and 308 ask for the same request elsewhere, so it was not acted on; after the others a POST may have been."""
    delivery = Delivery.NO if status in _SAFE_REDIRECTS or call is not Call.START else Delivery.UNKNOWN
    error = UnexpectedReply(
        f"{host} sends {call.value} on to another address, which is not followed.{consequence(call, delivery)} "
        "Check the server in Settings.",
        status=status,
        delivery=delivery,
    )
    error.retryable = False  # it would be sent elsewhere again
    return error


def unreadable(call: Call, host: str, what: str, *, status: int | None = None) -> UnexpectedReply:
    """For an answer that is not the documented one; `what` says what came instead."""
    delivery = Delivery.UNKNOWN if call is Call.START else Delivery.NO
    return UnexpectedReply(
        f"{host} answered {call.value} with {what}.{consequence(call, delivery)}", status=status, delivery=delivery
    )


def lost(call: Call, host: str, delivery: Delivery) -> ConnectionLost:
    """For a network that failed."""
    return ConnectionLost(f"The connection to {host} failed.{consequence(call, delivery)}", delivery=delivery)


def timed_out(call: Call, host: str, delivery: Delivery) -> TimedOut:
    """For a server that did not answer in time."""
    return TimedOut(f"{host} did not answer in time.{consequence(call, delivery)}", delivery=delivery)


def took_too_long(call: Call, host: str, delivery: Delivery) -> TimedOut:
    """For a server that answered, or took what was sent, so slowly that the call was ended."""
    return TimedOut(
        f"{host} was so slow with {call.value} that it was ended.{consequence(call, delivery)}", delivery=delivery
    )


def consequence(call: Call, delivery: Delivery) -> str:
    """What a failure means for the credits, as a sentence to append."""
    if call is Call.START:
        if delivery is Delivery.NO:
            return " The job was not started and nothing is paid; it can be sent again."
        return " Whether the job was started, and a credit taken, is not known."
    if call in (Call.STATUS, Call.FILE):
        return " The job is still on the server; asking again costs nothing."
    return " Asking again costs nothing."


def without_token(value: Any, token: Token | None) -> Any:
    """`value` (as from JSON) with the token's text replaced by its short form, in keys too."""
    return value if token is None else _hidden(value, token)


def plain_text(value: Any, longest: int = _MAX_MESSAGE) -> str:
    """A server's text for a person: one line, no control characters, cut; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    return shortened(one_line(value[: longest * 4]), longest)


def _salvaged(answer: Answer) -> dict[str, Any] | None:
    """The number and the id of a start's answer that breaks off or is damaged further on; None where neither stands."""
    text = answer.body[:_HEAD].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if not text.startswith("{"):
        return None
    found = {name: json.loads(value, parse_int=_integer) for name, value in _PAIR.findall(text)}
    return found if "id" in found or (_stated(found) or 0) >= 400 else None


def _hidden(value: Any, token: Token) -> Any:
    if isinstance(value, str):
        return token.hidden_in(value)
    if isinstance(value, Mapping):
        return {_hidden(key, token): _hidden(item, token) for key, item in value.items()}
    if isinstance(value, list):
        return [_hidden(item, token) for item in value]
    return value


def _stated(value: Any) -> int | None:
    """The number in the body's "status", also when it came as text."""
    number = value.get("status") if isinstance(value, dict) else None
    if isinstance(number, str) and number.isascii() and number.isdigit() and len(number) == 3:
        number = int(number)
    return number if isinstance(number, int) and not isinstance(number, bool) and 100 <= number <= 599 else None


def _message(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    error = value.get("error")
    nested = error.get("message") if isinstance(error, dict) else error
    return next(
        (text for item in (value.get("message"), nested, value.get("reason")) if (text := plain_text(item))), ""
    )


def _quoted(said: str) -> str:
    return f": “{said.rstrip('.')}”" if said else ""


def _nothing_paid(call: Call) -> str:
    return " Nothing is paid." if call is Call.START else ""


def _page_instead(number: int, call: Call, host: str) -> UnexpectedReply:
    """A web page with a 4xx: a wrong address, or a proxy or firewall on the way. It tells nothing about a job."""
    if call is not Call.START:
        return unreadable(call, host, f"a web page with error {number}, perhaps of a proxy on the way", status=number)
    error = UnexpectedReply(
        f"Not the retouching API but a web page answered at {host} (error {number}). Nothing is paid. "
        "Check the server in Settings, and whether a proxy or firewall stands between.",
        status=number,
    )
    error.retryable = False  # the photo would be sent there again
    return error


def _what_it_is(answer: Answer) -> str:
    if answer.cut:
        return "an answer that breaks off"
    if len(answer.body) > MAX_JSON:
        return "more than 1 MB where a short text was expected"
    if answer.is_html:
        return "a web page instead of data, perhaps of a proxy on the way"
    return "something that is not the documented data" if answer.body.strip() else "an empty page"


def _nothing(_name: str) -> None:
    """NaN and Infinity, which JSON doesn't know: one of them makes the rest no less readable."""


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MAX_DIGITS else None
