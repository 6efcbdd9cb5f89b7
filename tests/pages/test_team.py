"""What a team sees: sharing on Presets, Team, People and Audit in Settings; and none of it to one person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL, Owner
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.vendor import BALANCED, SLIGHT
from retouch_lib.store.records import Run, Verdict
from retouch_lib.ui import session
from retouch_lib.ui.server.visitor import Visitor
from retouch_lib.work.people import Role
from retouch_lib.work.sharing import NO_LONGER, TEAM, May, Thing
from tests.pages.conftest import ran, wait_for_run

ANNA, BEN = Owner("anna-hash"), Owner("ben-hash")
NAMES = {ANNA: "Anna", BEN: "Ben **bold** <b>x</b> [a](http://b)"}
HOSTILE = NAMES[BEN]
OpenPage = Callable[..., AppTest]


@pytest.fixture
def who(monkeypatch: pytest.MonkeyPatch) -> Callable[[Owner], None]:
    """Be that person from now on."""

    def be(owner: Owner) -> None:
        monkeypatch.setattr(session, "visitor", lambda: Visitor(owner, NAMES[owner], 1_700_000_000))

    return be


@pytest.fixture
def team(lab: Lab) -> Lab:
    """Anna, an admin, and Ben."""
    lab.people.seen(ANNA, "Anna")
    lab.people.seen(BEN, HOSTILE)
    lab.people.set_role(LOCAL, ANNA, Role.ADMIN)
    return lab


def run_of(lab: Lab, owner: Owner, project: str = "") -> Run:
    photo = lab.add_sample(owner, "portrait")
    run = lab.run(lab.plan(owner, [photo.sha256], (SLIGHT,), "local"), project)
    wait_for_run(lab, owner=owner)
    found = lab.store.run(owner, run.id)
    assert found is not None
    return found


def press(page: AppTest, key: str) -> AppTest:
    page.button(key).click()
    return ran(page)


def labels(page: AppTest) -> set[str]:
    return {button.label for button in page.button}


def test_to_one_person_nothing_of_a_team_is_shown(open_page: OpenPage, lab: Lab) -> None:
    lab.library.save(LOCAL, Preset("wedding", BALANCED.tasks))
    settings = open_page("settings")
    assert "People" not in {head.value for head in settings.subheader}
    assert "Audit" not in {head.value for head in settings.subheader}
    assert "Backup" in {head.value for head in settings.subheader}
    presets = open_page("presets")
    assert "Share" not in labels(presets)
    assert not [line for line in presets.markdown if "From colleagues" in line.value]


class TestARun:
    def test_is_shared_opened_judged_copied_and_shared_no_longer(
        self, open_page: OpenPage, team: Lab, who: Callable[[Owner], None]
    ) -> None:
        run = run_of(team, ANNA, "Smith")
        job = run.items[0].job
        who(BEN)
        assert "Nobody shares a run with you yet." in ran(open_page("team")).info[0].value
        hidden = open_page("team", run=run.id)
        assert hidden.warning[0].value == NO_LONGER

        team.sharing.share(ANNA, Thing.RUN, run.id, BEN, writes=False)
        listed = open_page("team")
        assert list(listed.dataframe[0].value["Who ran it"]) == ["Anna"]
        opened = open_page("team", run=run.id)
        assert "Anna’s run of" in opened.subheader[0].value
        assert "Pick" not in labels(opened)
        linked = open_page("tune", run=run.id)
        assert "Anna’s run of" in linked.subheader[0].value

        team.sharing.share(ANNA, Thing.RUN, run.id, TEAM, writes=True)
        team.sharing.unshare(ANNA, Thing.RUN, run.id, BEN)
        opened = open_page("team", run=run.id)
        press(opened, session.team_judge("Pick", job.id))
        assert team.picks.of_photos(ANNA, [job.photo])[job.id].verdict is Verdict.PICKED

        press(opened, session.TEAM_USE)
        assert [photo.sha256 for photo in team.store.photos(BEN)] == [job.photo]
        assert run.id not in {mine.id for mine in team.store.runs(BEN)}

        team.sharing.unshare(ANNA, Thing.RUN, run.id, TEAM)
        assert open_page("team", run=run.id).warning[0].value == NO_LONGER


class TestAPreset:
    def test_is_shared_used_copied_and_given_a_version(
        self, open_page: OpenPage, team: Lab, who: Callable[[Owner], None]
    ) -> None:
        team.library.save(ANNA, Preset("wedding", BALANCED.tasks, note=HOSTILE))
        preset = team.sharing.preset_id(ANNA, "wedding")
        assert preset is not None
        who(ANNA)
        mine = open_page("presets", preset="wedding")
        place = f"share_preset_{preset}"
        mine.selectbox(session.share_with(place)).select_index(1)
        ran(mine)
        press(mine, session.share_now(place))
        assert team.sharing.may(BEN, Thing.PRESET, preset).may is May.READ

        who(BEN)
        page = open_page("presets")
        press(page, session.shared_row(preset))
        assert "wedding" in {head.value for head in page.subheader}
        assert session.SHARED_SAVE not in {button.key for button in page.button}
        press(page, session.SHARED_COPY)
        assert team.library.entry(BEN, "wedding") is not None

        team.sharing.share(ANNA, Thing.PRESET, preset, BEN, writes=True)
        page = open_page("presets", shared=preset)
        press(page, session.SHARED_SAVE)
        entry = team.library.entry(ANNA, "wedding")
        assert entry is not None
        assert entry.count == 2

        who(ANNA)
        mine = open_page("presets", preset="wedding")
        press(mine, session.unshare(place, BEN))
        assert team.sharing.may(BEN, Thing.PRESET, preset).may is May.NOTHING
        who(BEN)
        assert NO_LONGER in {warning.value for warning in open_page("presets", shared=preset).warning}


class TestSettings:
    def test_an_admin_sets_roles_budgets_and_credits(
        self, open_page: OpenPage, team: Lab, who: Callable[[Owner], None]
    ) -> None:
        who(ANNA)
        page = open_page("settings")
        ben = next(person for person in team.people.everybody() if person.owner == BEN)
        page.selectbox(session.PEOPLE_WHO).set_value(ben)
        ran(page)
        page.radio(session.person_field("role", BEN, Role.MEMBER)).set_value(Role.ADMIN)
        page.number_input(session.person_field("day", BEN, 0)).set_value(40)
        page.checkbox(session.person_field("credits", BEN, stands=False)).check()
        next(button for button in page.button if button.label == "Keep").click()
        ran(page)
        assert team.people.is_admin(BEN)
        assert team.people.allowance(BEN).day == 40
        assert team.people.spends_lab_credits(BEN)
        (audit,) = (frame.value for frame in page.dataframe if "Detail" in frame.value)
        assert {"changed a role", "changed a budget", "changed whose credits"} <= set(audit["What"])

    def test_a_member_sees_themselves_only(self, open_page: OpenPage, team: Lab, who: Callable[[Owner], None]) -> None:
        who(BEN)
        page = open_page("settings")
        heads = {head.value for head in page.subheader}
        assert "People" in heads
        assert "Audit" not in heads
        assert session.PEOPLE_WHO not in {box.key for box in page.selectbox}

    def test_who_is_taken_out_sees_a_sentence(
        self, open_page: OpenPage, team: Lab, who: Callable[[Owner], None]
    ) -> None:
        team.people.take_out(ANNA, BEN)
        who(BEN)
        page = open_page("tune")
        assert [error.value for error in page.error] == [
            "You were taken out of this lab’s team. What is yours is kept; ask an admin to take you in again."
        ]
        assert not page.button
