"""What found no answer is kept without who asked it, admins see it, and a FAQ that got worse is not taken over."""
import signal
import sqlite3
import subprocess
import time

from harness import BUILD, PATIENCE, QUESTION

ADMINS = 'admins = ( { hostmask = "boss!*@127.0.0.1"; } );'
ODD = "how heavy is a leg cramp on the moon of Saturn"


def start(world):
    """The bot with somebody who may command it, and somebody who asks."""
    world.start_bot(top=ADMINS)
    return world.person("boss"), world.person("secretasker")


def order(boss, text, last):
    """Says a command in private; the lines until one that holds `last`."""
    boss.say("crampbot", text)
    lines = [boss.reply(target="boss").text]
    while last not in lines[-1]:
        lines.append(boss.reply(target="boss").text)
    return lines


def stored(world):
    """The questions that are in the inbox now."""
    path = world.folder / "state" / "inbox.db"
    if not path.exists():
        return []
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return db.execute("SELECT words, count FROM question ORDER BY id").fetchall()
    except sqlite3.OperationalError:  # the bot is just making it
        return []
    finally:
        db.close()


def test_unanswered(empty_world):
    world = empty_world
    boss, asker = start(world)
    asker.ask(f"crampbot: {QUESTION}")
    asker.ask(f"crampbot: {ODD}, asks secretasker of secret@host.example?")
    asker.ask(f"crampbot: {ODD}, asks secretasker of secret@host.example!")
    lines = order(boss, "unanswered", ODD.lower())
    assert "2 times" in lines[-1] and "secret" not in "".join(lines)
    assert stored(world) == [(f"{ODD.lower()}, asks of", 2)]
    for path in (world.folder / "state").iterdir():
        if path.is_file():
            assert b"secretasker" not in path.read_bytes(), path
    assert "Saturn" not in world.bot.log() and "saturn" not in world.bot.log()
    out = subprocess.run([BUILD / "crampfaq", "inbox"], cwd=world.folder, capture_output=True, check=True).stdout
    assert f"     1  {ODD.lower()}".encode() in out


def test_thanks_and_wrong(empty_world):
    boss, asker = start(empty_world)
    asker.ask(f"crampbot: {QUESTION}")
    asker.say("#cramps", "crampbot: thanks!")
    answer = asker.ask(f"crampbot: {QUESTION}").text  # nothing was said in between
    assert empty_world.disclaimer in answer
    assert "Sorry" in asker.ask("crampbot: wrong").text
    assert "night +1 -1" in order(boss, "stats", "Votes")[-1]
    assert "called wrong" in subprocess.run([BUILD / "crampfaq", "inbox"], cwd=empty_world.folder,
                                            capture_output=True, check=True, text=True).stdout
    asker.ask(QUESTION, target="crampbot")
    assert "welcome" in asker.ask("thank you", target="crampbot").text


def test_written_while_nobody_waits_and_at_the_end(empty_world):
    world = empty_world
    _, asker = start(world)
    asker.ask(f"crampbot: {ODD}")
    deadline = time.monotonic() + PATIENCE
    while not stored(world):  # each round waits for the server
        assert time.monotonic() < deadline, "nothing was written"
        asker.send("PING now")
        asker.expect(lambda m: m.command == "PONG", "a PONG")
    asker.ask("crampbot: zebra crossings in paris")
    world.bot.signal(signal.SIGTERM)
    assert world.bot.wait() == 0
    assert sorted(path.name for path in (world.folder / "state").glob("inbox*")) == ["inbox.db"]
    assert [words for words, _ in stored(world)] == [ODD.lower(), "zebra crossings in paris"]


def test_written_for_somebody_impatient(empty_world):
    """Told to end twice, it waits for no network; what was just asked is kept all the same."""
    world = empty_world
    _, asker = start(world)
    asker.ask(f"crampbot: {ODD}")
    world.bot.signal(signal.SIGTERM)
    world.bot.signal(signal.SIGINT)
    assert world.bot.wait() == 0
    assert [words for words, _ in stored(world)] == [ODD.lower()]


def test_a_worse_faq_is_refused(empty_world):
    world = empty_world
    boss, asker = start(world)
    asked = "crampbot: can a pinched nerve cause leg cramps?"
    answer = asker.ask(asked).text
    text = world.article.read_text(encoding="utf-8")
    start_of = text.index("  {\n    id = \"nerve\"")
    world.article.write_text(text[:start_of] + text[text.index("  {\n    id =", start_of + 5):], encoding="utf-8")
    lines = order(boss, "reload", "Not reloaded")
    assert any("calf-cramps.golden:" in line and '" got answer nerve and would now get ' in line for line in lines)
    assert asker.ask(asked).text == answer
    order(boss, "reload force", "Reloaded")
    assert asker.ask(asked).text != answer
    world.article.write_text(text, encoding="utf-8")
    order(boss, "reload", "Reloaded")
    assert asker.ask(asked).text == answer


def test_an_inbox_that_cannot_be_written(empty_world):
    """The answers go on, and the log says once what to do."""
    world = empty_world
    (world.folder / "state").mkdir()
    (world.folder / "state" / "inbox.db").write_text("letters to my aunt, not to be lost\n")
    boss, asker = start(world)
    asker.ask(f"crampbot: {ODD}")
    world.bot.wait_log("is no database of ours; move it away")
    assert world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    assert "cannot be read" in order(boss, "unanswered", "inbox")[-1]
    assert (world.folder / "state" / "inbox.db").read_text() == "letters to my aunt, not to be lost\n"
    assert world.bot.log().count("is no database of ours") == 1


def test_what_was_listed_outlives_a_kill(empty_world):
    world = empty_world
    boss, asker = start(world)
    for number in ("eleven", "twelve", "thirteen"):
        asker.ask(f"crampbot: what is {number} times the moon")
        order(boss, "unanswered", number)  # it is acknowledged now
        asker.ask(f"crampbot: what is {number} times the sun")  # and this is not
        world.bot.signal(signal.SIGKILL)
        world.bot.wait()
        world.launch()
        world.wait_join(asker)
    assert {f"what is {number} times the moon" for number in ("eleven", "twelve", "thirteen")} <= dict(stored(world)).keys()
    assert not list((world.folder / "state").glob("*.broken"))
