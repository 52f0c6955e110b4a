"""Two network namespaces with a cable between: addresses that are dead in the ways that real
ones are. The bot sits in one, its servers in the other; nothing leaves this machine."""
import contextlib
import ctypes
import os
import subprocess

import pytest

from harness import HASTY, QUESTION, World, under, until_in_channel
from local_server import LocalServer

BOT, SERVERS = f"cramp{os.getpid()}a", f"cramp{os.getpid()}b"
# Addresses for documentation (RFC 5737, RFC 3849): global ones, so that IPv6 is tried first.
BOT4, ONE4, TWO4, ABSENT4, OTHER4 = "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"
BOT6, ONE6, DEAF6, ABSENT6 = "2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4"
HOSTS = f"""\
127.0.0.1 localhost
{ONE6} refused.test
{ONE4} refused.test
{DEAF6} deaf.test
{ONE4} deaf.test
{ABSENT6} absent.test
{ONE4} absent.test
"""


def ip(*words):
    """Runs ip(8)."""
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout


def deafen(address, deaf=True):
    """What the bot sends there arrives nowhere, and nobody says so."""
    if deaf:
        ip("-n", BOT, "neighbour", "replace", address, "lladdr", "02:00:00:00:00:99", "dev", "cable")
    else:
        ip("-n", BOT, "neighbour", "del", address, "dev", "cable")


def why_not():
    """Why this machine has no namespaces for us, or None."""
    try:
        ip("netns", "add", BOT)
        ip("netns", "del", BOT)
        subprocess.run(["unshare", "--mount", "true"], check=True, capture_output=True, text=True)
        return None if os.path.exists("/proc/net/if_inet6") else "this kernel has no IPv6"
    except FileNotFoundError as error:
        return f"{error.filename} is not installed"
    except subprocess.CalledProcessError as error:
        return "no network namespaces here: " + ((error.stderr or "").strip() or str(error)).splitlines()[-1]


@contextlib.contextmanager
def within(namespace):
    """This thread, and what it starts, in that namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    try:
        assert libc.setns(there, 0) == 0, os.strerror(ctypes.get_errno())
        yield
    finally:
        libc.setns(home, 0)
        os.close(there)
        os.close(home)


@pytest.fixture(name="cable")
def make_cable():
    """BOT and SERVERS with a cable between them, and their addresses."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    try:
        for name in (BOT, SERVERS):
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("link", "add", "cable", "netns", BOT, "type", "veth", "peer", "name", "cable", "netns", SERVERS)
        for name, *addresses in ((BOT, BOT4 + "/24", OTHER4 + "/24", BOT6 + "/64"),
                                 (SERVERS, ONE4 + "/24", TWO4 + "/24", ONE6 + "/64")):
            for address in addresses:
                ip("-n", name, "address", "add", address, "dev", "cable", *(["nodad"] if ":" in address else []))
            ip("-n", name, "link", "set", "cable", "up")
        deafen(DEAF6)
        yield
    finally:
        for name in (BOT, SERVERS):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


@pytest.fixture(name="servers")
def make_servers(cable, tmp_path):
    """Two servers that do not know of each other, each at its own address."""
    assert cable is None
    with contextlib.ExitStack() as stack:
        made = []
        for name, host in (("one", ONE4), ("two", TWO4)):
            (tmp_path / name).mkdir()
            with within(SERVERS):
                made.append(stack.enter_context(LocalServer(tmp_path / name, port=0, host=host)))
        yield made


class Place:
    """A folder for a bot that starts in its namespace, where names are those of HOSTS."""

    def __init__(self, folder, world):
        self.folder = folder
        self.world = world
        self.bot = None
        (folder / "hosts").write_text(HOSTS, encoding="ascii")
        self.program = self.script("start", f'{under(HASTY)} "$@"')

    def script(self, name, command):
        """A program that runs command there."""
        path = self.folder / name
        path.write_text("#!/bin/sh\nexec unshare --mount sh -c '"
                        f"mount --bind {self.folder}/hosts /etc/hosts && exec {command}' sh \"$@\"\n", encoding="ascii")
        path.chmod(0o755)
        return path

    def addresses(self, name):
        """What a name stands for there, in the order in which it is to be tried."""
        with within(BOT):
            found = subprocess.run([self.script("look", f"getent ahostsv6 {name} || getent ahosts {name}")], check=True,
                                   capture_output=True, text=True).stdout
        return [line.split()[0] for line in found.splitlines() if "STREAM" in line]

    def start(self, where):
        """Starts the bot."""
        with within(BOT):
            self.bot = self.world.launch(self.program, where=where)

    def answers(self, server, since=0):
        """The bot has come (since a mark in its log); somebody asks on that server, and is answered by
        whom it returns: nick!user@host."""
        self.bot.wait_log('(online|now known) as crampbot"', since)
        self.bot.wait_log("joined #cramps", since)
        self.world.server = server
        with within(SERVERS):
            person = self.world.person("person")
        until_in_channel(person)
        reply = person.ask(f"crampbot: {QUESTION}")
        assert self.world.disclaimer in reply.text
        person.close()
        return reply.raw.split()[0]


@pytest.fixture(name="place")
def make_place(servers, tmp_path):
    """Where the bot lives."""
    with World(servers[0], tmp_path) as world:
        yield Place(tmp_path, world)


def listed(*places):
    """The setting for several servers."""
    return "servers = ( " + ", ".join(f'{{ host = "{host}"; port = {port}; tls = false; }}'
                                      for host, port in places) + " );"


@pytest.mark.parametrize("name", ["refused.test", "deaf.test", "absent.test"])
def test_ipv6_is_dead(servers, place, name):
    """Refused, unanswered or unreachable: IPv4 comes next, in the same attempt."""
    assert ":" in place.addresses(name)[0]
    place.start(f'host = "{name}"; port = {servers[0].port}; tls = false;')
    place.answers(servers[0])
    assert "next attempt" not in place.bot.log()


def test_an_address_to_come_from_says_which(servers, place):
    """bind is of IPv4: the IPv6 address is passed over; and it is not the one that the machine would take."""
    place.start(f'host = "deaf.test"; port = {servers[0].port}; tls = false; bind = "{OTHER4}";')
    assert place.answers(servers[0]).endswith("@" + OTHER4)
    assert "next attempt" not in place.bot.log()


def test_a_list_with_dead_servers(servers, place):
    """One that is absent, one that is deaf, one that is there."""
    place.start(listed((ABSENT4, 6667), (DEAF6, 6667), (TWO4, servers[1].port)))
    place.answers(servers[1])


def test_a_server_that_cannot_be_reached_any_more(servers, place):
    """Nobody says so: its silence does, and the next server of the list has its turn."""
    place.start(listed((ONE4, servers[0].port), (TWO4, servers[1].port)))
    place.answers(servers[0])
    for gone, server in ((ONE4, servers[1]), (TWO4, servers[0])):
        mark = place.bot.mark()
        deafen(gone)
        place.answers(server, mark)
        deafen(gone, False)
    assert place.bot.log().count("nothing heard from the server") == 2


def test_the_cable_is_pulled(servers, place):
    """For longer than a server lives for the bot, and then it is back by itself."""
    place.start(f'host = "{ONE4}"; port = {servers[0].port}; tls = false;')
    place.answers(servers[0])
    mark = place.bot.mark()
    ip("-n", BOT, "link", "set", "cable", "down")
    place.bot.wait_log("could not connect", mark)
    ip("-n", BOT, "link", "set", "cable", "up")
    place.answers(servers[0], mark)
