"""SIGHUP: the new takes over whole, or the old goes on; nobody notices but the admin."""
import re
import signal

import pytest

from harness import QUESTION, faq_texts


def reload(world, pattern):
    """Sends SIGHUP and waits for what the log says to it."""
    mark = world.bot.mark()
    world.bot.signal(signal.SIGHUP)
    world.bot.wait_log(pattern, since=mark)
    return "\n".join(world.bot.log().split("\n")[mark:])


def moves_to_new(asker):
    """Until the bot has left #cramps and answers in #new, on the same connection."""
    seen = set()
    while seen != {"JOIN", "PART"}:
        message = asker.expect(lambda m: m.nick == "crampbot" and m.command in ("JOIN", "PART", "QUIT"))
        assert message.command != "QUIT"
        seen.add(message.command)
    assert asker.ask(f"crampbot: {QUESTION}", target="#new").params[0] == "#new"


def new_disclaimer(world):
    """Gives the FAQ another disclaimer; returns it."""
    text = world.article.read_text(encoding="utf-8")
    text = re.sub(r'(\bdisclaimer\s*=\s*)(?:"(?:\\.|[^"\\])*"\s*)+', r'\1"Entirely new words."', text)
    world.article.write_text(text, encoding="utf-8")
    assert faq_texts(world.article)[0] == "Entirely new words."
    return "Entirely new words."


def nobody_left(person):
    """No JOIN, PART or QUIT of the bot came in so far."""
    person.pump()
    return not any(m.nick == "crampbot" and m.command in ("JOIN", "PART", "QUIT", "NICK")
                   for m in person.waiting)


def test_new_answers(world):
    asker = world.person()
    assert world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    fresh = new_disclaimer(world)
    reload(world, "was reloaded")
    assert nobody_left(asker)
    assert fresh in asker.ask(f"crampbot: {QUESTION}").text


@pytest.mark.parametrize("old, new", [
    ("article", "articel"),             # an unknown group
    ("passages", "passages = ("),       # a syntax error
    ("answer =", "answr ="),            # an unknown key
    ('"english.cfg"', '"no-such.cfg"'),  # a missing file
])
def test_broken_faq(world, old, new):
    asker = world.person()
    good = world.article.read_text(encoding="utf-8")
    place = re.search(rf"^(?!\s*#).*{re.escape(old)}", good, re.M)
    line = good.count("\n", 0, place.end()) + 1
    world.article.write_text(good[:place.end() - len(old)] + new + good[place.end():], encoding="utf-8")
    said = reload(world, "not reloaded")
    assert nobody_left(asker)
    where = [int(n) for n in re.findall(r"calf-cramps\.cfg:(\d+)", said)]
    assert where and min(abs(n - line) for n in where) <= 2, (line, said)
    assert world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    # Mended, it is taken.
    world.article.write_text(good, encoding="utf-8")
    fresh = new_disclaimer(world)
    reload(world, "was reloaded")
    assert fresh in asker.ask(f"crampbot: {QUESTION}").text


@pytest.mark.parametrize("old, new, line", [
    ('host = "127.0.0.1"', 'hots = "127.0.0.1"', 3),
    ("prefix =", "prefix", 7),
    ('name = "#cramps"', 'name = "no channel"', 8),
])
def test_broken_bot_cfg(world, old, new, line):
    asker = world.person()
    world.edit(world.config, old, new)
    said = reload(world, "not reloaded")
    assert f"bot.cfg:{line}:" in said
    assert nobody_left(asker)
    assert world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text


def test_broken_plugin_path(world):
    asker = world.person()
    world.edit(world.config, "cramp_faq.so", "no_such.so")
    said = reload(world, "not reloaded")
    assert "no_such.so" in said
    assert world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text


def test_missing_bot_cfg(world):
    asker = world.person()
    world.config.unlink()
    reload(world, "not reloaded")
    assert world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text


def test_channels_come_and_go(world):
    asker = world.person()
    asker.join("#new")
    world.write_config(channels='{ name = "#new"; }')
    world.bot.signal(signal.SIGHUP)
    moves_to_new(asker)


def test_under_load(world):
    """Questions go on while good and broken files alternate: each one is answered."""
    people = [world.person(f"person{n}") for n in range(5)]
    witness = world.person("witness")
    good = world.article.read_text(encoding="utf-8")
    answered = 0
    for turn in range(10):
        broken = turn % 2
        world.article.write_text(good.replace("passages", "passagse") if broken else good, encoding="utf-8")
        mark = world.bot.mark()
        for number, person in enumerate(people):
            person.say("#cramps", f"crampbot: {QUESTION}")
            if number == 2:
                world.bot.signal(signal.SIGHUP)
            person.say("#cramps", f"crampbot: topic {world.ids[turn % len(world.ids)]}")
        for _ in range(2 * len(people)):
            assert world.disclaimer in witness.reply(target="#cramps").text
            answered += 1
        world.bot.wait_log("not reloaded" if broken else "was reloaded", since=mark)
    assert answered == 100
    assert nobody_left(witness)
