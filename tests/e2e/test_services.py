"""Logging in, the nick and the channels, on InspIRCd with Atheme's services."""
import base64
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

import pytest

from harness import BUILD, TOP, Bot
from irc_client import same
from services import Services
from tls_servers import Authority, openssl

CONFIG = """\
log = {{ level = "debug"; }};
state = "state";
networks = ( {{
    name = "test"; {where}
    nick = "{nick}"; alternatives = [ "{nick}_" ]; user = "cramp"; realname = "a bot under test";
    flood = {{ burst = 30; interval = 100; bytes = 20000; }};
    {login}
    channels = ( {channels} );
}} );
plugins = ( {{ path = "{plugin}"; faq = [ "{faq}" ]; }} );
"""
# What no log may ever hold.
SECRET = "Tr0ub4dor+3"


@pytest.fixture(scope="module")
def authority():
    """Signs what the server shows."""
    with Authority() as made:
        yield made


@pytest.fixture(scope="module")
def services(authority):
    """A server with services, and the account cramp."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="crampbot-services-"))
    folder.chmod(0o755)
    client = authority.make("client")
    client.key.chmod(0o600)
    pinned = client.fingerprint.replace(":", "").lower()
    try:
        with Services(folder, authority.make("services")) as running:
            running.client = client
            running.register("cramp", SECRET, f"CERT ADD {pinned}")
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Home:
    """A folder for one bot."""

    def __init__(self, folder, services, authority):
        self.folder = folder
        self.services = services
        self.authority = authority
        self.bot = None
        self.settings = {"login": "", "nick": "crampbot", "channels": '{ name = "#cramps"; }',
                         "plugin": BUILD / "cramp_faq.so", "faq": TOP / "faq/calf-cramps.cfg",
                         "where": f'host = "127.0.0.1"; port = {services.tls_port}; tls = true; '
                                  f'ca_file = "{authority.ca.certificate}";'}
        self.path = folder / "bot.cfg"
        self.secret("password", SECRET)

    @property
    def plain(self):
        """The setting for a connection in plain text."""
        return f'host = "127.0.0.1"; port = {self.services.port}; tls = false;'

    def secret(self, name, text, mode=0o600):
        """A file with a password."""
        path = self.folder / name
        path.write_text(text + "\n", encoding="ascii")
        path.chmod(mode)
        return path

    def write(self, **settings):
        """Writes bot.cfg."""
        self.settings.update(settings)
        self.path.write_text(CONFIG.format(**self.settings), encoding="utf-8")

    def start(self, login="", **settings):
        """Starts the bot."""
        self.write(login=login, **settings)
        self.bot = Bot(self.path, self.folder)
        return self.bot

    def check(self, login):
        """What `crampbot --check` says."""
        self.write(login=login)
        return subprocess.run([BUILD / "crampbot", "--check", "-c", self.path], check=False, cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)


@pytest.fixture
def home(tmp_path, services, authority):
    """Where the bot lives; it must end well and have told no secret."""
    made = Home(tmp_path, services, authority)
    yield made
    if made.bot:
        running = made.bot.process.poll() is None
        status = made.bot.end()
        print(f"--- the bot's log (exit status {status})\n{made.bot.log()}")
        assert not running or status == 0
        log = made.bot.log()
        assert SECRET not in log
        assert base64.b64encode(SECRET.encode()).decode().rstrip("=")[:-1] not in log


@pytest.fixture
def person(services):
    """People on the server, by nick."""
    there = []

    def make(nick):
        there.append(services.person(nick))
        return there[-1]

    yield make
    for one in there:
        one.close()


def whois(somebody, nick):
    """numeric -> parameters."""
    somebody.send(f"WHOIS {nick}")
    said = {}

    def over(message):
        said[message.command] = message.params
        return message.command == "318"

    somebody.expect(over, f"WHOIS {nick}")
    return said


def account_of(somebody, nick):
    """The account that the server knows, or None."""
    return whois(somebody, nick).get("330", [None] * 3)[2]


SASL = 'sasl = {{ mechanisms = [ {} ]; account = "cramp"; password_file = "password"; {} }};'


# -- logging in ----------------------------------------------------------------

def test_plain(home, person):
    bot = home.start(SASL.format('"PLAIN"', ""))
    bot.wait_log("logged in by PLAIN")
    bot.wait_log("joined #cramps")
    assert account_of(person("looker"), "crampbot") == "cramp"


def test_scram_is_not_offered(home):
    """Atheme 7.2 has none: it is not tried, and PLAIN comes next in bot.cfg's order."""
    bot = home.start(SASL.format('"SCRAM-SHA-256", "PLAIN"', ""))
    bot.wait_log("logged in by PLAIN")


def test_external(home, person, services):
    bot = home.start(f'certificate = "{services.client.certificate}"; certificate_key = "{services.client.key}";'
                     'sasl = { mechanisms = [ "EXTERNAL" ]; account = "cramp"; };')
    bot.wait_log("logged in by EXTERNAL")
    bot.wait_log("joined #cramps")
    assert account_of(person("looker"), "crampbot") == "cramp"


def test_external_with_another_certificate(home, authority):
    other = authority.make("other")
    other.key.chmod(0o600)
    bot = home.start(f'certificate = "{other.certificate}"; certificate_key = "{other.key}";'
                     'sasl = { mechanisms = [ "EXTERNAL" ]; account = "cramp"; };')
    bot.wait_log('EXTERNAL was refused: 904 .*leaving')


def test_ecdsa(home, person, services):
    key = home.folder / "ecdsa.pem"
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key)
    key.chmod(0o600)
    der = subprocess.run(["openssl", "ec", "-in", key, "-pubout", "-conv_form", "compressed", "-outform", "DER"],
                         check=True, capture_output=True).stdout
    services.register("ecuser", "anything", f"SET PUBKEY {base64.b64encode(der[-33:]).decode()}")
    bot = home.start('sasl = { mechanisms = [ "ECDSA-NIST256P-CHALLENGE" ]; account = "ecuser"; '
                     'key_file = "ecdsa.pem"; };')
    bot.wait_log("logged in by ECDSA-NIST256P-CHALLENGE")
    bot.wait_log("joined #cramps")
    assert account_of(person("looker"), "crampbot") == "ecuser"


@pytest.mark.parametrize("what, expected", [
    ("stop", "leaving"), ("go_on", "going on without"), ("nickserv", "NickServ is asked instead")])
def test_wrong_password(home, person, what, expected):
    home.secret("wrong", "not this")
    bot = home.start(f'sasl = {{ mechanisms = [ "PLAIN" ]; account = "cramp"; password_file = "wrong"; '
                     f'on_failure = "{what}"; }}; '
                     'nickserv = { account = "cramp"; password_file = "password"; };')
    bot.wait_log(f'PLAIN was refused: 904 .*{expected}')
    if what == "stop":
        bot.wait_log("not logged in by SASL.*next attempt")
        assert "online as" not in bot.log()
        return
    bot.wait_log("joined #cramps")
    assert account_of(person("looker"), "crampbot") == ("cramp" if what == "nickserv" else None)


def test_no_password_without_tls(home):
    bot = home.start(SASL.format('"PLAIN"', 'on_failure = "go_on";'), where=home.plain)
    bot.wait_log("PLAIN would show the password without TLS.*going on without")
    bot.wait_log("joined #cramps")


def test_plain_without_tls_if_told(home):
    bot = home.start(SASL.format('"PLAIN"', "plain_without_tls = true;"), where=home.plain)
    bot.wait_log("logged in by PLAIN")


def test_password_from_the_environment(home, monkeypatch):
    monkeypatch.setenv("CRAMP_PASSWORD", SECRET)
    bot = home.start('sasl = { mechanisms = [ "PLAIN" ]; account = "cramp"; password_env = "CRAMP_PASSWORD"; };')
    bot.wait_log("logged in by PLAIN")


def test_password_in_bot_cfg(home):
    bot = home.start(f'sasl = {{ account = "cramp"; password = "{SECRET}"; }};')
    bot.wait_log("logged in by PLAIN")


@pytest.mark.parametrize("login, expected", [
    ('sasl = { account = "cramp"; password_file = "open"; };', "can be read by others"),
    ('sasl = { account = "cramp"; password_file = "none"; };', "cannot be opened"),
    ('sasl = { account = "cramp"; password_env = "NO_SUCH_VARIABLE_HERE"; };', "is not set"),
    ('sasl = { account = "cramp"; };', "needs a password"),
    ('sasl = { password_file = "password"; };', "needs an account"),
    ('sasl = { mechanisms = [ "EXTERNAL" ]; };', "needs the network's certificate"),
    ('sasl = { mechanisms = [ "ROT13" ]; };', '"EXTERNAL", "SCRAM-SHA-256"'),
    ('sasl = { mechanisms = [ ]; account = "a"; password_file = "password"; };', "there are none"),
    ('sasl = { mechanisms = [ "PLAIN", "PLAIN" ]; account = "a"; password_file = "password"; };', "is there twice"),
    ('sasl = { account = "a"; password_file = "password"; password = "x"; };', "in 2 ways"),
    ('sasl = { account = "a"; password_file = "password"; on_failure = "nickserv"; };', "no password for NickServ"),
    ('sasl = { account = "a"; password_file = "password"; on_failure = "cry"; };', '"stop", "go_on"'),
    ('sasl = { account = "a b"; password_file = "password"; };', "without spaces"),
    ('sasl = { mechanisms = [ "ECDSA-NIST256P-CHALLENGE" ]; account = "a"; key_file = "password"; };', "prime256v1"),
    ('nickserv = { nick = "Nick Serv"; };', '"NickServ@services.example"'),
    ('nickserv = { recover = "steal"; };', '"regain", "ghost"'),
])
def test_mistakes_in_bot_cfg(home, login, expected):
    home.secret("open", SECRET, 0o644)
    done = home.check(login)
    said = done.stdout + done.stderr
    assert done.returncode != 0 and expected in said
    assert SECRET not in said


def test_reload(home):
    """Another login takes a new connection; the same one does not."""
    bot = home.start(SASL.format('"PLAIN"', ""))
    bot.wait_log("joined #cramps")
    mark = bot.mark()
    home.write(channels='{ name = "#cramps"; }, { name = "#more"; }')
    bot.signal(signal.SIGHUP)
    bot.wait_log("joined #more", mark)
    assert "connecting to" not in "\n".join(bot.lines[mark:])
    mark = bot.mark()
    home.write(login=SASL.format('"PLAIN"', 'on_failure = "go_on";'))
    bot.signal(signal.SIGHUP)
    bot.wait_log("bot.cfg has another login", mark)
    bot.wait_log("joined #more", mark)


@pytest.mark.parametrize("what, expected", [
    ("stop", "not logged in by SASL.*next attempt"), ("go_on", "joined #cramps"), (None, "joined #cramps")])
def test_a_corrected_password(home, what, expected):
    """In the same file: it is tried at once, whatever was to be waited for. Written anew and no other, it changes nothing."""
    home.secret("now", "not this" if what else SECRET)
    bot = home.start(f'sasl = {{ mechanisms = [ "PLAIN" ]; account = "cramp"; password_file = "now"; '
                     f'on_failure = "{what or "stop"}"; }};')
    bot.wait_log(expected)
    mark = bot.mark()
    home.secret("now", SECRET)
    bot.wait_log("files have changed", mark)
    bot.wait_log("was reloaded", mark)
    if what:
        bot.wait_log("logged in by PLAIN", mark)
        bot.wait_log("joined #cramps", mark)
    else:
        home.write(channels='{ name = "#cramps"; }, { name = "#more"; }')
        bot.wait_log("joined #more", mark)
        assert "connecting to" not in "\n".join(bot.lines[mark:])


# -- the nick ------------------------------------------------------------------

def test_monitor(home, person):
    holder = person("crampbot")
    bot = home.start()
    bot.wait_log("online as crampbot_")
    mark = bot.mark()
    holder.quit()
    bot.wait_log('now known as crampbot"', mark)
    assert "ISON" not in bot.log()


def test_ghost(home, person):
    """Somebody holds our nick; the account says it is ours."""
    person("cramp")
    bot = home.start(SASL.format('"PLAIN"', "") + 'nickserv = { recover = "ghost"; };', nick="cramp")
    bot.wait_log("online as cramp_")
    bot.wait_log("asking NickServ for the nick cramp")
    bot.wait_log('now known as cramp"')


def test_bot_mode(home, person):
    bot = home.start()
    bot.wait_log("joined #cramps")
    looker = person("looker")
    for _ in range(20):
        if "335" in whois(looker, "crampbot"):
            return
    pytest.fail("the server does not know that it is a bot")


# -- channels ------------------------------------------------------------------

@pytest.mark.parametrize("mode, undo, expected", [
    ("+i", None, r"\+i"), ("+b crampbot!*@*", "-b crampbot!*@*", r"banned \(\+b"),
    ("+k other", "-k other", r"\+k"), ("+l 1", "-l", r"\+l")])
def test_kept_out(home, person, mode, undo, expected):
    """Why it is kept out is told; an invitation opens the door at once."""
    operator = person("operator")
    operator.join("#closed")
    operator.send(f"MODE #closed {mode}")
    bot = home.start(channels='{ name = "#closed"; }')
    line = bot.wait_log(f"cannot join #closed: .*({expected})")
    assert "trying again in 300 s" in line
    if undo:
        operator.send(f"MODE #closed {undo}")
    operator.send("INVITE crampbot #closed")
    bot.wait_log("invited to #closed")
    bot.wait_log("joined #closed")


def test_invitations_elsewhere_are_ignored(home, person):
    operator = person("operator")
    operator.join("#elsewhere")
    bot = home.start()
    bot.wait_log("joined #cramps")
    operator.send("INVITE crampbot #elsewhere")
    operator.join("#cramps")
    operator.say("#cramps", "crampbot: why do my legs cramp at night?")
    operator.expect(lambda m: m.command == "PRIVMSG" and same(m.nick, "crampbot"), "an answer")
    operator.send("NAMES #elsewhere")
    assert "crampbot" not in operator.expect(lambda m: m.command == "353", "NAMES").text


@pytest.mark.parametrize("follow", [True, False])
def test_forward(home, person, follow):
    operator = person("operator")
    operator.join("#overflow")
    operator.join("#full")
    operator.send("MODE #full +lL 1 #overflow")
    bot = home.start(channels=f'{{ name = "#full"; forward = {"true" if follow else "false"}; }}')
    if not follow:
        bot.wait_log("cannot join #full: it forwards")
        return
    bot.wait_log('#full forwards to .*#overflow')
    bot.wait_log("joined #overflow")
    operator.say("#overflow", "crampbot: why do my legs cramp at night?")
    said = operator.expect(lambda m: m.command == "PRIVMSG" and same(m.nick, "crampbot"), "an answer")
    assert said.params[0] == "#overflow"


def test_registered_only(home, person):
    """+R: in after NickServ has said who we are."""
    operator = person("operator")
    operator.join("#members")
    operator.send("MODE #members +R")
    bot = home.start('nickserv = { account = "cramp"; password_file = "password"; };',
                     channels='{ name = "#members"; }')
    bot.wait_log("joined #members")
    assert "cannot join" not in bot.log()
    bot.end()
    bot = home.start(channels='{ name = "#members"; }')
    bot.wait_log("cannot join #members: it is for registered nicks.*let the bot log in")


# -- README --------------------------------------------------------------------

def readme_networks():
    """The groups for bot.cfg that README has, by name."""
    page = (TOP / "README.md").read_text(encoding="utf-8").partition("Connecting to Libera and OFTC")[2]
    groups = re.findall(r"^    \{\n.*?^    \}\n", page, flags=re.M | re.S)
    return {re.search(r'name = "(\w+)"', group).group(1): group for group in groups}


def test_readme(home, services):
    """What README says works as it is written, but for the address."""
    groups = readme_networks()
    services.register("mycrampbot", SECRET)
    home.secret("libera.password", SECRET)
    shutil.copy(services.client.certificate, home.folder / "oftc.pem")
    shutil.copy(services.client.key, home.folder / "oftc.key")
    networks = [groups[name].replace(f'host = "{host}";', home.settings["where"])
                for name, host in (("libera", "irc.libera.chat"), ("oftc", "irc.oftc.net"))]
    networks[1] = networks[1].replace("mycrampbot", "othercrampbot")
    home.path.write_text(f'log = {{ level = "debug"; }};\nnetworks = ( {", ".join(networks)} );\n'
                         f'plugins = ( {{ path = "{home.settings["plugin"]}"; '
                         f'faq = [ "{home.settings["faq"]}" ]; }} );\n', encoding="utf-8")
    home.bot = bot = Bot(home.path, home.folder)
    bot.wait_log("network=libera msg=.logged in by PLAIN")
    bot.wait_log("network=libera msg=.joined #my-channel")
    bot.wait_log("network=oftc msg=.joined #my-channel")
