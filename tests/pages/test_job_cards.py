"""What a card offers when a job needs its owner: unsure, refused, failed; every credit is counted on the engine."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.engine.server import EngineServer
from retouch_lib.jobs import life, words
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import LOOKS, SLIGHT
from retouch_lib.store.records import Job, JobState, Kept, Run
from retouch_lib.tokens.secret import Token
from retouch_lib.ui import preferences
from tests.engines import wait_until
from tests.pages.conftest import ran

OpenPage = Callable[..., AppTest]


@pytest.fixture
def press(lab: Lab, engine: EngineServer) -> Callable[[], Job]:
    """Run one variant on the custom server, and wait until its job needs nobody's hand but the user's."""
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.SERVER, "custom")
    lab.store.set_preference("local", preferences.CONSENT, [lab.server("custom").base])
    lab.vault.keep("local", Token("reto-job-cards-token-0000"))
    photo = lab.add_sample("local", "portrait")
    lab.store.set_preference("local", preferences.PHOTOS, [photo.sha256])

    def run() -> Job:
        lab.run(lab.plan("local", [photo.sha256], [SLIGHT], "custom"))
        return standing(lab)

    return run


def standing(lab: Lab, seconds: float = 30.0) -> Job:
    """The one job, once it has ended or waits for its owner."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        run = lab.store.latest_run("local")
        assert run is not None
        (item,) = run.items
        if item.job.ended or item.job.state is JobState.UNSURE:
            return item.job
        lab.jobs.wait(0.02)
    raise AssertionError(f"the job is still {item.job.state}")


def click(test: AppTest, label: str, job: Job) -> None:
    next(button for button in test.button if button.key == f"{label}_{job.id}").click()
    ran(test)


def captions(test: AppTest) -> str:
    return "\n".join(caption.value for caption in test.caption)


def test_a_job_without_an_answer_is_left_alone_when_the_user_says_so(
    lab: Lab, engine: EngineServer, press: Callable[[], Job], open_page: OpenPage
) -> None:
    engine.faults.add("start", "drop_after")
    job = press()
    assert job.state is JobState.UNSURE
    test = open_page("tune")
    assert "1 credit gone, 0 results: paid." in captions(test)
    click(test, "Leave it", job)
    assert standing(lab).state is JobState.DROPPED
    assert (engine.tasks.starts, engine.tasks.charges) == (1, 1)


def test_a_job_without_an_answer_is_sent_again_only_when_the_user_says_so(
    lab: Lab, engine: EngineServer, press: Callable[[], Job], open_page: OpenPage
) -> None:
    engine.faults.add("start", "drop_after")
    job = press()
    assert engine.tasks.starts == 1, "nothing is sent again by itself"
    click(open_page("tune"), "Send again", job)
    lab.jobs.wait(0.5)
    assert standing(lab).state is JobState.DONE
    assert engine.tasks.charges == 1, "this engine keeps its keys"


def test_an_expired_job_is_asked_about_again_for_nothing(
    lab: Lab, engine: EngineServer, press: Callable[[], Job], open_page: OpenPage
) -> None:
    engine.faults.add("status", "progress_100", count=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(life.Watch, "tired", lambda _watch, _job: True)
        job = press()
    assert (job.state, job.note) == (JobState.EXPIRED, words.STILL_AT_WORK)
    engine.faults.clear()
    click(open_page("tune"), "Ask again", job)
    assert wait_until(lambda: standing(lab).state is JobState.DONE)
    assert (engine.tasks.starts, engine.tasks.charges) == (1, 1)


def test_a_damaged_result_is_kept_until_the_whole_one_is_fetched(
    lab: Lab, engine: EngineServer, press: Callable[[], Job], open_page: OpenPage
) -> None:
    engine.faults.add("get_file", "short_file", count=None)
    press()
    job = wait_until(lambda: (now := standing(lab)).provisional and now)
    test = open_page("tune")
    assert "Kept as it came" in " ".join(item.value for item in test.markdown)
    assert "a better one is looked for" in captions(test)
    assert lab.plan("local", [job.photo], [SLIGHT], "custom").known == 0
    engine.faults.clear()
    click(test, "Fetch again", job)
    whole = wait_until(lambda: not (now := standing(lab)).provisional and now, seconds=20)
    assert (whole.kept, whole.note, whole.error) == (Kept.WHOLE, "", "")
    assert whole.result != job.result
    assert (engine.tasks.starts, engine.tasks.charges) == (1, 1)
    ran(test)
    assert not [button for button in test.button if button.label == "Fetch again"]


def test_a_refused_start_is_free_and_can_be_tried_again(
    lab: Lab, engine: EngineServer, press: Callable[[], Job], open_page: OpenPage
) -> None:
    engine.faults.add("start", "461")
    job = press()
    assert job.state is JobState.REFUSED
    test = open_page("tune")
    assert "Limit reached" in captions(test)
    assert engine.tasks.charges == 0
    click(test, "Try again", job)
    lab.jobs.wait(0.5)
    assert standing(lab).state is JobState.DONE
    assert engine.tasks.charges == 1


def test_over_the_days_budget_a_card_asks_for_the_number_too(
    lab: Lab, engine: EngineServer, press: Callable[[], Job], open_page: OpenPage
) -> None:
    engine.faults.add("start", "failed")
    job = press()
    lab.choose("local", "budget_day", 1)
    test = open_page("tune")
    said = "Today's spend is 1 credit; with these it would be 2, 1 more than the 1 set for a day."
    assert said in [words.value for words in test.warning]
    click(test, "Try again", job)
    assert "Nothing was sent. Type 1, the number of credits, to spend them." in [words.value for words in test.warning]
    assert engine.tasks.starts == 1
    next(field for field in test.text_input if field.key == f"Try again_{job.id}_typed_1").set_value("1")
    click(test, "Try again", job)
    assert standing(lab).state is JobState.DONE
    assert engine.tasks.starts == 2


def test_what_a_reached_limit_left_unsent_is_tried_again_in_one_press(
    lab: Lab, engine: EngineServer, press: Callable[[], Job], open_page: OpenPage
) -> None:
    press()
    (photo,) = lab.store.photos("local")
    engine.faults.add("start", "461", count=None, skip=1)
    run = lab.run(lab.plan("local", [photo.sha256], LOOKS, "custom", anyway=True))
    wait_until(lambda: all(item.job.ended for item in now(lab, run.id).items))
    test = open_page("tune")
    assert "Limit reached. 1 of 3 started, 2 not sent." in captions(test)
    engine.faults.clear()
    button = next(button for button in test.button if button.key == "retry_unsent")
    assert button.label == "Try the 2 again · 2 credits"
    button.click()
    ran(test)
    wait_until(lambda: all(item.job.state is JobState.DONE for item in now(lab, run.id).items))
    assert engine.tasks.charges == 4


def now(lab: Lab, run_id: str) -> Run:
    run = lab.store.run("local", run_id)
    assert run is not None
    return run


def test_a_failed_job_says_what_is_known_of_its_credit(
    lab: Lab, engine: EngineServer, press: Callable[[], Job], open_page: OpenPage
) -> None:
    engine.faults.add("start", "failed", reason="the *file* could not be read")
    assert press().state is JobState.FAILED
    shown = captions(open_page("tune"))
    assert r"the \*file\* could not be read" in shown, "text from a server is no Markdown"
    assert "Whether the credit returns isn't documented" in shown.replace("’", "'")


def test_free_runs_have_a_shortcut_and_paid_ones_have_none(
    lab: Lab, press: Callable[[], Job], open_page: OpenPage
) -> None:
    def shortcut(test: AppTest) -> str:
        return str(next(button for button in test.button if button.key == "run_now").proto.shortcut)

    assert shortcut(open_page("tune")) == "", "three looks cost credits here"
    lab.store.set_preference("local", preferences.SERVER, "local")
    assert shortcut(open_page("tune")) != ""
