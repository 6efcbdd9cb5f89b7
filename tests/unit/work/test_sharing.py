"""Sharing, people and the audit list as pages, routes and jobs ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retouch_lib.errors import BadSetting, NotAllowed, OverAllowance, OverBudget
from retouch_lib.owners import LOCAL, Owner
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.vendor import BALANCED, SLIGHT
from retouch_lib.store.records import Ask, Job, JobState, Photo, Run, Standing, Take, Verdict, Wanted
from retouch_lib.store.store import Store
from retouch_lib.work.auditing import KEPT, Auditing, Did, Sought
from retouch_lib.work.budget import Budget
from retouch_lib.work.library import Library
from retouch_lib.work.people import Role, Roster, SpendingLimit
from retouch_lib.work.picks import Judgement, Picks
from retouch_lib.work.sharing import TEAM, May, Sharing, Thing
from tests.launches import as_opened_before

ANNA, BEN, CLEO = Owner("anna-hash"), Owner("ben-hash"), Owner("cleo-hash")
SHA, RESULT = "a" * 64, "b" * 64
HOSTILE = '=HYPERLINK("http://x")<script>alert(1)</script>\n**bold**\u202e'


class Clock:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class Lab:
    """The rooms that these questions need."""

    def __init__(self, store: Store, clock: Clock, *admins: str) -> None:
        self.store, self.clock = store, clock
        self.library, self.picks = Library(store), Picks(store)
        self.auditing = Auditing(store.team, clock)
        self.people = Roster(store.team, admins, self.auditing, clock)
        self.sharing = Sharing(store, self.people, self.library, self.picks, self.auditing)

    def run_of(self, owner: Owner, project: str = "") -> Run:
        self.store.add_photo(Photo(SHA, owner, "DSC_1.jpg", 1000, "jpeg", 600, 800, "sRGB", None, self.clock()))
        want = Wanted(SHA, "balanced", BALANCED.to_json(), BALANCED.fingerprint, "", None)
        (run,) = self.store.make_runs(owner, [Ask("local", (want,), "1", "ref", project)])
        return run

    def done(self, run: Run) -> Job:
        job = run.items[0].job
        for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
            self.store.set_job(job.id, state=state)
        return self.store.set_job(job.id, state=JobState.DONE, result=RESULT, result_type="jpeg", result_bytes=9)

    def told(self) -> list[tuple[str, str]]:
        """(who, did), the oldest first."""
        return [(event.who, event.did) for event in reversed(self.auditing.events(Sought(), 99))]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"), Clock())
    yield store
    store.close()


@pytest.fixture
def alone(store: Store) -> Lab:
    return Lab(store, Clock())


@pytest.fixture
def lab(alone: Lab) -> Lab:
    for owner, name in ((ANNA, "Anna"), (BEN, "Ben"), (CLEO, "Cleo")):
        alone.people.seen(owner, name)
    return alone


class TestALabOfOnePerson:
    def test_knows_nobody_and_keeps_no_audit_list(self, alone: Lab) -> None:
        alone.auditing.note(LOCAL, Did.RAN, "x")
        assert not alone.people.is_team
        assert alone.told() == []
        assert alone.people.is_admin(LOCAL)
        assert alone.people.spends_lab_credits(LOCAL)
        assert alone.people.allowance(LOCAL) == SpendingLimit()

    def test_shares_nothing(self, alone: Lab) -> None:
        run = alone.run_of(LOCAL)
        with pytest.raises(NotAllowed):
            alone.sharing.share(LOCAL, Thing.RUN, run.id, TEAM, writes=True)
        assert alone.sharing.may(LOCAL, Thing.RUN, run.id).may is May.OWN


class TestPeople:
    def test_a_name_is_one_line_and_two_alike_are_told_apart(self, lab: Lab) -> None:
        lab.people.seen(Owner("other-ben"), "Ben")
        lab.people.seen(CLEO, f"  {HOSTILE}  ")
        names = lab.people.names()
        assert (names[BEN], names[Owner("other-ben")]) == ("Ben (ben-ha)", "Ben (other-)")
        assert "\n" not in names[CLEO]
        assert "\u202e" not in names[CLEO]
        assert names[LOCAL] == "this computer"
        assert lab.people.name(Owner("nobody")) == "nobody"

    def test_coming_again_at_once_writes_nothing(self, lab: Lab) -> None:
        first = lab.people.seen(BEN, "Ben")
        assert lab.people.seen(BEN, "Ben") == first
        lab.clock.now += timedelta(hours=1)
        assert lab.people.seen(BEN, "Ben").last_seen > first.last_seen

    def test_only_an_admin_changes_roles_budgets_and_credits(self, lab: Lab) -> None:
        changes = (
            lambda: lab.people.set_role(BEN, BEN, Role.ADMIN),
            lambda: lab.people.set_budget(BEN, BEN, 0, 0),
            lambda: lab.people.set_lab_credits(BEN, BEN, may=True),
            lambda: lab.people.take_out(BEN, ANNA),
            lambda: lab.people.take_in(BEN, CLEO),
        )
        for change in changes:
            with pytest.raises(NotAllowed):
                change()
        assert lab.told() == []
        lab.people.set_role(ANNA, BEN, Role.ADMIN)
        lab.people.set_budget(BEN, CLEO, 3, 9)
        lab.people.set_lab_credits(BEN, CLEO, may=True)
        assert lab.people.allowance(CLEO) == SpendingLimit(3, 9)
        assert lab.people.spends_lab_credits(CLEO)
        assert [did for _, did in lab.told()] == [Did.CHANGED_ROLE, Did.CHANGED_BUDGET, Did.CHANGED_CREDITS]

    def test_a_budget_is_a_number_of_credits(self, lab: Lab) -> None:
        for run, day in ((-1, 0), (0, 100_001)):
            with pytest.raises(BadSetting):
                lab.people.set_budget(ANNA, BEN, run, day)

    def test_admins_of_the_settings_are_those_and_stay_so(self, store: Store) -> None:
        lab = Lab(store, Clock(), BEN)
        lab.people.seen(ANNA, "Anna")
        lab.people.seen(BEN, "Ben")
        assert [lab.people.is_admin(owner) for owner in (ANNA, BEN)] == [False, True]
        assert lab.people.is_fixed(BEN)
        lab.people.set_role(BEN, ANNA, Role.ADMIN)
        lab.people.set_role(BEN, ANNA, Role.MEMBER)
        with pytest.raises(NotAllowed):
            lab.people.take_out(BEN, BEN)

    def test_on_a_lan_it_is_who_sits_at_the_lab_s_own_machine(self, store: Store) -> None:
        lab = Lab(store, Clock())
        lab.people = Roster(store.team, (), lab.auditing, lab.clock, first_is_admin=lambda: False)
        lab.people.seen(ANNA, "Anna")
        lab.people.seen(LOCAL, "")
        assert [lab.people.is_admin(owner) for owner in (ANNA, LOCAL)] == [False, True]
        lab.sharing.share(LOCAL, Thing.RUN, lab.run_of(LOCAL).id, ANNA, writes=False)
        assert len(lab.sharing.runs_for(ANNA)) == 1
        lab.people.set_lab_credits(LOCAL, ANNA, may=True)
        assert lab.people.spends_lab_credits(ANNA)

    def test_who_is_taken_out_sees_and_spends_nothing(self, lab: Lab) -> None:
        run = lab.run_of(ANNA)
        lab.sharing.share(ANNA, Thing.RUN, run.id, BEN, writes=True)
        mine = lab.run_of(BEN)
        lab.people.take_out(ANNA, BEN)
        assert lab.people.is_out(BEN)
        assert lab.sharing.may(BEN, Thing.RUN, run.id).may is May.NOTHING
        assert lab.sharing.may(BEN, Thing.RUN, mine.id).may is May.NOTHING
        assert lab.sharing.may(BEN, Thing.FILE, SHA).may is May.NOTHING
        with pytest.raises(NotAllowed):
            lab.people.require_in(BEN)
        budget = Budget(0, 0, lab.clock(), allowed=lab.people.allowance(BEN))
        with pytest.raises(OverAllowance, match="taken out"):
            budget.check([Take(1, Standing(0, None, 0))])
        lab.people.take_in(ANNA, BEN)
        assert lab.sharing.may(BEN, Thing.RUN, run.id).may is May.WRITE


class TestAllowance:
    TAKES = (Take(4, Standing(3, None, 0)),)

    def test_no_word_goes_beyond_it(self, lab: Lab) -> None:
        budget = Budget(1, 1, lab.clock(), confirmed=4, allowed=SpendingLimit(run=3))
        with pytest.raises(OverAllowance, match="4 credits; an admin lets you spend 3 with one run"):
            budget.check(self.TAKES)
        with pytest.raises(OverAllowance, match=r"this takes 4; an admin lets you spend 6 a day"):
            Budget(0, 0, lab.clock(), confirmed=4, allowed=SpendingLimit(day=6)).check(self.TAKES)

    def test_within_it_one_s_own_limits_are_asked(self, lab: Lab) -> None:
        with pytest.raises(OverBudget):
            Budget(1, 0, lab.clock(), allowed=SpendingLimit(4, 7)).check(self.TAKES)
        Budget(1, 0, lab.clock(), confirmed=4, allowed=SpendingLimit(4, 7)).check(self.TAKES)
        assert not Budget(0, 0, lab.clock(), allowed=SpendingLimit(1, 1)).refusals(())


class TestSharing:
    def test_only_one_s_own_with_those_in_the_team(self, lab: Lab) -> None:
        run = lab.run_of(ANNA)
        for owner, whom in ((BEN, CLEO), (ANNA, ANNA), (ANNA, Owner("nobody")), (ANNA, LOCAL)):
            with pytest.raises(NotAllowed):
                lab.sharing.share(owner, Thing.RUN, run.id, whom, writes=False)
        with pytest.raises(NotAllowed):
            lab.sharing.share(ANNA, Thing.FILE, SHA, BEN, writes=False)
        with pytest.raises(NotAllowed):
            lab.sharing.share(ANNA, Thing.PROJECT, "", BEN, writes=False)
        assert lab.told() == []

    @pytest.mark.parametrize("writes", [False, True])
    def test_a_run_with_one_person(self, lab: Lab, *, writes: bool) -> None:
        run = lab.run_of(ANNA)
        job = lab.done(run)
        lab.sharing.share(ANNA, Thing.RUN, run.id, BEN, writes=writes)
        opened = lab.sharing.run(BEN, run.id)
        assert opened is not None
        assert (opened.run.id, opened.writes) == (run.id, writes)
        assert lab.sharing.job(BEN, job.id) == job
        assert lab.sharing.may(BEN, Thing.FILE, RESULT).may is May.READ
        assert [shared.id for shared in lab.sharing.runs_for(BEN)] == [run.id]
        for none in (lab.sharing.run(CLEO, run.id), lab.sharing.job(CLEO, job.id), lab.sharing.run(ANNA, run.id)):
            assert none is None
        lab.sharing.unshare(ANNA, Thing.RUN, run.id, BEN)
        assert lab.sharing.run(BEN, run.id) is None
        assert lab.sharing.may(BEN, Thing.FILE, RESULT).may is May.NOTHING
        assert lab.told() == [(ANNA, Did.SHARED), (ANNA, Did.UNSHARED)]

    def test_who_may_write_judges_for_its_owner(self, lab: Lab) -> None:
        run = lab.run_of(ANNA)
        job = lab.done(run)
        lab.sharing.share(ANNA, Thing.RUN, run.id, BEN, writes=False)
        with pytest.raises(NotAllowed):
            lab.sharing.judge(BEN, run.id, [job], Judgement("pick"))
        lab.sharing.share(ANNA, Thing.RUN, run.id, TEAM, writes=True)
        lab.sharing.judge(BEN, run.id, [job], Judgement("pick"))
        assert lab.picks.of_photos(ANNA, [SHA])[job.id].verdict is Verdict.PICKED
        assert (BEN, Did.JUDGED) in lab.told()

    def test_photos_are_copied_onto_one_s_own_list(self, lab: Lab) -> None:
        run = lab.run_of(ANNA)
        with pytest.raises(NotAllowed):
            lab.sharing.copy_photos(BEN, run.id)
        lab.sharing.share(ANNA, Thing.RUN, run.id, BEN, writes=False)
        (copied,) = lab.sharing.copy_photos(BEN, run.id)
        assert (copied.owner, copied.sha256, copied.name) == (BEN, SHA, "DSC_1.jpg")
        assert [photo.sha256 for photo in lab.store.photos(BEN)] == [SHA]
        lab.sharing.unshare(ANNA, Thing.RUN, run.id, BEN)
        assert lab.sharing.may(BEN, Thing.FILE, SHA).may is May.OWN

    def test_a_preset_to_read_and_to_write(self, lab: Lab) -> None:
        lab.library.save(ANNA, Preset("Wedding", BALANCED.tasks))
        preset = lab.sharing.preset_id(ANNA, "wedding")
        assert preset is not None
        assert lab.sharing.preset_id(ANNA, "balanced") is None
        assert lab.sharing.preset(BEN, preset) is None
        lab.sharing.share(ANNA, Thing.PRESET, preset, TEAM, writes=False)
        found = lab.sharing.preset(BEN, preset)
        assert found is not None
        assert found[0].name == "Wedding"
        with pytest.raises(NotAllowed):
            lab.sharing.save_version(BEN, preset, Preset("x", SLIGHT.tasks))
        lab.sharing.share(ANNA, Thing.PRESET, preset, BEN, writes=True)
        version = lab.sharing.save_version(BEN, preset, Preset("x", SLIGHT.tasks))
        entry = lab.library.entry(ANNA, "Wedding")
        assert entry is not None
        assert (version.number, entry.count, [one.may for one in lab.sharing.presets_for(BEN)]) == (2, 2, [May.WRITE])
        assert lab.library.entry(BEN, "Wedding") is None

    def test_a_run_is_filed_under_another_s_project_only_where_that_is_shared_to_write(self, lab: Lab) -> None:
        run = lab.run_of(BEN)
        with pytest.raises(NotAllowed):
            lab.sharing.file_run(BEN, run.id, ANNA, "Smith")
        lab.sharing.share(ANNA, Thing.PROJECT, "Smith", BEN, writes=True)
        lab.sharing.share(ANNA, Thing.PROJECT, "Smith", CLEO, writes=False)
        with pytest.raises(NotAllowed):
            lab.sharing.file_run(ANNA, run.id, ANNA, "Smith")
        lab.sharing.file_run(BEN, run.id, ANNA, "SMITH")
        assert lab.sharing.filed_under(run.id) == (ANNA, "smith")
        assert [lab.sharing.may(one, Thing.RUN, run.id).may for one in (ANNA, CLEO)] == [May.WRITE, May.READ]
        with pytest.raises(NotAllowed):
            lab.sharing.take_out(CLEO, run.id)
        lab.sharing.take_out(BEN, run.id)
        assert lab.sharing.may(CLEO, Thing.RUN, run.id).may is May.NOTHING


class TestAudit:
    def test_the_table_runs_nothing_in_a_spreadsheet_and_is_bounded(self, lab: Lab) -> None:
        lab.people.seen(CLEO, HOSTILE)
        lab.auditing.note(CLEO, Did.DELETED, HOSTILE, HOSTILE * 99)
        table = lab.auditing.csv(Sought(), lab.people.names()).decode()
        assert "'=HYPERLINK" in table
        assert table.startswith("time (UTC),who,owner,what,about,detail\r\n2026-03-01 12:00:")
        (event,) = lab.auditing.events(Sought(), 9)
        assert len(event.detail) <= 500
        assert len(table.splitlines()) == 2

    def test_of_nothing_there_is_a_head(self, lab: Lab) -> None:
        assert lab.auditing.csv(Sought(), {}) == b"time (UTC),who,owner,what,about,detail\r\n"

    def test_old_events_are_forgotten(self, lab: Lab) -> None:
        lab.auditing.note(ANNA, Did.RAN, "x")
        assert lab.auditing.sweep() == 0
        lab.clock.now += KEPT + timedelta(days=1)
        assert lab.auditing.sweep() == 1
