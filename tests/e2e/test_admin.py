"""Commanding the bot: on ngircd, where accounts are asked for, and on InspIRCd, which names them."""
import contextlib
import pathlib
import shutil
import socket
import tempfile

import pytest

from harness import BUILD, QUESTION, TOP, Bot, World, until_in_channel
from irc_client import IrcError, same
from local_server import LocalServer
from services import Services
from tls_servers import Authority

LINK = ["[Server]", "Name = services.test", "MyPassword = link", "PeerPassword = link", "Passive = yes"]
# All that a stranger may try; none of it is a command to them.
WORDS = ["status", "help", "admin help", "help set", "set", "set #cramps prefix !x", "quit", "reload force", "ignores",
         "ignore asker", "quiet #cramps", "join #elsewhere", "part #cramps", "networks", "save", "log level debug",
         "@account=boss status", QUESTION]


class Accounts:
    """Services of ngircd's kind: another server, which says who is logged in."""

    def __init__(self, server):
        self.socket = socket.create_connection((server.host, server.port), 20)
        self.file = self.socket.makefile("rb")
        self._send("PASS link 0210-IRC+ test|1:CHMSX")
        self._send("SERVER services.test 1 :Services")
        self._until(b" 376 ")
        self._send(":services.test 376 irc.private.test :End of MOTD command")
        self._until(b"PING ")

    def _send(self, line):
        self.socket.sendall(line.encode() + b"\r\n")

    def _until(self, wanted):
        while wanted not in (line := self.file.readline()):
            assert line, "the server does not want these services"

    def log_in(self, nick, account):
        """From now on nick is logged in; with "" no more."""
        self._send(f":services.test METADATA {nick} accountname :{account}")
        self._send(":services.test PING :services.test")
        self._until(b"PONG ")

    def close(self):
        """Leaves."""
        self.file.close()
        self.socket.close()


@pytest.fixture(name="server")
def make_server(tmp_path):
    """An ngircd that lets services in."""
    folder = tmp_path / "server"
    folder.mkdir()
    with LocalServer(folder, port=0, options=LINK) as running:
        yield running


@pytest.fixture(name="accounts")
def make_accounts(server):
    """Its services."""
    running = Accounts(server)
    yield running
    running.close()


@pytest.fixture(name="world")
def make_world(server, tmp_path):
    """That server, and no bot yet."""
    with World(server, tmp_path) as made:
        yield made


BY_MASK = 'admins = ( { hostmask = "*!~boss@127.0.0.1"; } );'
BY_ACCOUNT = 'admins = ( { account = "boss"; } );'


def answer(person, text, wanted):
    """Says text to the bot in private; the reply that holds `wanted`."""
    person.say("crampbot", text)
    return person.expect(lambda m: m.command == "PRIVMSG" and same(m.nick, "crampbot") and wanted in m.text,
                         f"{text!r} to be answered with {wanted!r}").text


def test_settings_outlive_a_restart(world):
    world.start_bot(top=BY_MASK)
    boss, asker = world.person("anna", user="boss"), world.person()
    answer(boss, "set #cramps prefix !q", '#cramps on test: prefix = "!q"')
    assert world.disclaimer in asker.ask(f"!q {QUESTION}").text
    assert "by=\"hostmask anna!~boss@127.0.0.1\"" in world.bot.wait_log("set #cramps on test prefix")
    boss.say("crampbot", "admin quit Back in a moment")
    gone = asker.expect(lambda m: m.command == "QUIT" and same(m.nick, "crampbot"), "the bot to leave")
    assert "Back in a moment" in gone.text
    assert world.bot.wait() == 0
    world.bot = Bot(world.config, world.folder)
    world.bots.append(world.bot)
    world.wait_join(asker)
    assert world.disclaimer in asker.ask(f"!q {QUESTION}").text
    answer(boss, "unset #cramps", "as bot.cfg has it")
    asker.say("#cramps", f"!q {QUESTION}")
    assert world.disclaimer in asker.ask(f"!cramp {QUESTION}").text
    assert not [m for m in asker.waiting if same(m.nick, "crampbot")]


def test_help_status_and_the_like(world):
    world.start_bot(top=BY_MASK)
    boss = world.person("anna", user="boss")
    answer(boss, "help", "Commands: status networks join part")
    answer(boss, "help quiet", "quiet [NETWORK/]#CHANNEL [DURATION]")
    answer(boss, "networks", "test: online as crampbot on 127.0.0.1:")
    answer(boss, "status", "test")
    answer(boss, "set #cramps lines 7", "lines: 7 is out of range; 1 to 5 would be right")
    answer(boss, "log level warn", "The log's level is warn")
    answer(boss, f"crampbot: {QUESTION}", world.disclaimer)  # an admin may ask, too
    answer(boss, f"how come {QUESTION}", world.disclaimer)
    boss.say("crampbot", f"why {QUESTION}")
    assert world.disclaimer not in boss.reply().text  # how it is matched


def test_a_reload_tells_its_mistakes(world):
    world.start_bot(top=BY_MASK)
    boss = world.person("anna", user="boss")
    answer(boss, "reload", "Reloaded.")
    answer(boss, "reload plugin", "Reloaded, with the plugins' code.")
    world.edit(world.config, "realname", "realnaem")
    boss.say("crampbot", "reload")
    said = boss.expect(lambda m: "realnaem" in m.text, "the mistake").text
    assert "bot.cfg:" in said and "realname would be right" in said
    boss.expect(lambda m: "Not reloaded" in m.text, "the end of it")
    assert world.disclaimer in boss.ask(f"crampbot: {QUESTION}").text


def test_mistakes_that_are_saved_are_told_to_who_is_an_admin_still(world, accounts):
    world.start_bot(top=BY_ACCOUNT)
    anna, eve = world.person("anna"), world.person("eve")
    boss = world.person("boss")  # has the account's name, but is not logged in
    accounts.log_in("anna", "boss")
    accounts.log_in("eve", "boss")
    answer(anna, "networks", "online")
    answer(eve, "networks", "online")
    accounts.log_in("eve", "")
    world.edit(world.config, "realname", "realnaem")
    anna.expect(lambda m: same(m.nick, "crampbot") and "realnaem" in m.text, "the mistake in private")
    for person in (eve, boss):
        assert world.disclaimer in person.ask(QUESTION, target="crampbot").text
        assert not [m for m in person.waiting if same(m.nick, "crampbot")]


def test_channels_by_command_and_by_invitation(world):
    world.start_bot(top=BY_MASK)
    boss, eve = world.person("anna", user="boss"), world.person("eve")
    boss.join("#new")
    answer(boss, "join #new", "Joining #new on test")
    until_in_channel(boss, channel="#new")
    assert world.disclaimer in boss.ask(f"crampbot: {QUESTION}", target="#new").text
    boss.say("crampbot", "part #new")
    boss.expect(lambda m: m.command == "PART" and same(m.nick, "crampbot"), "the bot to part")
    boss.expect(lambda m: "Left #new on test" in m.text, "a word of it")
    eve.join("#trap")
    eve.send("INVITE crampbot #trap")
    eve.expect(lambda m: m.command == "341", "the invitation")
    boss.join("#party")
    boss.send("INVITE crampbot #party")
    world.wait_join(boss, channel="#party")
    eve.send("NAMES #trap")
    assert "crampbot" not in eve.expect(lambda m: m.command == "353", "the names").text


def test_quiet_and_ignored(world):
    world.start_bot(top=BY_MASK)
    boss, asker = world.person("anna", user="boss"), world.person()
    answer(boss, "quiet #cramps 1h", "Quiet in #cramps")
    asker.say("#cramps", f"crampbot: {QUESTION}")
    assert world.disclaimer in asker.ask(QUESTION, target="crampbot").text
    answer(boss, "speak #cramps", "Speaking")
    assert world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    answer(boss, "ignore asker!*@* 1h", "Ignoring asker!*@*")
    asker.say("crampbot", QUESTION)
    answer(boss, "ignores", "test/asker!*@*, for another ")
    answer(boss, "unignore asker!*@*", "answered again")
    assert world.disclaimer in asker.ask(QUESTION, target="crampbot").text
    assert not [m for m in asker.waiting if same(m.nick, "crampbot")]


def everything(person, bot):
    """What the bot says to each of WORDS, one after the other: what is said to one hangs on those before, and the
    server may have to be asked about somebody first."""
    said = []
    for word in WORDS:
        person.say(bot, word)
        person.expect(lambda m: same(m.nick, bot) and not said.append(m.text.replace(bot, "BOT")), "a line")
    return said


@pytest.mark.parametrize("admins", [BY_MASK, BY_ACCOUNT], ids=["hostmask", "account"])
def test_a_stranger_sees_the_same_as_without_commands(world, accounts, admins):
    """A bot that has admins, and one that has none, say the same to a stranger."""
    plain = world.start_bot(joins_as="plainbot", nick="plainbot", top='watch = false; state = "plain";')  # bot.cfg is the other one's soon
    world.config.rename(world.folder / "plain.cfg")
    world.start_bot(top=admins, nick="crampbot")
    eve = world.person("eve")
    accounts.log_in("eve", "eve")
    for _ in range(2):
        assert everything(eve, "crampbot") == everything(eve, "plainbot")
    assert plain.process.poll() is None and world.bot.process.poll() is None
    assert not (world.folder / "state" / "runtime.cfg").exists()
    assert " by=" not in world.bot.log()


def test_an_account_is_asked_for_and_used_once(world, accounts):
    world.start_bot(top=BY_ACCOUNT)
    anna, boss = world.person("anna"), world.person("boss")
    accounts.log_in("anna", "boss")
    answer(anna, "networks", "test: online")
    # A nick is nothing, and neither is what was found out a moment ago.
    boss.say("crampbot", "networks")
    assert "online" not in boss.reply().text
    accounts.log_in("anna", "")
    anna.say("crampbot", "networks")
    assert "online" not in anna.reply().text
    accounts.log_in("anna", "boss2")
    anna.say("crampbot", "networks")
    assert "online" not in anna.reply().text
    # Somebody else has the nick by now, with the account still there elsewhere.
    accounts.log_in("anna", "boss")
    anna.send("NICK other")
    boss.expect(lambda m: m.command == "NICK", "the other nick")
    boss.send("NICK anna")
    boss.expect(lambda m: m.command == "NICK" and same(m.text, "anna"), "the nick")
    boss.say("crampbot", "networks")
    assert "online" not in boss.reply().text


def test_operators_and_those_who_are_no_more(world):
    channels = '{ name = "#ours"; operators = true; }'
    with contextlib.ExitStack() as stack:
        oper = stack.enter_context(world.person("oper", channel="#ours"))  # the first one there
        eve = world.person("eve", channel="#ours")
        world.launch(top=BY_MASK, channels=channels)
        world.wait_join(oper, channel="#ours")
        answer(oper, "quiet", "Quiet in #ours")
        answer(oper, "speak #ours", "Speaking in #ours")
        answer(oper, "set prefix !q", '#ours on test: prefix = "!q"')
        answer(oper, "admin help", "Commands: quiet speak set unset")
        oper.say("crampbot", "networks")
        assert "online" not in oper.reply().text
        eve.say("crampbot", "quiet #ours")
        assert "Quiet" not in eve.reply().text
        oper.send("MODE #ours +o eve")
        eve.expect(lambda m: m.command == "MODE", "the mode")
        answer(eve, "quiet #ours", "Quiet in #ours")
        answer(eve, "speak", "Speaking in #ours")
        oper.send("MODE #ours -o eve")
        eve.expect(lambda m: m.command == "MODE", "the mode")
        eve.say("crampbot", "quiet #ours")
        assert "Quiet" not in eve.reply().text


# -- InspIRCd with account-tag ----------------------------------------------------

CONFIG = """\
log = {{ level = "debug"; }};
admins = ( {{ account = "boss"; }} );
networks = ( {{
    name = "test"; host = "127.0.0.1"; port = {port}; tls = false;
    nick = "crampbot"; user = "cramp"; realname = "a bot under test";
    flood = {{ burst = 30; interval = 50; bytes = 20000; }}; limits = {{ questions = 0; channel = 0; repeat = 0; loop = 0; }};
    channels = ( {{ name = "#cramps"; }} );
}} );
plugins = ( {{ path = "{plugin}"; faq = [ "{faq}" ]; }} );
"""


@pytest.fixture(name="services", scope="module")
def make_services():
    """InspIRCd and Atheme, with the account boss."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="crampbot-services-"))
    folder.chmod(0o755)
    try:
        with Authority() as authority, Services(folder, authority.make("services")) as running:
            running.register("boss", "sesame2")
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_accounts_that_the_server_names(services, tmp_path):
    config = tmp_path / "bot.cfg"
    config.write_text(CONFIG.format(port=services.port, plugin=BUILD / "cramp_faq.so", faq=TOP / "faq/calf-cramps.cfg"),
                      encoding="utf-8")
    bot = Bot(config, tmp_path)
    try:
        bot.wait_log("joined #cramps")
        with services.person("anna") as anna, services.person("eve") as eve:
            anna.say("crampbot", "networks")
            assert "online" not in anna.expect(lambda m: same(m.nick, "crampbot"), "a reply").text
            anna.say("NickServ", "IDENTIFY boss sesame2")
            anna.expect(lambda m: m.command == "900", "to be logged in")
            answer(anna, "networks", "test: online as crampbot")
            answer(anna, "join #more", "Joining #more on test")
            eve.join("#trap")
            eve.send("INVITE crampbot #trap")
            eve.expect(lambda m: m.command == "341", "the invitation")
            anna.join("#party")
            eve.join("#party")
            anna.send("INVITE crampbot #party")
            eve.expect(lambda m: m.command == "JOIN" and same(m.nick, "crampbot"), "the bot to come")
            eve.say("crampbot", "networks")
            assert "online" not in eve.expect(lambda m: same(m.nick, "crampbot"), "a reply").text
            anna.send("NICK anna2")  # the account stays theirs, whatever they are called
            anna.expect(lambda m: m.command == "NICK", "the nick")
            eve.send("NICK anna")
            eve.expect(lambda m: m.command == "NICK" and same(m.text, "anna"), "the nick")
            eve.say("crampbot", "networks")
            assert "online" not in eve.expect(lambda m: same(m.nick, "crampbot"), "a reply").text
            answer(anna, "networks", "test: online as crampbot")
            with pytest.raises(IrcError):
                eve.expect(lambda m: same(m.nick, "crampbot"), "nothing more", timeout=0.2)
        assert "by=\"account boss\"" in bot.wait_log("join #more")
        assert "WHOIS anna" not in bot.log()
    finally:
        print(bot.log())
        assert bot.end() == 0
