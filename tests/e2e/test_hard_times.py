"""Servers, names and clocks that are as bad as can be, while a good server is looked after by the
same process: it answers there all the time, and comes back where it was let down."""
import contextlib
import os
import re
import signal
import socket
import struct
import threading
import time

import pytest

import faults as machine
from faults import Faults
from harness import HASTY, PATIENCE, QUESTION, SANITIZED, until, until_in_channel
from listening import Listening
from relay import Relay
from tls_servers import Authority, TlsNgircd

STEP = int(os.environ.get("STEP", 5))             # registration is cut at every 5th byte; the soak: at each
MEGABYTES = int(os.environ.get("MEGABYTES", 64))  # without a newline; the soak: a gigabyte
SLACK_KIB = 768
DELAYED_ACK = 0.040 # seconds that Linux waits at the least (TCP_DELACK_MIN)
NETWORK = """, {{ name = "{name}"; host = "{host}"; port = {port}; tls = {tls}; {more} nick = "crampbot"; user = "cramp";
    realname = "a bot under test"; channels = ( {{ name = "#cramps"; }} ); }}"""
BURST = b"".join(line + b"\r\n" for line in (
    b":bad.test CAP * LS :multi-prefix account-tag server-time", b":bad.test CAP * ACK :multi-prefix",
    b":bad.test 001 crampbot :Welcome", b":bad.test 005 crampbot CHANTYPES=# NICKLEN=20 CASEMAPPING=rfc1459 :are supported",
    b"PING :cookie", b":bad.test 375 crampbot :- Message of the day", b":bad.test 376 crampbot :End of MOTD",
    b":crampbot!cramp@host JOIN #cramps", b":bad.test 353 crampbot = #cramps :crampbot @somebody",
    b":bad.test 366 crampbot #cramps :End of NAMES"))


def network(name, port, host="127.0.0.1", tls="false", more=""):
    """One more of bot.cfg's networks."""
    return NETWORK.format(name=name, host=host, port=port, tls=tls, more=more)


def start(world, networks, program=HASTY, **settings):
    """The bot is in #cramps of the good server, and world.asker too."""
    world.asker = world.person("asker")
    world.launch(program, networks=networks, **settings)
    until_in_channel(world.asker)
    answers(world)


def answers(world):
    """On the good server, at once."""
    assert world.disclaimer in world.asker.ask(f"crampbot: {QUESTION}").text


# -- servers ------------------------------------------------------------------


def hear_user(connection):
    """Until the bot has begun to register."""
    heard = b""
    while b"USER " not in heard:
        got = connection.recv(4096)
        if not got:
            raise OSError("it is gone")
        heard += got


def cutter(first, count, done):
    """Says less than its burst, by more and more, and ends the connection, in good order or by a reset."""
    offsets = list(range(first, len(BURST), count))

    def serve(connection, number):
        if number > len(offsets):
            done.add(first)
            connection.recv(1)
            return
        hear_user(connection)
        connection.sendall(BURST[:offsets[number - 1]])
        if number % 2:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return serve


def test_closed_at_every_byte_of_registration(empty_world):
    """Eight networks at a time, each cut at other bytes: it comes again each time, and nothing is left."""
    world, done, count = empty_world, set(), 8
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(Listening(cutter(i * STEP, count * STEP, done))) for i in range(count)]
        start(world, "".join(network(f"bad{i}", server.port) for i, server in enumerate(servers)))
        until(lambda: all(server.connections >= 3 for server in servers), "the first connections")
        before = world.bot.own_memory()
        until(lambda: len(done) == count, "all of them", 60 + len(BURST) / STEP)
        answers(world)
        assert SANITIZED or world.bot.own_memory() - before < SLACK_KIB
        assert world.bot.descriptors() < 80


def test_no_newline(empty_world):
    """As fast as the machine can. Memory does not grow, the good server's people do not wait, and the
    line after it is heard."""
    world, begin, ready = empty_world, threading.Event(), threading.Event()
    chunk = b"a" * (1 << 20)

    def serve(connection, _):
        hear_user(connection)
        connection.sendall(b":bad.test 001 crampbot :Welcome\r\n:bad.test 376 crampbot :End\r\n:bad.test NOTICE ")
        begin.wait(PATIENCE)
        for _ in range(MEGABYTES):
            connection.sendall(chunk)
        connection.sendall(b"\r\nPING :at last\r\n")
        heard = b""
        while b"at last" not in heard:
            got = connection.recv(4096)
            if not got:
                return
            heard += got
        ready.set()
        connection.recv(1)

    with Listening(serve) as server:
        start(world, network("bad", server.port))
        until(lambda: server.connections, "the bad server to see the bot")
        before = world.bot.own_memory()
        begin.set()
        asked = 0
        while not ready.is_set():
            answers(world)
            asked += 1
            assert SANITIZED or world.bot.own_memory() - before < SLACK_KIB
            assert server.connections == 1, world.bot.log()
        assert asked


def test_a_byte_at_a_time(empty_world):
    """What comes slowly comes whole."""
    world, ready = empty_world, threading.Event()

    def serve(connection, _):
        hear_user(connection)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in BURST:
            connection.sendall(bytes([byte]))
            time.sleep(0.002)
        ready.set()
        while connection.recv(65536):
            pass

    with Listening(serve) as server:
        start(world, network("bad", server.port))
        answers(world)
        world.bot.wait_log("network=bad msg=\"joined #cramps")
        until(ready.is_set, "the rest")
        assert server.connections == 1


def test_a_server_that_waits_for_acknowledgements(empty_world):
    """Most do (RFC 9293, 3.7.4): they hold a question back until what came before it, and needs no
    reply, is acknowledged. That does not take the kernel's 40 ms."""
    world, waits, done = empty_world, [], threading.Event()

    def serve(connection, _):
        hear_user(connection)
        connection.sendall(BURST)
        heard = connection.makefile("rb")
        for turn in range(40):
            begun = time.monotonic()
            connection.sendall(b":somebody!user@host PRIVMSG #cramps :it rains\r\n")
            connection.sendall(b"PING :turn-%d\r\n" % turn)
            while b"PONG :turn-%d\r\n" % turn != heard.readline():
                pass
            waits.append(time.monotonic() - begun)
        done.set()
        connection.recv(1)

    with Listening(serve) as server:
        start(world, network("waiting", server.port))
        until(done.is_set, "all turns")
        assert min(waits[20:]) < DELAYED_ACK # at first the kernel never waits


@pytest.mark.parametrize("after", [0, 1, 100, 600])
def test_stalled_in_the_handshake(empty_world, tmp_path, after):
    """Some bytes of TLS come, and no more: it gives up in time, and comes again until it is well."""
    world, healthy = empty_world, threading.Event()
    (tmp_path / "tls").mkdir()
    with Authority() as authority, TlsNgircd(tmp_path / "tls", authority.make("server")) as good:
        def serve(connection, _):
            with socket.create_connection(("127.0.0.1", good.tls_port)) as upstream:
                left = 1 << 30 if healthy.is_set() else after
                threading.Thread(target=pipe, args=(connection, upstream), daemon=True).start()
                while left and (got := upstream.recv(min(left, 65536))):
                    connection.sendall(got)
                    left -= len(got)
                while not left and connection.recv(1, socket.MSG_PEEK):
                    time.sleep(0.05)

        with Listening(serve) as server:
            start(world, network("slow", server.port, "localhost", "true", f'ca_file = "{authority.ca.certificate}";'))
            world.bot.wait_log("network=slow msg=\"could not connect: .*too long")
            answers(world)
            until(lambda: server.connections >= 3, "two more attempts")
            healthy.set()
            world.bot.wait_log("network=slow msg=\"online")


def pipe(source, sink):
    """What one side says, to the other."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)


# -- names and clocks ------------------------------------------------------------


@pytest.fixture(name="lost")
def make_lost(empty_world):
    """A bot on two networks: the good one, and one behind a relay whose name is looked up by a machine
    that does as it is told."""
    if SANITIZED:
        pytest.skip("a sanitizer wants to be the first library")
    world = empty_world
    world.faults = Faults(world.folder)
    world.faults.say("127.0.0.1")
    with Relay(world.server.port) as world.relay:
        start(world, network("lost", world.relay.port, "lost.test", more='alternatives = [ "crampbot_" ];'),
              world.faults.program(HASTY), nick="crampbot", alternatives='"crampbot_"')
        world.bot.wait_log("network=lost msg=\"joined")
        yield world


def cut(world):
    """The network behind the relay is gone."""
    mark = world.bot.mark()
    world.relay.shut()
    world.bot.wait_log("network=lost msg=\"connection (closed|lost)", mark)
    world.relay.shut(False)
    return mark


def back(world, mark):
    """And it is back."""
    mark = world.bot.mark() if mark is None else mark
    world.bot.wait_log("network=lost msg=\"joined", mark)


def source_answers(world):
    """On the good network, whatever nick the bot has there."""
    world.asker.say("#cramps", f"!cramp {QUESTION}")
    world.asker.expect(lambda m: m.command == "PRIVMSG" and world.disclaimer in m.text, "an answer")


def test_names_that_hang(lost):
    """Longer than many attempts: people elsewhere do not notice, and then it is back at once. Told to
    end meanwhile it ends."""
    lost.faults.names = machine.HANG
    mark = cut(lost)
    for _ in range(6):
        lost.bot.wait_log("network=lost msg=\"could not connect: .*too long", mark)
        mark = lost.bot.mark()
        source_answers(lost)
    descriptors = lost.bot.descriptors()
    lost.faults.names = machine.SAY
    back(lost, mark)
    assert lost.bot.descriptors() <= descriptors + 6
    lost.faults.names = machine.HANG
    asked = lost.faults.asked
    cut(lost)
    until(lambda: lost.faults.asked > asked, "a name to be looked up")
    before = time.monotonic()
    lost.bot.signal(signal.SIGTERM)
    assert lost.bot.wait() == 0
    assert time.monotonic() - before < 10
    lost.faults.names = 0


@pytest.mark.parametrize("code", ["EAI_NONAME", "EAI_AGAIN", "EAI_FAIL", "EAI_MEMORY", "EAI_SYSTEM"])
def test_names_that_fail(lost, code):
    """It says so, asks again each time, and comes back."""
    lost.faults.names = getattr(machine, code)
    mark = cut(lost)
    line = lost.bot.wait_log("network=lost msg=\"could not connect: ", mark)
    assert re.search(r"unknown node|temporary failure|permanent failure|out of memory|no address found|i/o error", line), line
    asked = lost.faults.asked
    until(lambda: lost.faults.asked > asked + 2, "more attempts")
    source_answers(lost)
    lost.faults.names = machine.SAY
    back(lost, mark)


@pytest.mark.parametrize("addresses", [
    ["127.3.3.3"], ["0.0.0.0"], ["127.3.3.3", "::1", "127.0.0.1"], ["255.255.255.255", "127.0.0.1"],
    ["224.0.0.1", "240.0.0.1", "127.0.0.1"], [f"127.7.7.{n}" for n in range(1, 100)] + ["127.0.0.1"],
    ["::ffff:127.0.0.1"], ["fe80::1", "ff02::1", "::", "127.0.0.1"]], ids=lambda a: a[0] + f"-{len(a)}")
def test_names_that_lie(lost, addresses):
    """Wrong addresses are passed over; where all are wrong, the next attempt asks anew, and takes what
    is right then."""
    lost.faults.say(*addresses)
    mark = cut(lost)
    if addresses[-1] == "127.3.3.3":
        lost.bot.wait_log("network=lost msg=\"could not connect", mark)
        source_answers(lost)
        lost.faults.say("127.0.0.1")
    back(lost, mark)
    source_answers(lost)


YEAR = 365 * 86400


def test_clocks_that_jump(lost):
    """Back and forth, by a second up to what no calendar has: nothing that waits hangs or spins."""
    for later in (1, -1, 3600, -3600, 86400, -86400, 10 * YEAR, -10 * YEAR, -56 * YEAR, 300 * YEAR, 0):
        lost.faults.later = later
        source_answers(lost)
        spent, begun = lost.bot.core_ns(), time.monotonic()
        mark = cut(lost)
        back(lost, mark)
        source_answers(lost)
        assert lost.bot.core_ns() - spent < 0.9e9 * (time.monotonic() - begun)
        mark = lost.bot.mark()
        lost.bot.signal(signal.SIGHUP)
        lost.bot.wait_log("was reloaded", mark)
    spent = lost.bot.core_ns()
    lost.faults.later = -YEAR
    time.sleep(1.0)
    assert lost.bot.core_ns() - spent < 0.3e9
    assert "nothing heard" not in lost.bot.log()


def test_certificates_and_a_wrong_clock(empty_world, tmp_path):
    """In the year after next none is valid; when the clock is right again all is well."""
    if SANITIZED:
        pytest.skip("a sanitizer wants to be the first library")
    world = empty_world
    world.faults = Faults(world.folder)
    (tmp_path / "tls").mkdir()
    with Authority() as authority, TlsNgircd(tmp_path / "tls", authority.make("server")) as good, \
            Relay(good.tls_port) as world.relay:
        start(world, network("lost", world.relay.port, "localhost", "true", f'ca_file = "{authority.ca.certificate}";'),
              world.faults.program(HASTY))
        world.bot.wait_log("network=lost msg=\"joined")
        for later, reason in ((2 * YEAR, "expired"), (-2 * YEAR, "not yet valid|clock")):
            world.faults.later = later
            mark = cut(world)
            world.bot.wait_log(f"network=lost msg=\"could not connect: .*({reason})", mark)
            answers(world)
            world.faults.later = 0
            back(world, mark)

