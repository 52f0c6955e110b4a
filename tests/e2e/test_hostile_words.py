"""Formatting codes, encodings, long names and whatever else people can type."""
import random

import pytest

from harness import PATIENCE, QUESTION, SANITIZED, Person, World
from local_server import LocalServer

CONTROLS = set(map(chr, range(32))) | {"\x7f"}


@pytest.mark.parametrize("text", [
    "\x02crampbot\x02: why do my \x0304,12legs\x03 cramp at \x1dnight\x0f?",
    "\x0303crampbot:\x0f why do my legs cramp at night?",
    "crampbot: \x16why do my\x16 legs \x1fcramp\x1f at night?\x03",
    "crampbot: wh\u200by do my legs cramp at night? \U0001f62d\U0001f9b5",
    "crampbot: why do my l\u00e9gs cramp at night? \u4f60\u597d",
    "crampbot: \uff57\uff48\uff59 do my legs cramp at night?",
    "crampbot: why do my legs cramp at night? \udcff\udcfe\udcc3\udce2\udc82",
    "crampbot\uff1a why do my legs cramp at night, crampbot?",
    "crampbot: WHY DO MY LEGS CRAMP AT NIGHT????!!!!",
    "crampbot:    why   do my\tlegs cramp   at night   ?   ",
])
def test_still_understood(world, text):
    reply = world.person().ask(text)
    assert world.disclaimer in reply.text
    assert not CONTROLS & set(reply.text)
    reply.text.encode("utf-8")  # no stray bytes


@pytest.mark.parametrize("nick", ["a", "n" * 30, "a[b]{c}|^", "x-`_\\", "crampbot1", "crampbo"])
def test_nicks(world, nick):
    reply = world.person(nick).ask(f"crampbot: {QUESTION}")
    assert reply.text.startswith(f"{nick}: ")
    assert world.disclaimer in reply.text


def test_long_names_leave_the_disclaimer_whole(tmp_path):
    """The longest nick, user, host and channel that this server has."""
    folder = tmp_path / "server"
    folder.mkdir()
    channel = "#" + "c" * 49
    host = "h" * 58 + ".test"
    with LocalServer(folder, port=0, options=[f"CloakHost = {host}"]) as server, \
            World(server, tmp_path) as world:
        nick = "b" * 30
        world.start_bot(joins_as=nick, nick=nick, channel=channel, manner="lines = 5;",
                        channels=f'{{ name = "{channel}"; }}')
        asker = world.person("a" * 30, channel)
        for passage in world.ids:
            asker.say(channel, f"{nick}: topic {passage}")
            text = ""
            while world.disclaimer not in text:
                reply = asker.reply(nick)
                assert len(reply.raw.encode("utf-8", "surrogateescape")) <= 510
                reply.raw.encode("utf-8")
                text = f"{text} {reply.text}".strip()


@pytest.mark.parametrize("text", [
    "%s%s%n%n%p", "${jndi:ldap://x}", "$(reboot)", "`reboot`", "'; DROP TABLE x; --", "../../../etc/passwd",
    "[exec reboot]", "{0}{}", "\\r\\nQUIT :gone", "\x01VERSION\x01", "\x01ACTION dances\x01", "\x01\x01\x01", "\x01",
    "topic \x01PING 1\x01", "topic %s", "topic \x02\x03\x0f", "topic " + "x" * 380, "\u2028QUIT\u2029", ":", " ",
    "crampbot: crampbot: crampbot:", "!cramp !cramp", "\x0399", "a" * 400, "more " * 80, "1", "9999999999999999999",
])
def test_no_injection(world, text):
    asker, witness = world.person(), world.person("witness")
    asker.say("#cramps", f"crampbot: {text}")
    asker.say("crampbot", text)
    witness.say("#cramps", f"crampbot: {QUESTION}")
    while True:
        message = witness.receive()
        assert message.nick != "crampbot" or message.command == "PRIVMSG", message.raw
        if message.nick == "crampbot":
            assert not CONTROLS & set(message.text), repr(message.text)
            if message.text.startswith("witness: "):
                break
    assert world.disclaimer in message.text


def test_a_lone_carriage_return(world):
    asker = world.person()
    asker.send_raw(b"PRIVMSG #cramps :crampbot: why do my legs\rPRIVMSG #cramps :cramp at night?\r\n")
    witness = world.person("witness")
    witness.say("#cramps", f"crampbot: {QUESTION}")
    while not (reply := witness.reply()).text.startswith("witness: "):
        assert reply.text.startswith("asker: ")
    assert world.disclaimer in reply.text


def test_noise(world):
    """A thousand lines of seeded noise; then it answers as before."""
    dice = random.Random(20221122)
    asker = world.person("noisy")
    for _ in range(1000):
        data = bytes(b for b in dice.randbytes(dice.randrange(1, 300)) if b not in b"\r\n\0")
        target = dice.choice([b"crampbot", b"#cramps", b"#cramps"])
        address = dice.choice([b"", b"crampbot: ", b"!cramp "])
        asker.send_raw(b"PRIVMSG " + target + b" :" + address + data + b"\r\n")
        asker.pump()
        asker.waiting.clear()
    witness = world.person("witness")
    witness.say("#cramps", f"crampbot: {QUESTION}")
    reply = witness.expect(lambda m: m.nick == "crampbot" and m.text.startswith("witness: "),
                           "an answer after the noise", PATIENCE * (3 if SANITIZED else 1))
    assert world.disclaimer in reply.text


def test_a_nick_that_begins_with_the_bots(world):
    """Renaming to crampbotty must not make the bot believe that it is that one."""
    trickster = world.person("crampbotty")
    trickster.send("NICK crampbotx")
    trickster.expect(lambda m: m.command == "NICK", "the new nick")
    assert world.disclaimer in world.person().ask(QUESTION, target="crampbot").text


def test_ctcp_is_not_a_question(world):
    asker = world.person()
    asker.say("crampbot", "\x01FINGER\x01")
    asker.say("crampbot", "\x01DCC SEND x 2130706433 1 1\x01")
    for _ in range(30):
        asker.say("crampbot", "\x01VERSION\x01")
    asker.say("crampbot", QUESTION)
    reply = asker.expect(lambda m: m.nick == "crampbot" and m.command == "PRIVMSG", "an answer")
    assert world.disclaimer in reply.text


def test_other_commands_are_ignored(world):
    asker = world.person()
    for line in ("NOTICE crampbot :why do my legs cramp at night?", "INVITE crampbot #elsewhere",
                 "TOPIC #cramps :crampbot: why do my legs cramp at night?", "MODE crampbot +i"):
        asker.send(line)
    witness = Person(world.server, "witness")
    world.people.append(witness)
    witness.join("#cramps")
    reply = witness.ask(f"crampbot: {QUESTION}")
    assert reply.text.startswith("witness: ")
    # The first words in private are to the first question in private: the NOTICE was none.
    asker.say("crampbot", "help")
    assert world.disclaimer not in asker.reply(target="asker").text
