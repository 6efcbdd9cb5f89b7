"""A report over HTTP: saved and never shown at this address, by its ticket alone, gone when it is gone."""

from __future__ import annotations

import pytest

from retouch_lib.reports.making import ReportForm
from retouch_lib.reports.sheet import sheet_of
from retouch_lib.ui.server.urls import report_url
from tests.contract.hosts import Host
from tests.engines import wait_until
from tests.pages.done_run import done_run


@pytest.mark.parametrize(
    ("form", "kind"), [(ReportForm.HTML, "text/html; charset=utf-8"), (ReportForm.PDF, "application/pdf")]
)
def test_it_is_saved_and_never_shown(host: Host, form: ReportForm, kind: str) -> None:
    run = done_run(host.lab, samples=["glasses"])
    sheet = sheet_of([item.job for item in run.items], host.lab.clock(), title="Frühling")
    making = host.lab.reports.start("local", form, sheet)
    wait_until(lambda: making.ended, seconds=30)
    status, headers, body = host.call("GET", report_url(making.ticket))
    assert (status, headers["content-type"]) == (200, kind)
    assert len(body) == int(headers["content-length"]) == making.bytes
    assert headers["content-disposition"].startswith('attachment; filename="Fr_hling_contact-sheet.')
    assert "Fr%C3%BChling" in headers["content-disposition"]
    assert headers["content-security-policy"].startswith("default-src 'none'; sandbox,")
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    making.path.unlink()
    assert host.call("GET", report_url(making.ticket))[0] == 404


@pytest.mark.parametrize("ticket", ["x", "..%2f..%2flab.sqlite", "%00"])
def test_what_there_is_not_is_said(host: Host, ticket: str) -> None:
    status, _, body = host.call("GET", report_url(ticket))
    assert status == 404
    assert b"Traceback" not in body
