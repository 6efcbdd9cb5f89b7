"""What balance readings tell: who paid, who else used the token, how long it lasts. And when they tell nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from retouch_lib.store.records import Reading
from retouch_lib.store.uses import Verdicts
from retouch_lib.work import spending
from retouch_lib.work.spending import Forecast, Inference

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
Charge = tuple[str, float, float, float | None, int | None]
"""Job, begun, answered and ended (minutes after noon; None: not yet), credits (None: unknown)."""


def balances(*pairs: tuple[float, int], account: str = "retouch4me", token: str = "ref") -> pd.DataFrame:
    """(minutes after noon, credits left)."""
    rows = [(account, token, value, NOON + timedelta(minutes=at)) for at, value in pairs]
    frame = pd.DataFrame(rows, columns=["account", "token", "value", "read_at"])
    return frame.astype({"value": "Int64", "read_at": "datetime64[us, UTC]"})


def charges(*rows: Charge, token: str = "ref") -> pd.DataFrame:
    def time(minutes: float | None) -> datetime | None:
        return None if minutes is None else NOON + timedelta(minutes=minutes)

    frame = pd.DataFrame(
        [("retouch4me", token, job, time(a), time(b), time(c), cost) for job, a, b, c, cost in rows],
        columns=["account", "token", "job", "attempted_at", "answered_at", "ended_at", "credits"],
    )
    times = dict.fromkeys(("attempted_at", "answered_at", "ended_at"), "datetime64[us, UTC]")
    # Neither answered nor ended: it waits for its owner.
    unsure = (frame["credits"].isna() & frame["answered_at"].isna() & frame["ended_at"].isna()).astype("Int64")
    return frame.astype({**times, "credits": "Int64"}).assign(unsure=unsure)


def told(balances: pd.DataFrame, charges: pd.DataFrame) -> Verdicts:
    return spending.verdicts(spending.inferences(balances, charges))


class TestDrops:
    def test_a_fall_that_our_jobs_explain_is_none(self) -> None:
        assert spending.drops(balances((0, 41), (10, 39)), charges(("a", 1, 2, 3, 1), ("b", 4, 5, 6, None))) == []

    def test_somebody_else_used_the_token(self) -> None:
        (drop,) = spending.drops(balances((0, 41), (10, 36), (20, 36)), charges(("a", 1, 2, 3, 1)))
        assert (drop.before, drop.after, drop.ours, drop.unexplained) == (41, 36, 1, 4)
        assert (drop.since, drop.until) == (NOON, NOON + timedelta(minutes=10))

    def test_a_job_on_its_way_while_a_balance_is_read_may_count_on_either_side(self) -> None:
        across = charges(("a", 9, 11, 12, 1))
        assert spending.drops(balances((0, 41), (10, 40), (20, 40)), across) == []
        assert spending.drops(balances((0, 41), (10, 41), (20, 40)), across) == []

    def test_a_job_still_without_an_answer_explains_too(self) -> None:
        waiting = charges(("a", 5, 6, 7, 1)).assign(answered_at=pd.Series([pd.NaT], dtype="datetime64[us, UTC]"))
        assert spending.drops(balances((0, 41), (10, 40)), waiting) == []

    def test_credits_bought_are_no_fall(self) -> None:
        assert spending.drops(balances((0, 1), (10, 101)), charges()) == []

    def test_each_token_is_judged_by_its_own_jobs(self) -> None:
        both = pd.concat([balances((0, 41), (10, 40)), balances((0, 7), (10, 6), token="other")])
        (drop,) = spending.drops(both, charges(("a", 1, 2, 3, 1)))
        assert (drop.token, drop.unexplained) == ("other", 1)

    def test_a_refused_start_took_nothing(self) -> None:
        (drop,) = spending.drops(balances((0, 41), (10, 40)), charges(("a", 1, 2, 2, 0)))
        assert drop.unexplained == 1

    def test_the_local_engines_play_money_is_left_out(self) -> None:
        assert spending.drops(balances((0, 41), (10, 1), account="local"), charges()) == []


class TestVerdicts:
    DOUBTFUL = ("x", 3, 4, 5, None)
    SURE = ("a", 1, 2, 3, 1)

    @pytest.mark.parametrize(("after", "charged", "free"), [(39, {"x"}, set()), (40, set(), {"x"}), (38, set(), set())])
    def test_the_fall_tells(self, after: int, charged: set[str], free: set[str]) -> None:
        said = told(balances((0, 41), (10, after)), charges(self.SURE, self.DOUBTFUL))
        assert (said.charged, said.free) == (charged, free)

    def test_of_two_doubtful_jobs_one_credit_tells_nothing(self) -> None:
        said = told(balances((0, 41), (10, 40)), charges(self.DOUBTFUL, ("y", 4, 5, 6, None)))
        assert not said.charged | said.free

    def test_without_a_balance_on_both_sides_nothing_is_said(self) -> None:
        for read in (balances((0, 41)), balances((10, 41)), balances((4, 41), (10, 40))):
            assert not told(read, charges(self.DOUBTFUL)).charged

    @pytest.mark.parametrize("other", [("a", -1, 1, 2, 1), ("a", 9, 11, 12, 1), ("a", -5, 1, None, None)])
    def test_nor_while_another_job_was_on_its_way(self, other: Charge) -> None:
        rows = sorted([self.DOUBTFUL, other], key=lambda row: row[1])
        said = told(balances((0, 41), (10, 40)), charges(*rows))
        assert not said.charged | said.free

    def test_readings_in_between_are_no_limit(self) -> None:
        """One taken while the job failed lies inside its own time, so the next one after it counts."""
        said = told(balances((0, 41), (4.5, 40), (10, 41)), charges(self.DOUBTFUL))
        assert said.free == {"x"}


class TestStartsWithoutAnAnswer:
    """They wait for their owner, and end when the owner says so: the balance may tell before."""

    X = ("x", 2, None, None, None)
    TWO_RESULTS = (("a", 1, 2, 3, 1), ("b", 1.5, 2.5, 3, 1))

    def test_three_credits_gone_and_two_results(self) -> None:
        (inference,) = spending.inferences(balances((0, 6), (10, 3)), charges(*self.TWO_RESULTS, self.X))
        assert inference == Inference(("x",), charged=True, gone=3, sure=2)

    def test_that_it_took_none_is_told_only_once_none_can_be_taken_any_more(self) -> None:
        rows = charges(*self.TWO_RESULTS, self.X)
        assert told(balances((0, 6), (10, 4)), rows) == Verdicts()
        assert told(balances((0, 6), (10, 4), (63, 4)), rows).free == {"x"}

    def test_a_credit_that_is_taken_late_is_found(self) -> None:
        rows = charges(*self.TWO_RESULTS, self.X)
        assert told(balances((0, 6), (10, 4), (20, 3)), rows).charged == {"x"}
        assert told(balances((0, 6), (10, 4), (90, 3)), rows).charged == {"x"}

    def test_balances_read_between_the_starts_of_one_press_are_passed_over(self) -> None:
        """Each of three jobs sent at once reads a balance before it is sent, while another is on its way."""
        read = balances((0, 6), (1.2, 6), (1.7, 5), (2.2, 4), (10, 3))
        assert told(read, charges(*self.TWO_RESULTS, self.X)).charged == {"x"}

    def test_one_that_nobody_decided_on_does_not_keep_the_others_from_being_told(self) -> None:
        old = ("old", -3 * 1440.0, None, None, None)
        read = balances((-3 * 1440 - 1, 7), (0, 6), (10, 5))
        said = told(read, charges(old, ("failed", 3, 4, 5, None)))
        assert said.charged == {"old", "failed"}

    def test_nor_does_it_explain_for_ever_what_others_used(self) -> None:
        old = charges(("old", 0, None, None, None))
        assert spending.drops(balances((-1, 41), (30, 40)), old) == []
        (drop,) = spending.drops(balances((-1, 41), (30, 40), (120, 40), (150, 39)), old)
        assert drop.unexplained == 1


class TestForecast:
    NOW = NOON + timedelta(days=30)

    def forecast(self, days: list[int], left: int = 60) -> Forecast:
        """One credit on each of those days (after noon of the first of March)."""
        rows: list[Charge] = [(str(at), at * 1440.0 + 60, at * 1440.0 + 61, at * 1440.0 + 62, 1) for at in sorted(days)]
        return spending.forecast(*self.account(30 * 1440 - 1, left), 0, charges(*rows), self.NOW)

    @staticmethod
    def account(minutes: float, left: int) -> tuple[str, str, Reading]:
        at = NOON + timedelta(minutes=minutes)
        return "retouch4me", "ref", Reading("local", "main", "ref", "balance", left, None, at)

    def test_an_even_pace(self) -> None:
        found = self.forecast([day for day in range(30) for _ in range(2)])
        assert found.per_day == pytest.approx((2.0, 2.0), rel=0.01)
        assert abs(found.lasts_until[0] - (self.NOW + timedelta(days=30))) < timedelta(hours=12)

    def test_a_pace_that_changed_gives_two_dates(self) -> None:
        found = self.forecast([*range(23), *(day for day in range(23, 30) for _ in range(6))])
        month, week = found.lasts_until
        assert week < month
        assert found.per_day[1] == pytest.approx(6.0)

    def test_a_week_without_spending_gives_one(self) -> None:
        assert len(self.forecast(list(range(20))).per_day) == 1

    @pytest.mark.parametrize("days", [[], [29] * 50, [28, 29], [27, 28, 29]])
    def test_few_data_give_none(self, days: list[int]) -> None:
        found = self.forecast(days)
        assert not found.enough_data
        assert found.lasts_until == ()
        assert found.credits == len(days)

    def test_what_was_taken_since_the_reading_is_taken_off(self) -> None:
        rows: list[Charge] = [("a", 1, 2, 3, 1), ("b", 20, 21, 22, 1), ("c", 23, 24, 25, None)]
        found = spending.forecast(*self.account(10, 41), 2, charges(*rows), NOON + timedelta(hours=1))
        assert (found.balance, found.spent, found.left) == (41, 2, 39)

    def test_a_far_off_end_stays_a_date(self) -> None:
        found = self.forecast(list(range(30)), left=2_000_000_000)
        assert found.lasts_until[0] < self.NOW + timedelta(days=3 * 365 + 1)
