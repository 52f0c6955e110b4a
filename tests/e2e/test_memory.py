"""Allocations fail one after the other in a bot that runs, those of its libraries among them:
while it connects, and while it reads its files again. It says so, comes back, and answers."""
import argparse
import os
import re
import resource
import signal
import subprocess

import pytest

from faults import LIBRARY, Faults
from harness import CRAMPBOT, HASTY, QUESTION, SANITIZED, World, until_in_channel
from relay import Relay
from tls_servers import Authority, TlsNgircd

pytestmark = pytest.mark.skipif(SANITIZED, reason="a sanitizer has an allocator of its own")
ROUNDS = int(os.environ.get("ROUNDS", 30)) # allocations that fail in each test; tests/soak/soak_faults has more
SLACK_KIB = 512


@pytest.fixture(name="plain")
def make_plain(server, tmp_path):
    """ngircd behind a relay, and a bot whose memory can be failed."""
    with Relay(server.port) as relay, World(server, tmp_path) as world:
        world.settings["where"] = f'host = "localhost"; port = {relay.port}; tls = false;'
        yield begin(world, relay)


@pytest.fixture(name="secure")
def make_secure(tmp_path):
    """The same by TLS."""
    (tmp_path / "server").mkdir()
    with Authority() as authority:
        identity = authority.make("server")
        with TlsNgircd(tmp_path / "server", identity) as server, Relay(server.tls_port) as relay, \
                World(server, tmp_path) as world:
            world.settings["where"] = (f'host = "localhost"; port = {relay.port}; tls = true; '
                                       f'ca_file = "{authority.ca.certificate}";')
            yield begin(world, relay)


def begin(world, relay):
    """The bot is in #cramps, and so is world.asker."""
    assert LIBRARY.exists()
    world.relay = relay
    world.faults = Faults(world.folder)
    world.asker = world.person("asker")
    world.launch(world.faults.program(HASTY))
    until_in_channel(world.asker)
    return world


def steps(total, rounds):
    """About so many numbers from 1 to total: the first ones all, then fewer and fewer."""
    chosen, n = [], 1
    grow = max(1.0, total / rounds)
    while n <= total:
        chosen.append(int(n))
        n = max(n + 1, n + grow * min(1, n / 20))
    return chosen


def reconnect(world, nth, behind=False):
    """The connection ends, an allocation fails, and the bot is back."""
    mark = world.bot.mark()
    world.faults.fail(nth, behind)
    world.relay.shut()
    world.bot.wait_log("next attempt", mark)
    mark = world.bot.mark()
    world.relay.shut(False)
    if behind:
        world.bot.wait_log("could not connect", mark)
        world.faults.stop()
    world.bot.wait_log("joined #cramps", mark)
    world.faults.stop()
    answers(world)


def answers(world):
    """Somebody asks and is answered; once more where the bot has to come back first."""
    asker = world.asker
    assert world.bot.process.poll() is None, world.bot.log()
    until_in_channel(asker)
    asker.say("#cramps", f"crampbot: {QUESTION}")
    heard = asker.expect(lambda m: m.nick == "crampbot" and m.command in ("PRIVMSG", "QUIT"), "an answer")
    if heard.command == "QUIT":
        until_in_channel(asker)
        heard = asker.ask(f"crampbot: {QUESTION}")
    assert world.disclaimer in heard.text


def fail_connecting(world, rounds):
    """How many allocations a connection takes is seen, and then each (or some) of them fails."""
    reconnect(world, 1 << 60)
    total = world.faults.seen
    before = None
    for number, nth in enumerate(steps(total, rounds)):
        reconnect(world, nth)
        if number == rounds // 4:
            before = world.bot.own_memory(), world.bot.descriptors()
    assert world.bot.descriptors() <= before[1]
    assert world.bot.own_memory() - before[0] < SLACK_KIB
    return total


def test_connecting(plain):
    assert fail_connecting(plain, ROUNDS) > 10


def test_connecting_by_tls(secure):
    assert fail_connecting(secure, ROUNDS) > 100


def reload(world, nth, behind=False):
    """SIGHUP, and an allocation fails: the new answers or the old, and it says which."""
    mark = world.bot.mark()
    world.faults.fail(nth, behind)
    world.bot.signal(signal.SIGHUP)
    line = world.bot.wait_log("reload", mark)
    reached = world.faults.stop()
    answers(world)
    return line, reached


def fail_reloading(world, rounds):
    """As fail_connecting."""
    reload(world, 1 << 60)
    total = world.faults.seen
    refused = sum("not" in reload(world, nth)[0] for nth in steps(total, rounds))
    assert refused
    line, _ = reload(world, 1 << 60)
    assert "not" not in line
    return total


def test_reloading(plain):
    assert fail_reloading(plain, ROUNDS) > 100


@pytest.fixture(name="files")
def make_files(tmp_path):
    """bot.cfg and faq/, and no server."""
    with World(argparse.Namespace(host="127.0.0.1", port=9), tmp_path) as world:
        world.write_config()
        world.faults = Faults(tmp_path)
        yield world


def check(world, program, **options):
    """crampbot --check: it is fine, or has a reason."""
    done = subprocess.run([program, "--check", "-c", world.config], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60, check=False, **options)
    assert done.returncode in (0, 2, 71), done
    assert done.returncode == 0 or re.search(b"memory|cannot", done.stderr), done
    return done.returncode


def test_checking(files):
    """Each allocation, from the start of the process on."""
    program = files.faults.program(CRAMPBOT)
    files.faults.fail(1 << 60)
    assert check(files, program) == 0
    codes = set()
    for nth in steps(files.faults.seen, ROUNDS):
        for behind in (False, True):
            files.faults.fail(nth, behind)
            codes.add(check(files, program))
    assert codes >= {2, 71}


def test_a_limit_to_memory(files):
    """Whatever the limit, nothing crashes: not libconfig either, which would if it got none."""
    codes = set()
    for limit in range(6000, 24000, 240):
        codes.add(check(files, CRAMPBOT, preexec_fn=lambda most=limit * 1024: resource.setrlimit(
            resource.RLIMIT_AS, (most, most))))
    assert codes >= {0, 2}
