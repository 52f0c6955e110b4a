"""Servers that die, links that are cut or die without a word: it comes back, and only what
is whole counts. The bot here is in a hurry (tests/e2e/hasty.c)."""
import random

import pytest

from harness import HASTY, QUESTION, SANITIZED, World, until_in_channel
from irc_client import same
from relay import Relay
from tls_servers import Authority, TlsNgircd

DEATHS = 100
CUTS = 25
SLACK_KIB = 512  # what the bot may take more after so many connections than after the first ten


@pytest.fixture(name="cut_world")
def make_cut_world(server, tmp_path):
    """ngircd behind a relay."""
    with Relay(server.port) as relay, World(server, tmp_path) as world:
        world.relay = relay
        world.settings["where"] = f'host = "127.0.0.1"; port = {relay.port}; tls = false;'
        yield world


@pytest.fixture(name="secure_world")
def make_secure_world(tmp_path):
    """ngircd behind a relay, by TLS."""
    (tmp_path / "server").mkdir()
    with Authority() as authority:
        identity = authority.make("server")
        with TlsNgircd(tmp_path / "server", identity) as server, Relay(server.tls_port) as relay, \
                World(server, tmp_path) as world:
            world.relay = relay
            world.settings["where"] = (f'host = "127.0.0.1"; port = {relay.port}; tls = true; '
                                       f'pins = [ "{identity.fingerprint}" ];')
            yield world


def learn(world, person):
    """Each passage's answer."""
    texts = {}
    for passage in world.ids:
        person.say("#cramps", f"crampbot: topic {passage}")
        texts[passage] = person.reply(target="#cramps").text.partition(": ")[2]
    return texts


def cut_off(world, person, dice):
    """Somebody asks, and the bot hears a part of it."""
    mark = world.bot.mark()
    world.relay.cut_after(dice.randrange(1, 60))
    person.say("#cramps", f"crampbot: topic {world.ids[0]}")
    assert world.bot.wait_log("next attempt", mark)


def check_answers(world, person, texts, dice):
    """Two questions get their two answers, and what was cut off gets none."""
    asked = dice.sample(world.ids[1:], 2)
    for passage in asked:
        person.say("#cramps", f"crampbot: topic {passage}")
    said = [person.reply(target="#cramps").text for _ in asked]
    assert said == [f"{person.nick}: {texts[passage]}" for passage in asked]


def test_a_server_that_is_killed_in_mid_sentence(cut_world):
    """A hundred times: what was half said is never acted upon, nothing of it is glued to what
    the next connection says, and nothing grows."""
    world, dice = cut_world, random.Random(7)
    person = world.person("person")
    bot = world.launch(HASTY)
    until_in_channel(person)
    texts = learn(world, person)
    before = None
    for death in range(DEATHS):
        if death == 10:
            before = bot.own_memory(), bot.descriptors()
        cut_off(world, person, dice)
        world.server.kill()
        person.close()
        world.server.start()
        person = world.person(f"person{death}")
        until_in_channel(person)
        check_answers(world, person, texts, dice)
    assert bot.descriptors() <= before[1]
    assert SANITIZED or bot.own_memory() - before[0] < SLACK_KIB


def test_cut_within_a_tls_record(secure_world):
    """The same, where the bytes are no text."""
    world, dice = secure_world, random.Random(8)
    person = world.person("person")
    bot = world.launch(HASTY)
    until_in_channel(person)
    texts = learn(world, person)
    for cut in range(CUTS):
        if cut == 10:
            before = bot.own_memory(), bot.descriptors()
        cut_off(world, person, dice)
        person.expect(lambda m: m.command == "QUIT" and same(m.nick, "crampbot"), "the bot's end")
        until_in_channel(person)
        check_answers(world, person, texts, dice)
    assert bot.descriptors() <= before[1]
    assert SANITIZED or bot.own_memory() - before[0] < SLACK_KIB


def test_a_link_that_is_dead_without_a_word(cut_world):
    """Its own PINGs find out; it comes back, and takes its nick back from its ghost."""
    world = cut_world
    person = world.person("person")
    bot = world.launch(HASTY)
    until_in_channel(person)
    world.relay.freeze()
    mark = bot.mark()
    bot.wait_log("connection lost: .*nothing heard", mark)
    person.expect(lambda m: m.command == "JOIN" and same(m.nick, "crampbot_"), "the bot, under another nick")
    assert world.disclaimer in person.ask(f"crampbot_: {QUESTION}", source="crampbot_").text
    world.relay.thaw()
    person.expect(lambda m: m.command == "NICK" and same(m.text, "crampbot"), "the nick taken back")
    assert world.disclaimer in person.ask(f"crampbot: {QUESTION}").text
