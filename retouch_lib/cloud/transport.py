"""One HTTP exchange: sessions, time-outs, redirects, and the network's failures as our exceptions."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as AnyTimeout

from retouch_lib.cloud import answers
from retouch_lib.cloud.answers import MAX_JSON, Answer, Call, http_date, is_object
from retouch_lib.cloud.bodies import Body
from retouch_lib.cloud.deadlines import Deadline, Deadlines
from retouch_lib.cloud.sockets import ListeningAdapter, OpenSockets
from retouch_lib.errors import CallError, Delivery
from retouch_lib.machine.addresses import is_near

MAX_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_PIECE = 256 * 1024
LEAST_UPLOAD = 4 * 1024
"""Bytes a second: a start may take as long as its body takes at this rate, and the seconds of any call."""
LEAST_DOWNLOAD, RATE_SECONDS = 1024, 60.0
"""Bytes a second that a file must bring, over each so many seconds."""
_HEADERS = {"Accept": "application/json, */*;q=0.5", "Accept-Encoding": "identity", "User-Agent": "retouch-lab"}

Sink = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came of it, for whoever observes a client."""

    call: Call
    seconds: float
    status: int | None
    """The HTTP status; None when no answer came."""
    content_type: str
    body: bytes = field(repr=False)
    """As received; it may hold secrets. Empty for a file."""

    def json(self) -> Any:
        """The body's JSON value, or None where it is none."""
        return Answer(self.status or 0, self.content_type, None, self.body).json()


Observer = Callable[[Exchange], None]


class _NoAuthentication(AuthBase):
    """Keeps requests from looking into ~/.netrc: the API knows no Authorization header."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None: requests then neither follows a redirect nor reads its body."""
        return None


class Transport:
    """Thread-safe. GETs share their connections; each POST has one of its own and is sent exactly once."""

    def __init__(
        self, *, connect_timeout: float, read_timeout: float, call_seconds: float, observer: Observer | None = None
    ) -> None:
        """`call_seconds`: the longest that a call may take, without what a start sends and a download brings."""
        self._timeouts = (connect_timeout, read_timeout)
        self._call_seconds = call_seconds
        self._deadlines = Deadlines()
        self._observer = observer
        self._opened = OpenSockets()
        self._near = self._session(environment=False)
        self._far = self._session(environment=True)

    def post(self, url: str, body: Body, call: Call) -> Answer:
        """Send once; no retry, no redirect. Raises CallError when no answer came."""

        def send(_: Deadline) -> Answer:
            with (
                self._session(environment=not is_near(url)) as session,
                session.post(
                    url, data=body, headers=dict(body.headers), timeout=self._timeouts, stream=True
                ) as response,
            ):
                return _read(response, keep_cut=call is Call.START)

        return self._observed(send, url, call, body)

    def get(self, url: str, call: Call, sink: Sink | None = None, *, longest: float | None = None) -> Answer:
        """Fetch once, following up to MAX_REDIRECTS. With a `sink`, the body of a 200 goes there in pieces.

        `longest`: seconds for the whole call, where that is less than the usual.
        """
        connect, read = self._timeouts
        timeouts = (connect, read if longest is None else min(longest, read))

        def send(deadline: Deadline) -> Answer:
            with self._follow(url, timeouts) as response:
                if sink is None or response.status_code != 200:
                    return _read(response)
                return _fill(response, sink, deadline)

        return self._observed(send, url, call, None, longest)

    def reach(self, url: str, call: Call) -> int:
        """The HTTP status of one GET, wherever it leads: no redirect is followed and no body is read."""

        def send(_: Deadline) -> Answer:
            session = self._near if is_near(url) else self._far
            with session.get(url, timeout=self._timeouts, stream=True) as response:
                return Answer(response.status_code, "", None, b"")

        return self._observed(send, url, call, None).status

    def close(self) -> None:
        """End every exchange under way, from any thread; they raise ConnectionLost. For good."""
        self._opened.shut()
        self._near.close()
        self._far.close()

    @property
    def is_closed(self) -> bool:
        return self._opened.is_shut

    def _session(self, *, environment: bool) -> requests.Session:
        """`environment`: whether proxies and certificates named there apply."""
        session = _Session()
        session.trust_env = environment
        session.auth = _NoAuthentication()
        session.headers.update(_HEADERS)
        session.cookies.set_policy(_NO_COOKIES)
        adapter = ListeningAdapter(self._opened, send_seconds=self._timeouts[1])
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        return session

    def _follow(self, url: str, timeouts: tuple[float, float]) -> requests.Response:
        for _ in range(MAX_REDIRECTS + 1):
            session = self._near if is_near(url) else self._far
            response = session.get(url, timeout=timeouts, stream=True)
            target = _redirect_target(url, response)
            if target is None:
                break
            response.close()
            url = target
        return response

    def _observed(
        self,
        send: Callable[[Deadline], Answer],
        url: str,
        call: Call,
        body: Body | None,
        longest: float | None = None,
    ) -> Answer:
        began = time.monotonic()
        answer: Answer | None = None
        sending = body.len / LEAST_UPLOAD if body is not None else 0.0
        seconds = self._call_seconds + sending if longest is None else min(longest, self._call_seconds)
        with self._deadlines.call(seconds) as deadline:
            try:
                answer = send(deadline)
            except (RequestException, HTTPError, TimeoutError) as error:
                failure = _failure(error, call, host_of(url), body)
        started = answer is not None and call is Call.START and answers.tells_id(answer)
        if deadline.passed and not started:
            # What was read up to there may look like a whole answer: an end within the headers ends them.
            answer, failure = None, answers.took_too_long(call, host_of(url), _delivery(call, body))
        if self._observer is not None:
            self._observer(_exchange(call, time.monotonic() - began, answer))
        if answer is None:
            # Outside the except block: requests' error holds the request, and it the token.
            raise failure
        return answer


_NO_COOKIES = DefaultCookiePolicy(allowed_domains=[])


def host_of(url: str) -> str:
    """The host's name for a sentence."""
    return urlsplit(url).hostname or "the server"


def _exchange(call: Call, seconds: float, answer: Answer | None) -> Exchange:
    if answer is None:
        return Exchange(call, seconds, None, "", b"")
    return Exchange(call, seconds, answer.status, answer.content_type, answer.body)


def _read(response: requests.Response, *, keep_cut: bool = False) -> Answer:
    """The whole answer; what is over MAX_JSON is left unread.

    `keep_cut`: a JSON object is enough, whatever length was announced, and an answer that breaks off is kept as far as
    it came: the number of a paid job may stand there.
    """
    body = bytearray()
    cut = False
    try:
        while len(body) <= MAX_JSON and (piece := response.raw.read1(_PIECE, decode_content=True)):
            body.extend(piece)
            if keep_cut and is_object(body):
                break
    except HTTPError:
        # An error's number is enough; a server that refuses early may close before its text is through.
        cut = keep_cut and bool(body)
        if response.status_code < 400 and not cut:
            raise
    return _answer(response, bytes(body[: MAX_JSON + 1]), cut=cut)


def _fill(response: requests.Response, sink: Sink, deadline: Deadline) -> Answer:
    """The body of a 200 goes to the sink, at no less than the least rate."""
    deadline.renew(RATE_SECONDS)
    came = 0
    while piece := response.raw.read1(_PIECE, decode_content=True):
        sink(piece)
        came += len(piece)
        if came >= LEAST_DOWNLOAD * RATE_SECONDS:
            deadline.renew(RATE_SECONDS)
            came = 0
    return _answer(response, b"")


def _answer(response: requests.Response, body: bytes, *, cut: bool = False) -> Answer:
    headers = response.headers
    kind, again = headers.get("Content-Type", ""), headers.get("Retry-After")
    return Answer(response.status_code, kind, again, body, http_date(headers.get("Date")), cut)


def _failure(error: Exception, call: Call, host: str, body: Body | None) -> CallError:
    return (answers.timed_out if _is_timeout(error) else answers.lost)(call, host, _delivery(call, body))


def _delivery(call: Call, body: Body | None) -> Delivery:
    """A start that was not handed over to its last byte is no request that a server can act on (RFC 9112, 8)."""
    return Delivery.UNKNOWN if call is Call.START and body is not None and body.complete else Delivery.NO


def _is_timeout(error: BaseException | None, depth: int = 0) -> bool:
    """Whether a time-out stands anywhere below requests' and urllib3's wrappings."""
    if error is None or depth > 8:
        return False
    if isinstance(error, NewConnectionError):
        return False  # a refused connection, which urllib3 counts among its time-outs
    if isinstance(error, TimeoutError | AnyTimeout | requests.Timeout):
        return True
    wrapped = [item for item in (*error.args, getattr(error, "reason", None)) if isinstance(item, BaseException)]
    return any(_is_timeout(item, depth + 1) for item in (*wrapped, error.__cause__))


def _redirect_target(url: str, response: requests.Response) -> str | None:
    """Where a GET may go on; None for no redirect, or one from TLS to plain text or from outside to this machine."""
    location = response.headers.get("Location")
    if response.status_code not in _REDIRECTS or not location:
        return None
    try:
        target = urljoin(url, location)
        scheme = urlsplit(target).scheme
        near = is_near(target)
    except ValueError:
        return None
    if scheme not in ("http", "https") or (url.startswith("https:") and scheme != "https"):
        return None
    return None if near and not is_near(url) else target
