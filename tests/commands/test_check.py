"""`frontdesk check`: what callers could book, warnings, and mistakes by file and key."""

import asyncio
from pathlib import Path

from tests.commands.running import NOW, SAMPLES, STANDARD, fails, run, run_here
from tests.language_models.scripted_model import completion, never, scripted_model

PHYSIO = (SAMPLES / "physio.toml").read_text("utf-8")


def test_the_sample(tmp_path: Path) -> None:
    done = run("check", "--now", NOW, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Harbour Physio (harbour-physio), in English, Deutsch, Français, Español; it is Thu 2026" in done.stdout
    assert "- sports massage: 60 minutes, in person, with Marta Lindqvist; e-mail optional\n" in done.stdout
    assert "times, the first Thu 2026-03-05 11:00 with " in done.stdout, "two hours' notice are kept"
    assert "warning: TWILIO_AUTH_TOKEN is not set" in done.stdout
    assert "warning: try_page is on" in done.stdout
    assert done.stdout.endswith("All of it can be used.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_and_what_is_probably_not_meant(tmp_path: Path) -> None:
    (tmp_path / "standard.toml").write_text(STANDARD.read_text("utf-8"), "utf-8")
    closed = PHYSIO.replace("2026-12-24\nuntil = 2027-01-01", "2026-03-01\nuntil = 2026-04-01")
    closed = closed.replace("# token_env", "token_env").replace('video_link = "', '# video_link = "')
    (tmp_path / "closed.toml").write_text(closed.replace('handoff_number = "', '# "'), "utf-8")
    done = run_here("check", tmp_path, "--now", NOW, TWILIO_AUTH_TOKEN="only-for-tests")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Harbour Street Practice" in done.stdout
    assert "    nothing: nobody is open for it\n" in done.stdout
    assert done.stdout.endswith("of its services: see the warnings.\n")
    assert 'warning: nobody can book "follow-up" in the coming week' in done.stdout
    assert "warning: HARBOUR_CHAT_TOKEN is not set: the chat lets nobody in" in done.stdout
    assert 'warning: "follow-up" is offered by video and there is no video_link' in done.stdout
    assert "warning: there is no handoff_number" in done.stdout
    assert "TWILIO_AUTH_TOKEN" not in done.stdout


def test_an_answer_that_is_asked_for_with_a_yes(tmp_path: Path) -> None:
    own = '\n[[facts.more]]\nid = "rights"\nasked = ["(right|pass on rights)"]\nanswer = "We do."\n'
    profile = tmp_path / "own.toml"
    profile.write_text(STANDARD.read_text("utf-8") + own, "utf-8")
    done = run_here("check", profile, "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")
    assert 'warning: facts.more "rights" is asked for with "right", which is in English a yes, a no' in done.stdout
    assert done.stdout.count("facts.more") == 1


def with_model(endpoint: str, more: str = "") -> str:
    return f'{STANDARD.read_text("utf-8")}\n[language_model]\nendpoint = "{endpoint}"\nmodel = "tiny"\n{more}'


async def test_whether_the_language_model_answers(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"

    async def check(text: str, key: str = "") -> str:
        file.write_text(text, "utf-8")
        done = await asyncio.to_thread(lambda: run_here("check", file, "--now", NOW, MODEL_KEY=key))
        assert (done.returncode, done.stderr) == (0, ""), "it never fails because of it"
        assert done.stdout.endswith("All of it can be used.\n")
        return done.stdout

    async with scripted_model() as model:
        assert f"The language model tiny at {model.endpoint} answers as it should." in await check(
            with_model(model.endpoint, 'api_key_env = "MODEL_KEY"'), key="only-for-tests"
        )
        assert model.keys == ["Bearer only-for-tests"]
        assert model.questions[0]["words"] == "appointment"
        told = await check(with_model(model.endpoint, 'api_key_env = "MODEL_KEY"'))
        assert "warning: standard sends its language model the key in MODEL_KEY, which is not set" in told
        model.answer = completion("Sure, happy to help!")
        assert "warning: tiny is not asked: the language model answered something else" in await check(
            with_model(model.endpoint)
        )
        model.answer = never
        told = await check(with_model(model.endpoint, "time_limit_seconds = 0.1"))
        assert "warning: tiny does not answer within time_limit_seconds; callers are served without it" in told
        endpoint = model.endpoint
    assert "server cannot be reached: ClientConnectorError; callers are served without it" in await check(
        with_model(endpoint)
    )
    assert "language model" not in await check(STANDARD.read_text("utf-8"))


def test_what_cannot_be_a_language_model_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(with_model("localhost:11434/v1"), "utf-8")
    fails(run_here("check", file), 'is not an endpoint; write its address, like "http://127.0.0.1:11434/v1"')
    file.write_text(with_model("http://user:secret@127.0.0.1/v1"), "utf-8")
    fails(run_here("check", file), "is not an endpoint")
    file.write_text(with_model("http://127.0.0.1/v1", 'api_key = "secret"'), "utf-8")
    fails(run_here("check", file), "mine.toml: language_model.api_key is not a setting; check the spelling")
    file.write_text(with_model("http://127.0.0.1/v1", "time_limit_seconds = 20"), "utf-8")
    fails(run_here("check", file), "mine.toml: language_model.time_limit_seconds: ")
    file.write_text(with_model("http://127.0.0.1/v1", "max_calls = 0"), "utf-8")
    fails(run_here("check", file), "mine.toml: language_model.max_calls: ")


def test_mistakes_are_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(PHYSIO.replace("horizon_days", "horizon_dyas"), "utf-8")
    fails(run_here("check", file), "mine.toml: policy.horizon_dyas is not a setting; check the spelling")
    file.write_text(PHYSIO.replace('hosts = ["marta"]', 'hosts = "marta"'), "utf-8")
    fails(run_here("check", file), 'mine.toml: services.3.hosts: write it as a list in brackets, like ["…"]')
    file.write_text(PHYSIO.replace("horizon_days = 60", 'horizon_days = "two months"'), "utf-8")
    fails(run_here("check", file), "mine.toml: policy.horizon_days: write it as a whole number, without quotes")
    file.write_text(PHYSIO.replace("08:00-12:30", "08:00-25:00", 1), "utf-8")
    fails(run_here("check", file), "25:00 is not a time of day; write it like 09:00-17:30")
    file.write_text(PHYSIO.replace('name = "Harbour', "name = Harbour"), "utf-8")
    fails(run_here("check", file), "mine.toml is not TOML")
    fails(run_here("check", tmp_path / "no"), "cannot be read")
    file.write_text(PHYSIO.replace('["en", "de"', '["en", "xx"'), "utf-8")
    fails(run_here("check", file), 'has no folder for the language "xx"')
    words = tmp_path / "words/en/say"
    words.mkdir(parents=True)
    (words / "phone.toml").write_text('ask = "{{ nmae }}"', "utf-8")
    fails(run_here("check", STANDARD, FRONTDESK_WORDS=str(tmp_path / "words")), "en/say/phone.toml, ask: ")
