"""Manners on real servers: floods, limits, other bots, CTCP, and each person's choice."""
import collections
import pathlib
import time

import pytest

from harness import NOT_OURS, PATIENCE, QUESTION, Person, World
from irc_client import IrcError, same
from local_server import HOST, free_port, stop_process
from starting import start_inspircd

AS_SHIPPED = "questions = 6; channel = 20; cool_down = 60; repeat = 30; loop = 5;"
SIGN = "one of my legs is swollen, hot and red"

# The bot's port has the flood limits of Debian's /etc/inspircd/inspircd.conf; people
# come by another, so that all of them fit on one address.
INSPIRCD = """\
<config format="xml">
<server name="irc.private.test" description="A private server" network="Test" id="1AA">
<admin name="Test" nick="test" email="test@example.org">
<bind address="{host}" port="{port}" type="clients">
<bind address="{host}" port="{people}" type="clients">
<connect name="bot" allow="*" port="{port}" timeout="60" threshold="10" pingfreq="120" hardsendq="262144"
 softsendq="8192" recvq="8192" localmax="1000" globalmax="1000" resolvehostnames="no">
<connect name="people" allow="*" port="{people}" timeout="60" threshold="1000" commandrate="100000" fakelag="no"
 recvq="65536" localmax="1000" globalmax="1000" resolvehostnames="no">
<module name="botmode">
{modules}
<performance softlimit="1000" nouserdns="yes">
<dns server="127.0.0.1" timeout="1">
<pid file="{folder}/inspircd.pid">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{folder}/inspircd.log">
"""


class Inspircd:
    """InspIRCd, as Debian sets it up: `port` for people, `bot_port` for the bot."""

    def __init__(self, folder, modules=()):
        self.host, self.bot_port, self.port = HOST, free_port(), free_port()
        self.process = start_inspircd(folder, INSPIRCD.format(
            host=HOST, port=self.bot_port, people=self.port, folder=folder,
            modules="\n".join(f'<module name="{name}">' for name in modules)), self._there)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        stop_process(self.process)

    def _there(self):
        try:
            with Person(self, "probe") as probe:
                probe.quit()
            return True
        except (OSError, IrcError):
            return False


@pytest.fixture
def inspircd_world(tmp_path):
    """InspIRCd with IRCv3's modules, and no bot yet."""
    modules = ("cap", "ircv3_ctctags", "ircv3_msgid", "ircv3_servertime", "ircv3_accounttag")
    with Inspircd(tmp_path / "inspircd", modules) as server, World(server, tmp_path) as world:
        world.settings["port"] = server.bot_port
        yield world


def polite(world, **settings):
    """The bot with the limits that it is shipped with."""
    world.start_bot(limits=AS_SHIPPED, **settings)
    return world


def ask(person, text, target="#cramps"):
    """Says text and returns what the bot then says to this person."""
    person.say(target, text)
    return person.expect(lambda m: same(m.nick, "crampbot") and m.command in ("PRIVMSG", "NOTICE")
                         and (same(m.params[0], person.nick) or m.text.startswith(person.nick + ": ")),
                         "a reply")


def after(person, nick):
    """Waits until person has heard nick in the channel: so has the bot, nearly."""
    person.expect(lambda m: m.command == "PRIVMSG" and same(m.nick, nick), f"{nick}'s words")


def until_answered(person, other):
    """What the bot says to person until it has answered the other's question: it takes
    messages in order."""
    other.say("#cramps", "crampbot: disclaimer")
    said = []
    while True:
        message = person.receive()
        if same(message.nick, "crampbot") and message.command in ("PRIVMSG", "NOTICE"):
            if message.text.startswith(f"{other.nick}: "):
                return said
            said.append(message)


def spoken(person, seconds):
    """All that is said within so many seconds."""
    end = time.monotonic() + seconds
    heard = []
    while (left := end - time.monotonic()) > 0:
        person.pump(left)
        while person.waiting:
            message = person.waiting.popleft()
            if message.command in ("PRIVMSG", "NOTICE"):
                heard.append(message)
    return heard


def test_the_same_answer_once(empty_world):
    world = polite(empty_world)
    asker, other = world.person(), world.person("other")
    assert world.disclaimer in ask(asker, f"crampbot: {QUESTION}").text
    pointed = ask(other, f"crampbot: {QUESTION}")
    assert pointed.params[0] == "#cramps" and pointed.text.startswith("other: ")
    assert world.disclaimer not in pointed.text and len(pointed.text) < 100
    # In private nobody else has read it; a warning sign is never "above".
    assert world.disclaimer in ask(other, QUESTION, target="crampbot").text
    first = ask(asker, f"crampbot: {SIGN}")
    again = ask(other, f"crampbot: {SIGN}")
    assert first.text.partition(": ")[2] == again.text.partition(": ")[2]


def test_the_rest_of_an_answer(empty_world):
    """More of it is not what was said just now; nor is it lost."""
    world = polite(empty_world)
    asker = world.person()
    first = ask(asker, f"crampbot: topic {world.ids[0]}")
    rest = ask(asker, "crampbot: more")
    assert world.disclaimer in first.text and world.disclaimer in rest.text and rest.text != first.text


def test_told_once_then_silence_but_not_for_a_warning_sign(empty_world):
    world = polite(empty_world)
    asker, other = world.person(), world.person("other")
    for passage in world.ids[:6]:
        assert world.disclaimer in ask(asker, f"topic {passage}", target="crampbot").text
    told = ask(asker, f"topic {world.ids[6]}", target="crampbot")
    assert "wait a little" in told.text and world.disclaimer not in told.text
    for _ in range(5):
        asker.say("crampbot", QUESTION)
        asker.say("#cramps", f"crampbot: {QUESTION}")
    urgent = ask(asker, f"crampbot: {SIGN}")
    assert urgent.text.startswith("asker: ") and "wait a little" not in urgent.text
    # Another nick is the same person; other people are others.
    asker.send("NICK newname")
    asker.expect(lambda m: m.command == "NICK", "the new nick")
    asker.say("crampbot", QUESTION)
    assert not until_answered(asker, other)
    assert world.disclaimer in ask(other, f"crampbot: {QUESTION}").text


@pytest.mark.parametrize("limits", [AS_SHIPPED, "questions = 0; channel = 0; repeat = 0; loop = 5;"])
def test_two_bots_in_one_channel(empty_world, limits):
    """Both answer whoever asks, and neither answers the other for ever."""
    world = empty_world
    channels = '{ name = "#cramps"; ambient = true; }'
    world.start_bot(limits=limits, channels=channels, burst=100, interval=1)
    first = world.bot
    folder = world.folder / "second"
    folder.mkdir()
    world.config = folder / "bot.cfg"
    world.start_bot(joins_as="otherbot", nick="otherbot", faq=str(world.article))
    asker = world.person()
    for text in (QUESTION, f"crampbot: {QUESTION}", f"otherbot: {SIGN}", f"crampbot: {NOT_OURS}",
                 f"otherbot, crampbot: {QUESTION}", "crampbot: hello, otherbot?"):
        asker.say("#cramps", text)
    by, end = collections.Counter(), time.monotonic() + PATIENCE
    while (heard := spoken(asker, 1.5)) or (len(by) < 2 and time.monotonic() < end):
        by.update(message.nick for message in heard)
        assert by["crampbot"] <= 30 and by["otherbot"] <= 30, by
    assert by["crampbot"] >= 1 and by["otherbot"] >= 1, by
    assert first.process.poll() is None and world.bot.process.poll() is None


def test_a_bot_that_answers_everything(empty_world):
    """A bot that asks again after every answer is left alone after a while."""
    world = empty_world
    world.start_bot(limits="questions = 0; channel = 0; repeat = 0; loop = 5; cool_down = 60;")
    robot = world.person("robot")
    answers, heard = 0, [None]
    while heard and answers < 50:
        other = world.person(f"other{answers}")
        robot.say("#cramps", f"crampbot: topic {world.ids[answers % len(world.ids)]}")
        after(other, "robot")
        heard = until_answered(robot, other)
        answers += len(heard)
    assert answers == 6
    assert world.disclaimer in ask(world.person(), f"crampbot: {QUESTION}").text
    assert ask(robot, f"crampbot: {SIGN}").text.startswith("robot: ")


def test_ignored(empty_world):
    world = empty_world
    world.start_bot(manner='ignore = [ "otherbot", "*!~spam@*" ];')
    other, spam = world.person("OtherBot"), world.person("spam", user="spam")
    asker = world.person()
    other.say("crampbot", QUESTION)
    other.say("#cramps", f"crampbot: {QUESTION}")
    after(asker, "OtherBot")
    spam.say("#cramps", f"crampbot: {SIGN}")
    after(asker, "spam")
    asker.say("#cramps", f"crampbot: {QUESTION}")
    assert other.reply().text.startswith("asker: ")
    assert spam.reply().text.startswith("asker: ")


def test_ctcp(world):
    asker = world.person()
    asker.say("crampbot", "\x01CLIENTINFO\x01")
    for _ in range(5):
        asker.say("crampbot", "\x01TIME\x01")
    asker.say("#cramps", "\x01VERSION\x01")
    asker.say("crampbot", "\x01DCC CHAT chat 2130706433 5000\x01")
    asker.say("crampbot", QUESTION)
    first = asker.reply()
    assert first.command == "NOTICE" and first.params[0] == "asker"
    assert first.text == "\x01CLIENTINFO ACTION CLIENTINFO PING SOURCE TIME VERSION\x01"
    # One for a while, whoever asks; and none of it was a question.
    assert asker.reply().command == "PRIVMSG"


def test_actions(world):
    asker = world.person()
    asker.say("#cramps", f"\x01ACTION asks crampbot {QUESTION}\x01")
    asker.say("#cramps", "\x01ACTION has a calf cramp\x01")
    reply = ask(asker, f"\x01ACTION asks: {QUESTION.rstrip('?')}, crampbot?\x01")
    assert reply.text.startswith("asker: ") and world.disclaimer in reply.text


def test_each_ones_choice(world):
    asker, other = world.person(), world.person("other")
    assert ask(asker, "crampbot: reply private").params[0] == "asker"
    reply = ask(asker, f"crampbot: {QUESTION}")
    assert reply.params[0] == "asker" and reply.command == "PRIVMSG"
    assert world.disclaimer in reply.text
    assert ask(other, f"crampbot: {QUESTION}").params[0] == "#cramps"
    assert ask(asker, "reply notice", target="crampbot").command == "NOTICE"
    asker.say("#cramps", f"crampbot: {QUESTION}")
    assert asker.reply(target="asker").command == "NOTICE"
    assert ask(asker, "!cramp reply channel").params[0] == "#cramps"
    assert ask(asker, f"crampbot: {QUESTION}").params[0] == "#cramps"


def test_bots_by_mode(inspircd_world):
    """Who has set the bot mode is not answered; the bot has set it on itself."""
    world = inspircd_world
    marked = world.person("marked")
    marked.send("MODE marked +B")
    marked.expect(lambda m: m.command == "MODE", "the mode")
    world.start_bot()
    asker = world.person()
    asker.send("WHOIS crampbot")
    asker.expect(lambda m: m.command == "335", "that it is a bot")
    marked.say("crampbot", QUESTION)
    marked.say("#cramps", f"crampbot: {QUESTION}")
    after(asker, "marked")
    asker.say("#cramps", f"crampbot: {QUESTION}")
    assert marked.reply().text.startswith("asker: ")


def test_bots_by_mode_without_tags(tmp_path):
    """The same on a server where messages carry no tags: WHO tells."""
    with Inspircd(tmp_path / "inspircd") as server, World(server, tmp_path) as world:
        marked = world.person("marked")
        marked.send("MODE marked +B")
        marked.expect(lambda m: m.command == "MODE", "the mode")
        world.start_bot(port=server.bot_port)
        asker = world.person()
        assert world.disclaimer in ask(asker, f"crampbot: {QUESTION}").text
        assert marked.reply().text.startswith("asker: ")
        marked.say("crampbot", QUESTION)
        marked.say("#cramps", f"crampbot: {QUESTION}")
        after(asker, "marked")
        asker.say("#cramps", "crampbot: help")
        assert marked.reply().text.startswith("asker: ")


def test_replies_name_their_message(inspircd_world):
    world = inspircd_world
    asker, other = world.person(channel=None), world.person("other")
    asker.send("CAP REQ :message-tags")
    asker.join("#cramps")
    world.start_bot()
    other.send("CAP REQ :message-tags")
    asker.say("#cramps", f"crampbot: {QUESTION}")
    heard = other.expect(lambda m: m.nick == "asker" and m.command == "PRIVMSG", "the question")
    tags = dict(tag.partition("=")[::2] for tag in heard.raw.partition(" ")[0].lstrip("@").split(";"))
    reply = other.reply()
    assert world.disclaimer in reply.text
    assert tags["msgid"] and f"+draft/reply={tags['msgid']}" in reply.raw.partition(" ")[0]


def test_the_limits_here_are_those_of_bot_cfg():
    """The shipped limits of these tests are those that bot.cfg names."""
    text = (pathlib.Path(__file__).resolve().parents[2] / "bot.cfg").read_text(encoding="utf-8")
    assert f"limits = {{ {AS_SHIPPED} }};" in text
