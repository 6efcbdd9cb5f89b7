"""A component's scripts over HTTP: as one module that a browser may keep, and nothing that was not published."""

from __future__ import annotations

from pathlib import Path

import pytest

from retouch_lib.ui import viewer
from retouch_lib.ui.component import module
from retouch_lib.ui.server import scripts
from retouch_lib.ui.server.scripts import publish
from tests.contract.hosts import Host


def test_a_module_is_served_and_may_be_kept_for_ever(host: Host) -> None:
    script = module(Path(viewer.__file__).parent, viewer._SCRIPTS)
    status, headers, body = host.call("GET", publish("viewer", script))
    assert (status, headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert body.decode() == script
    assert script.rstrip().endswith("export default mounted(Viewer);")
    assert headers["cache-control"] == "private, max-age=31536000, immutable"
    assert headers["x-content-type-options"] == "nosniff"


def test_one_that_only_another_replica_has_drawn_is_served(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    address = publish("viewer", "export default 3;")
    del scripts._published[address]
    scripts._declare_all.cache_clear()
    monkeypatch.setattr(scripts, "import_module", lambda _name: publish("viewer", "export default 3;"))
    assert host.call("GET", address)[2] == b"export default 3;"


def test_every_component_is_found() -> None:
    ui = Path(viewer.__file__).parents[1]
    declaring = [file.parent.name for file in ui.glob("*/__init__.py") if "= component(_FOLDER" in file.read_text()]
    assert scripts.components() == [f"retouch_lib.ui.{name}" for name in sorted(declaring)]


def test_another_content_has_another_address() -> None:
    assert publish("one", "export default 1;") == publish("one", "export default 1;")
    assert publish("one", "export default 2;") != publish("one", "export default 1;")


@pytest.mark.parametrize("path", ["/components/viewer/0.js", "/components/../app.js", "/components/%2e%2e/app.js"])
def test_nothing_else_is_served(host: Host, path: str) -> None:
    assert host.call("GET", path)[0] == 404
