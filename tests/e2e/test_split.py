"""Two servers that lose each other and find each other again, with the bot on one of them."""
import contextlib

import pytest

from harness import HASTY, QUESTION, World, until_in_channel
from local_server import HOST, LocalServer
from relay import Relay
from tls_servers import Authority, Inspircd, free_port

INSPIRCD_LINK = """\
<module name="spanningtree">
<bind address="{host}" port="{mine}" type="servers">
<link name="{other}" ipaddr="{host}" port="{theirs}" allowmask="*" sendpass="link" recvpass="link">
"""
AUTOCONNECT = '<autoconnect period="1" server="{other}">\n'
NAMES = ("one.private.test", "two.private.test")


class Pair:
    """Two linked servers; `first` is the bot's. The link goes through a relay."""

    def __init__(self, first, second, relay):
        self.first, self.second, self.relay = first, second, relay


@contextlib.contextmanager
def inspircds(folder):
    """Two of InspIRCd. When two have one nick they get a number each."""
    ports = free_port(), free_port()
    with Authority() as authority, Relay(ports[0]) as relay:
        identity = authority.make("server")
        extra = [INSPIRCD_LINK.format(host=HOST, mine=ports[i], theirs=(ports[1], relay.port)[i],
                                      other=NAMES[1 - i]) for i in range(2)]
        extra[1] += AUTOCONNECT.format(other=NAMES[0])
        with Inspircd(folder / "one", identity, extra[0], name=NAMES[0], sid="1AA") as first, \
                Inspircd(folder / "two", identity, extra[1], name=NAMES[1], sid="2BB") as second:
            yield Pair(first, second, relay)


@contextlib.contextmanager
def ngircds(folder):
    """Two of ngircd. When two have one nick both are killed."""
    def options(i, port):
        return ["[Limits]", "ConnectRetry = 1", "[Server]", f"Name = {NAMES[1 - i]}", "MyPassword = link",
                "PeerPassword = link", *([f"Host = {HOST}", f"Port = {port}"] if port else ["Passive = yes"])]

    for name in ("one", "two"):
        (folder / name).mkdir()
    with LocalServer(folder / "one", port=0, name=NAMES[0], options=options(0, None)) as first, \
            Relay(first.port) as relay, \
            LocalServer(folder / "two", port=0, name=NAMES[1], options=options(1, relay.port)) as second:
        yield Pair(first, second, relay)


@pytest.fixture(name="pair", params=[inspircds, ngircds])
def make_pair(request, tmp_path):
    """Linked servers."""
    with request.param(tmp_path) as pair:
        yield pair


@pytest.fixture(name="world")
def make_world(pair, tmp_path):
    """The bot on the first server."""
    with World(pair.first, tmp_path) as world:
        world.start_bot(program=HASTY)
        yield world


def on(world, server, nick, **options):
    """Somebody on that server, in the channel."""
    kept, world.server = world.server, server
    try:
        return world.person(nick, **options)
    finally:
        world.server = kept


def split(pair, *people):
    """Cuts the link, and waits until people have seen the bot go."""
    pair.relay.shut()
    for person in people:
        person.expect(lambda m: m.command == "QUIT", "the split")


@pytest.mark.parametrize("pair", [inspircds], indirect=True)
def test_split_and_rejoin(world, pair):
    """Those beyond the split are answered again once they are back."""
    here, there = on(world, pair.first, "here"), on(world, pair.second, "there")
    until_in_channel(there)
    assert world.disclaimer in there.ask(f"crampbot: {QUESTION}").text
    split(pair, here, there)
    assert world.disclaimer in here.ask(f"crampbot: {QUESTION}").text
    pair.relay.shut(False)
    until_in_channel(there)
    assert world.disclaimer in there.ask(f"crampbot: {QUESTION}").text
    assert "next attempt" not in world.bot.log()


def test_somebody_took_its_nick_beyond_the_split(world, pair):
    """Then two have one nick when the servers meet again. Whatever these do about it (a number
    for a nick, a kill), it answers on, and has its nick again at the end."""
    there = on(world, pair.second, "there")
    until_in_channel(there)
    split(pair, there)
    thief = on(world, pair.second, "crampbot", user="cramp") # the younger of two alike keeps it
    here = on(world, pair.first, "here")
    mark = world.bot.mark()
    pair.relay.shut(False)
    world.bot.wait_log("now known as|was taken from us|next attempt", mark)
    until_in_channel(here, "there")
    try:
        thief.quit()
    except OSError:
        pass
    world.bot.wait_log('(online|now known) as crampbot"', mark)
    for person in (here, there):
        until_in_channel(person)
        assert world.disclaimer in person.ask(f"crampbot: {QUESTION}").text
