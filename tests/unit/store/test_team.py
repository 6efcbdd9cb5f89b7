"""People, grants and the audit list: on both databases, and nothing of another owner's without a grant."""

from __future__ import annotations

from datetime import timedelta

import pytest

from retouch_lib.errors import NoAdmin
from retouch_lib.owners import Owner
from retouch_lib.store.audit import Did, Noted, Sought
from retouch_lib.store.grants import TEAM, Access, May, Thing
from retouch_lib.store.people import Role
from retouch_lib.store.presets import State
from retouch_lib.store.records import Ask, JobState, Run, Wanted
from retouch_lib.store.store import Store
from tests.unit.store.conftest import NOON, SHA, make_run, photo, wanted

ANNA, BEN, CLEO = Owner("anna"), Owner("ben"), Owner("cleo")
NOBODY: frozenset[Owner] = frozenset()
RESULT = "b" * 64
STATE = State('{"mode":"professional","tasks":[]}', "f" * 64, "", "", ())


@pytest.fixture
def store(store: Store) -> Store:
    """Three people, of whom Anna has a photo."""
    for person in (ANNA, BEN, CLEO):
        store.team.seen(person, person.title(), founds=True)
    store.add_photo(photo(owner=ANNA))
    return store


def run_of(store: Store, owner: Owner, project: str = "") -> Run:
    store.add_photo(photo(owner=owner))
    (run,) = store.make_runs(owner, [Ask("local", (wanted(),), "1", "ref", project)])
    return run


def done(store: Store, run: Run, sha256: str = RESULT) -> None:
    job = run.items[0].job
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        store.set_job(job.id, state=state)
    store.set_job(job.id, state=JobState.DONE, result=sha256, result_type="jpeg", result_bytes=9)


def may(store: Store, person: Owner, run: Run) -> May:
    access = store.team.access_to_run(person, run.id)
    assert access is not None
    assert access.owner == run.owner
    return access.may


class TestPeople:
    def test_the_first_one_is_the_admin(self, store: Store) -> None:
        roles = {person.owner: (person.role, person.lab_credits) for person in store.team.people()}
        assert roles == {ANNA: (Role.ADMIN, True), BEN: (Role.MEMBER, False), CLEO: (Role.MEMBER, False)}

    def test_nobody_becomes_one_by_being_first_where_admins_are_named(self, store: Store) -> None:
        assert store.team.seen(Owner("dora"), "Dora", founds=False).role is Role.MEMBER

    def test_who_comes_again_has_the_name_of_now_and_keeps_the_rest(self, store: Store) -> None:
        first = store.team.change_person(BEN, NOBODY, budget_day=7)
        again = store.team.seen(BEN, "Benjamin", founds=True)
        assert (again.name, again.budget_day, again.first_seen) == ("Benjamin", 7, first.first_seen)
        assert again.last_seen > first.last_seen

    def test_the_last_admin_stays_one(self, store: Store) -> None:
        with pytest.raises(NoAdmin):
            store.team.change_person(ANNA, NOBODY, role=Role.MEMBER)
        with pytest.raises(NoAdmin):
            store.team.change_person(ANNA, NOBODY, removed_at=NOON)
        assert store.team.people()[0].is_admin
        store.team.change_person(BEN, NOBODY, role=Role.ADMIN)
        assert not store.team.change_person(ANNA, NOBODY, role=Role.MEMBER).is_admin

    def test_unless_the_settings_name_another(self, store: Store) -> None:
        assert not store.team.change_person(ANNA, frozenset({CLEO}), role=Role.MEMBER).is_admin

    def test_an_unknown_person_or_field_is_an_error(self, store: Store) -> None:
        with pytest.raises(KeyError):
            store.team.change_person(Owner("nobody"), NOBODY, role=Role.ADMIN)
        with pytest.raises(ValueError, match="name"):
            store.team.change_person(BEN, NOBODY, name="Admin")


class TestRuns:
    def test_are_their_owner_s_alone(self, store: Store) -> None:
        run = run_of(store, ANNA)
        done(store, run)
        assert [may(store, person, run) for person in (ANNA, BEN)] == [May.OWN, May.NOTHING]
        assert not store.team.sees_file(BEN, SHA)
        assert store.team.runs_for(BEN, 9) == ()
        assert store.team.access_to_run(BEN, "no such run") is None

    def test_shared_to_read_with_one_person(self, store: Store) -> None:
        run = run_of(store, ANNA)
        done(store, run)
        store.team.give(ANNA, Thing.RUN, run.id, BEN, writes=False)
        assert [may(store, person, run) for person in (ANNA, BEN, CLEO)] == [May.OWN, May.READ, May.NOTHING]
        assert [store.team.sees_file(person, RESULT) for person in (BEN, CLEO)] == [True, False]
        assert store.team.sees_file(BEN, SHA)
        assert not store.team.sees_file(BEN, "c" * 64)
        (listed,) = store.team.runs_for(BEN, 9)
        assert (listed.id, listed.owner, listed.photos, listed.variants) == (run.id, ANNA, 1, ("balanced",))
        assert store.team.access_to_job(BEN, run.items[0].job.id) == Access(ANNA, May.READ)
        assert store.team.access_to_job(CLEO, run.items[0].job.id) == Access(ANNA, May.NOTHING)

    def test_shared_with_the_team_to_write_and_no_longer(self, store: Store) -> None:
        run = run_of(store, ANNA)
        store.team.give(ANNA, Thing.RUN, run.id, BEN, writes=False)
        store.team.give(ANNA, Thing.RUN, run.id, TEAM, writes=True)
        assert [may(store, person, run) for person in (BEN, CLEO)] == [May.WRITE, May.WRITE]
        assert store.team.take_back(ANNA, Thing.RUN, run.id, TEAM)
        assert not store.team.take_back(ANNA, Thing.RUN, run.id, TEAM)
        assert [may(store, person, run) for person in (BEN, CLEO)] == [May.READ, May.NOTHING]
        store.team.take_back(ANNA, Thing.RUN, run.id, BEN)
        assert not store.team.sees_file(BEN, SHA)

    def test_the_team_are_those_in_it(self, store: Store) -> None:
        run = run_of(store, ANNA)
        store.team.give(ANNA, Thing.RUN, run.id, TEAM, writes=True)
        store.team.change_person(BEN, NOBODY, removed_at=NOON)
        for person in (BEN, Owner("a stranger")):
            assert may(store, person, run) is May.NOTHING
            assert not store.team.sees_file(person, SHA)
            assert store.team.runs_for(person, 9) == ()

    def test_of_a_project_come_with_it(self, store: Store) -> None:
        run, other = run_of(store, ANNA, "Smith Wedding"), run_of(store, ANNA, "Jones")
        store.team.give(ANNA, Thing.PROJECT, "smith wedding", BEN, writes=False)
        later = run_of(store, ANNA, "SMITH wedding")
        theirs = run_of(store, CLEO, "Smith Wedding")
        assert [may(store, BEN, each) for each in (run, later, other, theirs)] == [
            May.READ,
            May.READ,
            May.NOTHING,
            May.NOTHING,
        ]
        assert {listed.id for listed in store.team.runs_for(BEN, 9)} == {run.id, later.id}

    def test_without_a_project_are_no_project_s(self, store: Store) -> None:
        run = run_of(store, ANNA)
        store.team.give(ANNA, Thing.PROJECT, "", BEN, writes=False)
        assert may(store, BEN, run) is May.NOTHING
        assert store.team.runs_for(BEN, 9) == ()

    def test_filed_under_anothers_project_are_seen_by_whom_it_is_shared_with(self, store: Store) -> None:
        run = run_of(store, BEN)
        done(store, run)
        store.team.give(ANNA, Thing.PROJECT, "smith", CLEO, writes=False)
        assert store.team.projects_to_file_under(BEN) == ()
        store.team.give(ANNA, Thing.PROJECT, "smith", BEN, writes=True)
        assert store.team.projects_to_file_under(BEN) == ((ANNA, "smith"),)
        store.team.file_run(run.id, ANNA, "Smith")
        assert store.team.filed_under(run.id) == (ANNA, "smith")
        assert [may(store, person, run) for person in (ANNA, BEN, CLEO)] == [May.WRITE, May.OWN, May.READ]
        assert [store.team.sees_file(person, RESULT) for person in (ANNA, CLEO)] == [True, True]
        assert [listed.owner for listed in store.team.runs_for(CLEO, 9)] == [BEN]
        store.team.take_out(run.id)
        assert may(store, CLEO, run) is May.NOTHING
        assert not store.team.sees_file(CLEO, RESULT)

    def test_deleted_ones_are_shared_no_longer_nor_what_comes_after_them(self, store: Store) -> None:
        run = run_of(store, ANNA, "Smith")
        done(store, run)
        store.team.give(ANNA, Thing.RUN, run.id, BEN, writes=False)
        store.team.give(ANNA, Thing.PROJECT, "smith", TEAM, writes=True)
        store.team.file_run(run_of(store, BEN).id, ANNA, "smith")
        store.delete_runs(ANNA, [run.id])
        assert store.team.access_to_run(BEN, run.id) is None
        assert store.team.grants(ANNA, Thing.RUN, run.id) == ()
        assert not store.team.sees_file(CLEO, RESULT)
        assert may(store, CLEO, run_of(store, ANNA, "Smith")) is May.NOTHING

    def test_a_job_that_two_runs_show_is_seen_through_either(self, store: Store) -> None:
        run = run_of(store, ANNA)
        done(store, run)
        again = Wanted(SHA, "balanced", "{}", "f" * 64, "", run.items[0].job.id)
        second = make_run(store, again, owner=ANNA)
        store.team.give(ANNA, Thing.RUN, second.id, BEN, writes=False)
        assert store.team.access_to_job(BEN, run.items[0].job.id) == Access(ANNA, May.READ)
        assert store.team.sees_file(BEN, RESULT)


class TestPresets:
    def test_are_shared_by_their_id_under_whatever_name(self, store: Store) -> None:
        store.save_preset(ANNA, "Wedding", STATE)
        preset = store.team.preset_id(ANNA, "wedding")
        assert preset is not None
        assert store.team.access_to_preset(BEN, preset) == Access(ANNA, May.NOTHING)
        store.team.give(ANNA, Thing.PRESET, preset, BEN, writes=False)
        store.team.give(ANNA, Thing.PRESET, preset, TEAM, writes=True)
        store.rename_preset(ANNA, "wedding", "Bridal")
        (shared,) = store.team.presets_for(BEN)
        assert (shared.name, shared.owner, shared.versions, shared.may) == ("Bridal", ANNA, 1, May.WRITE)
        assert store.team.presets_for(ANNA) == ()

    def test_a_removed_one_is_gone_and_comes_back_as_it_was_shared(self, store: Store) -> None:
        store.save_preset(ANNA, "Wedding", STATE)
        preset = store.team.preset_id(ANNA, "wedding")
        assert preset is not None
        store.team.give(ANNA, Thing.PRESET, preset, BEN, writes=False)
        store.remove_preset(ANNA, "wedding")
        assert store.team.presets_for(BEN) == ()
        assert store.team.access_to_preset(BEN, preset) is None
        store.restore_preset(ANNA, preset)
        assert [shared.may for shared in store.team.presets_for(BEN)] == [May.READ]


class TestAudit:
    def test_the_newest_first_in_pieces(self, store: Store) -> None:
        for number in range(5):
            store.team.note(Noted(BEN, Did.RAN, f"run {number}", ""))
        first = store.team.events(Sought(), 2)
        assert [event.about for event in first] == ["run 4", "run 3"]
        assert [event.about for event in store.team.events(Sought(), 9, first[-1].id)] == ["run 2", "run 1", "run 0"]

    def test_sought_by_who_what_and_when(self, store: Store) -> None:
        store.team.note(Noted(ANNA, Did.SHARED, "x", "with the team"))
        store.team.note(Noted(BEN, Did.RAN, "y", ""))
        (ran,) = store.team.events(Sought(who=BEN), 9)
        assert (ran.about, ran.did) == ("y", Did.RAN)
        assert [event.about for event in store.team.events(Sought(did=Did.SHARED), 9)] == ["x"]
        assert [event.about for event in store.team.events(Sought(since=ran.at), 9)] == ["y"]
        assert [event.about for event in store.team.events(Sought(until=ran.at), 9)] == ["x"]

    def test_is_forgotten_from_its_old_end(self, store: Store) -> None:
        store.team.note(Noted(ANNA, Did.RAN, "old", ""))
        store.team.note(Noted(ANNA, Did.RAN, "new", ""))
        (new, _) = store.team.events(Sought(), 9)
        assert store.team.forget_events(new.at, 9) == 1
        assert store.team.forget_events(new.at - timedelta(days=1), 9) == 0
        assert [event.about for event in store.team.events(Sought(), 9)] == ["new"]

    def test_and_from_there_where_it_is_too_long(self, store: Store) -> None:
        for number in range(5):
            store.team.note(Noted(ANNA, Did.RAN, str(number), ""))
        assert store.team.forget_events(NOON - timedelta(days=1), 2) == 3
        assert [event.about for event in store.team.events(Sought(), 9)] == ["4", "3"]

    def test_a_change_and_its_row_are_written_together_or_not_at_all(self, store: Store) -> None:
        noted = Noted(ANNA, Did.SHARED, "smith", "with Ben")
        store.team.give(ANNA, Thing.PROJECT, "smith", BEN, writes=False, noted=noted)
        with pytest.raises(NoAdmin):
            store.team.change_person(ANNA, NOBODY, Noted(ANNA, Did.REMOVED, ANNA, ""), removed_at=NOON)
        store.team.take_back(BEN, Thing.PROJECT, "never shared", ANNA, noted=Noted(BEN, Did.UNSHARED, "x", ""))
        assert [event.did for event in store.team.events(Sought(), 9)] == [Did.SHARED]
