"""Coming, staying, coming back and leaving."""
import signal
import socket
import time
import types

import pytest

from harness import PATIENCE, QUESTION, SANITIZED, UNDER, World, until_in_channel
from local_server import LocalServer

SECOND = 1.0 if not UNDER else PATIENCE


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_leaves_within_a_second(world, number):
    witness = world.person("witness")
    start = time.monotonic()
    world.bot.signal(number)
    message = witness.expect(lambda m: m.command == "QUIT" and m.nick == "crampbot", "the bot's QUIT")
    assert world.bot.wait() == 0
    assert time.monotonic() - start < SECOND
    assert "Goodbye" in message.text


def test_leaves_at_once_when_told_twice(tmp_path):
    """From a server that never answers; somebody impatient does not wait a second for it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with World(types.SimpleNamespace(host="127.0.0.1", port=listener.getsockname()[1]), tmp_path) as world:
            bot = world.launch()
            silent, _ = listener.accept()
            with silent:
                silent.recv(1)
                bot.signal(signal.SIGTERM)
                bot.wait_log("told to stop")
                start = time.monotonic()
                bot.signal(signal.SIGTERM)
                assert bot.wait() == 0
                assert time.monotonic() - start < SECOND / 2


def test_leaves_while_busy(empty_world):
    empty_world.start_bot(burst=1, interval=500)
    asker = empty_world.person()
    for _ in range(10):
        asker.say("#cramps", f"crampbot: {QUESTION}")
    asker.reply()
    start = time.monotonic()
    empty_world.bot.signal(signal.SIGTERM)
    asker.expect(lambda m: m.command == "QUIT" and m.nick == "crampbot", "the bot's QUIT")
    assert empty_world.bot.wait() == 0
    assert time.monotonic() - start < SECOND


def test_leaves_without_a_server(server, tmp_path):
    with World(server, tmp_path) as world:
        server.stop()
        world.launch()
        world.bot.wait_log("network=test")
        start = time.monotonic()
        world.bot.signal(signal.SIGTERM)
        assert world.bot.wait() == 0
        assert time.monotonic() - start < SECOND


def test_server_restart(world):
    asker = world.person()
    assert world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    mark = world.bot.mark()
    world.server.stop()
    world.bot.wait_log("next attempt", since=mark)
    world.server.start()
    again = world.person("again")
    until_in_channel(again)
    assert world.disclaimer in again.ask(f"crampbot: {QUESTION}").text


def test_nick_in_use(empty_world):
    for nick in ("crampbot", "crampbot_"):
        empty_world.person(nick, channel=None)
    empty_world.start_bot(joins_as="crampbot__")
    reply = empty_world.person().ask(f"crampbot__: {QUESTION}", source="crampbot__")
    assert empty_world.disclaimer in reply.text


def test_every_nick_in_use(empty_world):
    for nick in ("crampbot", "crampbot_", "crampbot__"):
        empty_world.person(nick, channel=None)
    watcher = empty_world.person("watcher")
    empty_world.launch()
    nick = watcher.expect(lambda m: m.command == "JOIN", "the bot").nick
    assert nick.startswith("crampbot")
    assert empty_world.disclaimer in watcher.ask(f"{nick}: {QUESTION}", source=nick).text


def test_two_networks(server, tmp_path):
    folder = tmp_path / "second"
    folder.mkdir()
    with LocalServer(folder, port=0) as other, World(server, tmp_path) as world:
        network = ('{ name = "second"; host = "127.0.0.1"; port = %d; nick = "crampbot"; user = "cramp"; '
                   'realname = "a bot under test"; channels = ( { name = "#cramps"; } ); }' % other.port)
        world.start_bot(networks=", " + network)
        here = world.person()
        world.server = other
        there = world.person("there")
        until_in_channel(there)
        assert world.disclaimer in there.ask(f"crampbot: {QUESTION}").text
        # One network down does not touch the other.
        other.stop()
        assert world.disclaimer in here.ask(f"crampbot: {QUESTION}").text


def test_wrong_password_of_a_channel(empty_world):
    """A channel that cannot be joined does not keep it from the others."""
    owner = empty_world.person("owner", "#locked")
    owner.send("MODE #locked +k secret")
    owner.expect(lambda m: m.command == "MODE", "the mode")
    empty_world.start_bot(channels='{ name = "#locked"; }, { name = "#cramps"; }')
    assert empty_world.disclaimer in empty_world.person().ask(f"crampbot: {QUESTION}").text


def test_key_of_a_channel(empty_world):
    owner = empty_world.person("owner", "#locked")
    owner.send("MODE #locked +k secret")
    owner.expect(lambda m: m.command == "MODE", "the mode")
    empty_world.launch(channels='{ name = "#locked"; key = "secret"; }')
    empty_world.wait_join(owner, channel="#locked")
    assert empty_world.disclaimer in owner.ask(f"crampbot: {QUESTION}", target="#locked").text


@pytest.mark.skipif(SANITIZED, reason="a sanitizer takes memory of its own")
def test_memory(world):
    """8 MiB are promised (tests/bench/irc_round_trip); 2.5 of them are files', of which the kernel maps more or less.
    The rest, with the plugin's copy, is 4.5 MiB."""
    asker = world.person()
    for passage in world.ids:
        asker.ask(f"crampbot: topic {passage}")
    assert world.bot.memory("RssAnon", "RssShmem") < 5.5 * 1024


def test_the_log_holds_no_question(world):
    asker = world.person("secretive")
    asker.ask("crampbot: why does my unmistakable left calf cramp at night?")
    asker.ask("the unmistakable truth about my legs", target="crampbot")
    world.bot.signal(signal.SIGTERM)
    assert world.bot.wait(PATIENCE) == 0
    assert "unmistakable" not in world.bot.log()
    assert "secretive" not in world.bot.log()
