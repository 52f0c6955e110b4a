"""Two servers that lose each other and find each other again, with the bot on one of them."""
import pytest

from harness import HASTY, QUESTION, World, until_in_channel
from linked_servers import inspircds, ngircds


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
