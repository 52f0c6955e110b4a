"""SCRAM-SHA-256 through a real InspIRCd, with services that share no code with the bot."""
import pytest

from harness import HASTY, World, until_in_channel
from irc_client import IrcClient
from scram_services import Scram, ScramServices
from tls_servers import Authority

PASSWORD = "Tr0ub4dor+3"


@pytest.fixture(scope="module", name="services")
def make_services(tmp_path_factory):
    """A server with services, and the account cramp."""
    folder = tmp_path_factory.mktemp("scram")
    with Authority() as authority, ScramServices(folder, authority.make("server")) as running:
        running.passwords["cramp"] = PASSWORD
        yield running


@pytest.fixture(name="world")
def make_world(services, tmp_path):
    """No bot yet; it must not tell its password."""
    services.make = lambda: Scram(services.passwords)
    services.sizes.clear()
    services.answers.clear()
    services.outcomes.clear()
    with World(services.server, tmp_path) as world:
        world.settings["where"] = (f'host = "127.0.0.1"; port = {services.server.tls_port}; tls = true; '
                                   f'pins = [ "{services.identity.fingerprint}" ];')
        yield world
        assert PASSWORD not in world.bot.log()


def start(world, password=PASSWORD, account="cramp", more=""):
    """A bot that logs in by SCRAM, and by PLAIN next."""
    (world.folder / "password").write_text(password + "\n", encoding="ascii")
    (world.folder / "password").chmod(0o600)
    world.settings["where"] += (f' sasl = {{ account = "{account}"; password_file = "password"; '
                                f'mechanisms = [ "SCRAM-SHA-256", "PLAIN" ]; {more} }};')
    return world.launch(HASTY)


def account_of(world, nick="crampbot"):
    """The account that the server knows of somebody in the channel."""
    with IrcClient(world.server.host, world.server.port, "looker", timeout=20) as looker:
        looker.join("#cramps")
        until_in_channel(looker)
        looker.send(f"WHOIS {nick}")
        said = looker.expect(lambda m: m.command in ("330", "318"), "whois")
        return said.params[2] if said.command == "330" else None


def test_right(world, services):
    bot = start(world)
    assert services.wait_outcome() is True
    bot.wait_log("logged in by SCRAM-SHA-256")
    assert account_of(world) == "cramp"


@pytest.mark.parametrize("size", [396, 400, 404, 800, 1200])
def test_large_payloads(world, services, size):
    """Of the server, of exactly so many bytes; the bot's own answer to it is larger still."""
    services.make = lambda: Scram(services.passwords).pad_to(size)
    bot = start(world)
    assert services.wait_outcome() is True
    bot.wait_log("logged in by SCRAM-SHA-256")
    assert services.answers[0] == size
    assert services.sizes[1] > size


def test_wrong_password(world, services):
    """It leaves, and PLAIN is not tried with it."""
    bot = start(world, password="another")
    assert services.wait_outcome() is False
    bot.wait_log("PLAIN is not used with a server that has or had SCRAM")
    bot.wait_log("next attempt")
    assert "online" not in bot.log()


def test_no_such_account(world, services):
    start(world, account="nobody")
    assert services.wait_outcome() is False


@pytest.mark.parametrize("scram, words", [
    ({"manner": "verifier"}, "was left"), ({"manner": "nonce"}, "was left"), ({"rounds": 10**7}, "rounds"),
    ({"rounds": 4095}, "rounds")])
def test_malicious(world, services, scram, words):
    """It is left with AUTHENTICATE *, and all of it is tried again later."""
    services.make = lambda: Scram(services.passwords, **scram)
    bot = start(world)
    assert services.wait_outcome() == "aborted"
    bot.wait_log(words)
    bot.wait_log("next attempt")
    assert "online" not in bot.log() and 'msg="logged in' not in bot.log()


def test_success_that_was_not_earned(world, services):
    """The server says 900 and 903 before it has proved anything."""
    services.make = lambda: Scram(services.passwords, manner="early")
    bot = start(world)
    assert services.wait_outcome() is True
    bot.wait_log("before it has proved anything")
    bot.wait_log("next attempt")
    assert "online" not in bot.log() and 'msg="logged in' not in bot.log()
