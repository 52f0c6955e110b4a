"""How the process runs: its log, and what it tells of itself."""
import json
import re
import signal

from harness import QUESTION


def test_json_log(empty_world):
    """Every line is JSON, and says what, how grave and of which network."""
    empty_world.start_bot(level='debug"; format = "json')
    asker = empty_world.person()
    asker.ask(f"crampbot: {QUESTION}")
    empty_world.bot.wait_log('"answered"')
    lines = [json.loads(line) for line in empty_world.bot.log().split("\n")]
    answered = next(line for line in lines if line["msg"] == "answered")
    assert answered["level"] == "debug" and answered["module"] == "bot" and answered["network"] == "test"
    assert answered["kind"] == "answer" and answered["plugin"] == "cramp_faq" and answered["id"] in empty_world.ids
    assert not any("asker" in json.dumps(line) or "legs" in json.dumps(line) for line in lines)


def test_log_file(empty_world):
    """A log that is moved away goes on in a new file after SIGUSR1."""
    log = empty_world.folder / "bot.log"
    bot = empty_world.start_bot(level='info"; file = "bot.log')
    assert "msg=" not in bot.log(), "standard error says it too"
    old = log.rename(empty_world.folder / "bot.log.1")
    bot.signal(signal.SIGUSR1)
    asker = empty_world.person()
    for _ in range(50):
        if log.exists() and "was reloaded" in log.read_text(encoding="utf-8"):
            break
        bot.signal(signal.SIGHUP)
        asker.ask(f"crampbot: {QUESTION}")
    else:
        raise AssertionError("no new log")
    assert re.search("level=info .*joined #cramps", old.read_text(encoding="utf-8"))
