"""How a server is reached: TLS and its certificates, STS, proxies, several servers."""
import os
import re
import signal
import socket
import stat
import time

import pytest

from harness import BUILD, PATIENCE, SANITIZED, TOP, Bot
from irc_client import IrcClient
from listening import Listening
from local_server import free_port
from tls_servers import Authority, Inspircd, Proxy, TlsNgircd

NETWORK = """\
log = {{ level = "debug"; }};
state = "state";
networks = ( {networks} );
plugins = ( {{ path = "{plugin}"; faq = [ "{faq}" ]; }} );
"""
ONE = """{{
    name = "{name}"; {where}
    nick = "{nick}"; user = "cramp"; realname = "a bot under test"; channels = ( {{ name = "#cramps"; }} );
}}"""


class Place:
    """A folder for the bot, and certificates for its servers."""

    def __init__(self, folder, authority):
        self.folder = folder
        self.authority = authority
        self.bots = []

    def write(self, where, *more, nick="crampbot"):
        """Writes bot.cfg; where: the settings of how the server is reached."""
        networks = [ONE.format(name="test", where=where, nick=nick)]
        networks += [ONE.format(name=f"test{i}", where=w, nick=f"{nick}{i}") for i, w in enumerate(more)]
        path = self.folder / "bot.cfg"
        path.write_text(NETWORK.format(networks=", ".join(networks), plugin=BUILD / "cramp_faq.so",
                                       faq=TOP / "faq/calf-cramps.cfg"), encoding="utf-8")
        return path

    def start(self, where, *more):
        """Starts the bot."""
        self.bots.append(Bot(self.write(where, *more), self.folder))
        return self.bots[-1]

    @property
    def ca(self):
        """The setting that trusts our authority."""
        return f'ca_file = "{self.authority.ca.certificate}";'


@pytest.fixture(scope="module")
def authority():
    """Signs what the servers show."""
    with Authority() as made:
        yield made


@pytest.fixture(scope="module")
def good(authority):
    """A certificate as it should be."""
    return authority.make("good")


@pytest.fixture
def place(tmp_path, authority):
    """Where the bot lives; every bot must end well."""
    made = Place(tmp_path, authority)
    yield made
    for bot in made.bots:
        running = bot.process.poll() is None
        status = bot.end()
        print(f"--- the bot's log (exit status {status})\n{bot.log()}")
        assert not running or status == 0


class Listener(Listening):
    """Keeps the bytes of each connection; says nothing but `first`."""

    def __init__(self, first=b""):
        self.first = first
        self.got = []
        super().__init__(self._read)

    def wait(self):
        """True once somebody has connected and said something."""
        end = time.monotonic() + PATIENCE
        while not any(self.got) and time.monotonic() < end:
            time.sleep(0.01)
        return any(self.got)

    def _read(self, client, _number):
        kept = bytearray()
        self.got.append(kept)
        client.sendall(self.first)
        while data := client.recv(65536):
            kept += data


@pytest.fixture
def ngircd(tmp_path, good):
    """ngircd with a good certificate."""
    folder = tmp_path / "ngircd"
    folder.mkdir()
    with TlsNgircd(folder, good) as running:
        yield running


def test_ngircd_ca_file(place, ngircd):
    bot = place.start(f'host = "localhost"; port = {ngircd.tls_port}; tls = true; {place.ca}')
    bot.wait_log("connected with TLSv1.[23] ")
    bot.wait_log("joined #cramps")
    with IrcClient("127.0.0.1", ngircd.port, "asker", timeout=PATIENCE) as asker:
        asker.join("#cramps")
        asker.say("#cramps", "crampbot: why do my legs cramp at night?")
        asker.expect(lambda m: m.command == "PRIVMSG" and m.nick == "crampbot", "an answer", PATIENCE)


def test_inspircd_by_address(place, tmp_path, good):
    with Inspircd(tmp_path / "inspircd", good) as server:
        bot = place.start(f'host = "127.0.0.1"; port = {server.tls_port}; tls = true; {place.ca}')
        bot.wait_log("connected with TLSv1.3 ")
        bot.wait_log("online as crampbot")


@pytest.mark.parametrize("name, hosts, days, signed, settings, outcome", [
    ("othername", "DNS:irc.example.org", 30, True, "CA", "made out to another name"),
    ("selfmade", "DNS:localhost", 30, False, "CA", "signed by nobody but itself"),
    ("selfmade", "DNS:localhost", 30, False, "", "signed by nobody but itself"),
    ("expired", "DNS:localhost", -1, True, "CA", "has expired"),
    ("fine", "DNS:localhost", 30, True, "", "an authority that is not known here"),
    ("fine", "DNS:localhost", 30, True, "WRONG_PIN", "not one of `pins`"),
    ("selfmade", "DNS:localhost", 30, False, "PIN", None),
    ("selfold", "DNS:elsewhere.example", -1, False, "PIN", None),
    ("expired", "DNS:localhost", -1, True, "PIN", None),
    ("fine", "DNS:localhost", 30, True, "CA", None),
])
def test_certificates(place, tmp_path, authority, name, hosts, days, signed, settings, outcome):
    identity = authority.make(name, hosts, days, signed)
    folder = tmp_path / "ngircd"
    folder.mkdir()
    settings = settings.replace("CA", place.ca).replace(
        "WRONG_PIN", f'pins = [ "{authority.ca.fingerprint}" ];').replace(
        "PIN", f'pins = [ "{authority.ca.fingerprint}", "{identity.fingerprint}" ];')
    with TlsNgircd(folder, identity) as server:
        bot = place.start(f'host = "localhost"; port = {server.tls_port}; tls = true; {settings}')
        if outcome:
            assert "could not connect" in bot.wait_log(re.escape(outcome))
            assert "registering" not in bot.log()
            # ngircd logs everybody who says NICK or USER.
            assert "crampbot" not in server.log_tail(1000)
        else:
            bot.wait_log("online as crampbot")


@pytest.mark.parametrize("settings", ["", "PLAIN"])
def test_refused_means_not_a_byte_of_irc(place, settings):
    """What a listener gets from a bot that wants TLS is a TLS record and nothing else."""
    with Listener(b":irc.test NOTICE * :*** Welcome to plain text\r\n") as listener:
        tls = "" if settings else "tls = true;"
        bot = place.start(f'host = "localhost"; port = {listener.port}; {tls}')
        if settings:
            bot.wait_log("registering")
            return
        bot.wait_log("does not speak TLS")
        assert listener.wait() and all(got[:2] in (b"", b"\x16\x03") for got in listener.got)
        assert not any(word in got for got in listener.got for word in (b"NICK", b"USER", b"CAP LS"))


def test_plain_text_is_named(place):
    bot = place.start(f'host = "127.0.0.1"; port = {free_port()}; tls = false;',
                      'host = "plain.invalid"; tls = false;', 'host = "secure.invalid";')
    assert "level=warn " in bot.wait_log("connecting to plain.invalid port 6667 without TLS")
    assert "level=info " in bot.wait_log("connecting to secure.invalid port 6697 with TLS")
    assert "level=info " in bot.wait_log("connecting to 127.0.0.1 port")


def test_certfp(place, tmp_path, authority, good):
    """InspIRCd tells what certificate it was shown."""
    mine = authority.make("mine", "DNS:crampbot", signed=False)
    mine.key.chmod(0o600)
    extra = '<module name="sslinfo">'
    with Inspircd(tmp_path / "inspircd", good, extra) as server:
        bot = place.start(f'host = "localhost"; port = {server.tls_port}; tls = true; {place.ca}'
                          f'certificate = "{mine.certificate}"; certificate_key = "{mine.key}";')
        bot.wait_log("online as crampbot")
        with IrcClient("127.0.0.1", server.port, "asker", timeout=PATIENCE) as asker:
            asker.send("WHOIS crampbot")
            told = asker.expect(lambda m: m.command == "276", "RPL_WHOISCERTFP", PATIENCE)
            assert mine.fingerprint.replace(":", "").lower() in told.text


def test_key_that_all_can_read(place, authority):
    mine = authority.make("open", signed=False)
    bot = place.start(f'host = "localhost"; certificate = "{mine.certificate}"; certificate_key = "{mine.key}";')
    assert bot.wait() != 0
    assert "everybody on this machine can read" in bot.log() and "chmod 600" in bot.log()
    place.bots.clear()


STS = '<module name="ircv3_sts"><sts host="localhost" duration="{duration}" port="TLS_PORT">'


def test_sts(place, tmp_path, good):
    """Upgrade, persistence over a restart, refusal of plain text while it holds."""
    state = tmp_path / "state" / "sts"
    with Inspircd(tmp_path / "inspircd", good, STS.format(duration="1h")) as server:
        where = f'host = "localhost"; port = {server.port}; tls = false; {place.ca}'
        bot = place.start(where)
        bot.wait_log(f"the server wants TLS: connecting again on port {server.tls_port}")
        bot.wait_log("connected with TLSv1.3")
        bot.wait_log("online as crampbot")
        assert stat.S_IMODE(os.stat(state).st_mode) == 0o600
        assert re.search(rf"^localhost {server.tls_port} 3600 \d+$", state.read_text(), re.M)
        assert bot.end() == 0
        # Again: TLS from the first byte.
        bot = place.start(where)
        bot.wait_log(f"connecting to localhost port {server.tls_port} with TLS, as the server has asked for")
        bot.wait_log("online as crampbot")
        assert "without TLS" not in bot.log() and f"port {server.port}" not in bot.log()
        assert bot.end() == 0
    # The TLS port is dead, the plain one is a trap: it gets nothing at all.
    with Listener() as trap:
        bot = place.start(f'host = "localhost"; port = {trap.port}; tls = false; {place.ca}')
        bot.wait_log("could not connect")
        assert not trap.got
        assert bot.end() == 0
        # Once it is over, plain text is fine again.
        state.write_text(f"localhost {server.tls_port} 3600 {int(time.time()) - 1}\n")
        bot = place.start(f'host = "localhost"; port = {trap.port}; tls = false; {place.ca}')
        bot.wait_log("registering")
        assert trap.wait()


def test_sts_with_a_bad_certificate(place, tmp_path, authority):
    """The server wants TLS but its certificate is no good: then not at all."""
    with Inspircd(tmp_path / "inspircd", authority.make("bad", "DNS:elsewhere.example"),
                  STS.format(duration="1h")) as server:
        bot = place.start(f'host = "localhost"; port = {server.port}; tls = false; {place.ca}')
        bot.wait_log("the server wants TLS")
        bot.wait_log("made out to another name")
        assert "online" not in bot.log()
        assert not (tmp_path / "state" / "sts").exists()


@pytest.mark.parametrize("kind", ["socks5", "http"])
def test_proxy(place, ngircd, kind):
    """The proxy looks the name up, and TLS checks it all the same."""
    with Proxy(names={"localhost": "127.0.0.1"}) as proxy:
        bot = place.start(f'host = "localhost"; port = {ngircd.tls_port}; tls = true; {place.ca}'
                          f'proxy = {{ type = "{kind}"; host = "127.0.0.1"; port = {proxy.port}; }};')
        bot.wait_log("online as crampbot")
        assert proxy.asked == [("localhost", ngircd.tls_port)]


def test_proxy_in_plain_text_with_password(place, ngircd):
    with Proxy("me", "secret", {"irc.hidden.test": "127.0.0.1"}) as proxy:
        settings = (f'host = "irc.hidden.test"; port = {ngircd.port}; tls = false; '
                    f'proxy = {{ type = "socks5"; host = "127.0.0.1"; port = {proxy.port}; user = "me"; password = ')
        bot = place.start(settings + '"secret"; };')
        bot.wait_log("online as crampbot")
        assert proxy.asked == [("irc.hidden.test", ngircd.port)]
        bot.end()
        bot = place.start(settings + '"guess"; };')
        bot.wait_log("the proxy does not accept `user` and `password`")
        assert "guess" not in bot.log() and "secret" not in bot.log()


def test_servers_in_turn(place, ngircd):
    """A dead one, one with a wrong certificate, one that works."""
    with Listener(b":irc.test NOTICE * :*** Welcome to plain text\r\n") as plain:
        bot = place.start(f'{place.ca} servers = ( {{ host = "127.0.0.1"; port = {free_port()}; }},'
                          f'{{ host = "127.0.0.1"; port = {plain.port}; tls = true; }},'
                          f'{{ host = "127.0.0.1"; port = {ngircd.tls_port}; tls = true; }} );')
        bot.wait_log("connection refused")
        bot.wait_log("does not speak TLS")
        bot.wait_log("online as crampbot")


def test_a_network_that_fails_leaves_others_alone(place, ngircd):
    bot = place.start(f'host = "127.0.0.1"; port = {free_port()};',
                      f'host = "localhost"; port = {ngircd.tls_port}; tls = true; {place.ca}',
                      f'host = "localhost"; port = {ngircd.tls_port}; tls = true;')
    bot.wait_log("network=test0 msg=.online as crampbot0")
    bot.wait_log("network=test .*could not connect")
    bot.wait_log("network=test1 .*could not connect")


def have_ipv6():
    """Whether this machine has ::1."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not have_ipv6(), reason="this machine has no ::1")
def test_ipv6(place, tmp_path, good):
    with Inspircd(tmp_path / "inspircd", good, hosts=("::1",)) as server:
        bot = place.start(f'host = "::1"; port = {server.tls_port}; tls = true; {place.ca} bind = "::1";',
                          f'host = "localhost"; port = {server.tls_port}; tls = true; {place.ca} bind = "127.0.0.1";')
        bot.wait_log("network=test msg=.online as crampbot")
        bot.wait_log("network=test0 .*could not connect: .*(connection refused|no address of the kind)")


def test_bind(place, ngircd):
    """The server sees the address that it is reached from."""
    bot = place.start(f'host = "127.0.0.1"; port = {ngircd.port}; bind = "127.0.0.9";')
    bot.wait_log("online as crampbot")
    with IrcClient("127.0.0.1", ngircd.port, "asker", timeout=PATIENCE) as asker:
        asker.send("USERHOST crampbot")
        told = asker.expect(lambda m: m.command == "302", "RPL_USERHOST", PATIENCE)
        assert "127.0.0.9" in told.text


def test_server_that_says_nothing(place):
    """Neither TLS nor a word: other networks go on, and it can be left at once."""
    with Listener() as listener:
        bot = place.start(f'host = "127.0.0.1"; port = {listener.port}; tls = true;')
        assert listener.wait()
        start = time.monotonic()
        bot.signal(signal.SIGTERM)
        assert bot.wait() == 0
        assert time.monotonic() - start < 1.0


@pytest.mark.skipif(SANITIZED, reason="sanitizers have their own memory")
def test_thirty_idle_networks(place, tmp_path, authority, good):
    """Less than 40 MiB and half a percent of a core; tests/bench/irc_networks measures for longer."""
    with Inspircd(tmp_path / "inspircd", good) as server:
        pin = f'pins = [ "{good.fingerprint}" ];'
        where = [f'host = "localhost"; port = {server.tls_port}; tls = true; '
                 + (place.ca if i % 2 else pin) for i in range(30)]
        bot = place.start(*where)
        for i in ["", *range(29)]:
            bot.wait_log(f"network=test{i} msg=.joined", timeout=60)
        before, start = bot.core_ns(), time.monotonic_ns()
        time.sleep(3)
        assert bot.core_ns() - before < 0.005 * (time.monotonic_ns() - start)
        assert bot.resident() < 40 * 1024
