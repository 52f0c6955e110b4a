"""Where soak_mixed plays: a bot in #cramps on two networks, and all that may happen there.

An act is a function act_NAME(stage) in a file acts_*.py of this folder. It lets something
happen and checks that the bot did right; when it returns the bot is in #cramps on both
networks again, with its own nick and the settings that it began with, and nobody whom the
act brought is left. stage.dice is the only chance there is. To add acts, add a file.
"""
import contextlib
import importlib.util
import pathlib
import shutil

from linked_servers import inspircds
from harness import BUILD, HASTY, PATIENCE, Person, World, until_in_channel
from local_server import LocalServer
from relay import Relay

HERE = pathlib.Path(__file__).resolve().parent
NETWORK = """, {{ name = "{name}"; host = "127.0.0.1"; port = {port}; tls = true; pins = [ "{pin}" ]; nick = "crampbot";
    alternatives = [ "crampbot_", "crampbot__" ]; user = "cramp"; realname = "a bot under test";
    flood = {{ burst = 100; interval = 1; bytes = 100000; }}; limits = {{ {limits} }};
    prefix = "!cramp"; channels = ( {{ name = "#cramps"; }} ); }}"""

# Whom ngircd shows so is an admin there.
ADMINS = 'admins = ( { hostmask = "*!~boss@127.0.0.1"; networks = [ "test" ]; } );'


class Stage:
    """`world` and `bot` as the end-to-end tests know them. Networks: "test" is an ngircd
    behind `relay`, "pair" an InspIRCd by TLS behind `secure_relay`, with another one linked
    to it (linked_servers.Pair)."""

    def __init__(self, world, pair, relays, dice):
        self.world, self.pair, self.dice = world, pair, dice
        self.relay, self.secure_relay = relays
        self.ngircd = world.server
        self.bot = None
        self.texts = {}
        self.met = 0

    def begin(self):
        """Starts the bot; learns what it says."""
        world = self.world
        world.settings["where"] = f'host = "127.0.0.1"; port = {self.relay.port}; tls = false;'
        networks = NETWORK.format(name="pair", port=self.secure_relay.port, limits=world.settings["limits"],
                                  pin=self.pair.first.identity.fingerprint)
        shutil.copy(BUILD / "cramp_faq.so", world.folder)
        self.bot = world.launch(HASTY, level="info", networks=networks, top=ADMINS, plugin="cramp_faq.so")
        with self.person() as person:
            for passage in world.ids:
                self.texts[passage] = person.ask(f"crampbot: topic {passage}").text.partition(": ")[2]
        self.there()

    @contextlib.contextmanager
    def person(self, server=None, nick=None, wait=True, **options):
        """Somebody in #cramps, on ngircd if not told otherwise; the bot is there too."""
        self.met += 1
        person = Person(server or self.ngircd, nick or f"p{self.met}", **options)
        try:
            person.join("#cramps")
            if wait:
                until_in_channel(person)
            yield person
            person.quit()
        finally:
            person.close()

    def there(self):
        """The bot answers, once and right, on both networks."""
        for server in (self.ngircd, self.pair.first):
            with self.person(server) as person:
                self.check(person)

    def check(self, person):
        """Two questions of this person get their answers, in this order."""
        asked = self.dice.sample(self.world.ids, 2)
        for passage in asked:
            person.say("#cramps", f"crampbot: topic {passage}")
        for passage in asked:
            said = person.expect(lambda m: m.command == "PRIVMSG" and m.nick == "crampbot"
                                 and m.text.startswith(person.nick + ": "), "an answer", PATIENCE).text
            assert said == f"{person.nick}: {self.texts[passage]}"


@contextlib.contextmanager
def set_up(folder, dice):
    """A stage, with the bot on it."""
    (folder / "ngircd").mkdir()
    with contextlib.ExitStack() as stack:
        ngircd = stack.enter_context(LocalServer(folder / "ngircd", port=0))
        pair = stack.enter_context(inspircds(folder))
        relays = [stack.enter_context(Relay(port)) for port in (ngircd.port, pair.first.tls_port)]
        world = stack.enter_context(World(ngircd, folder))
        stage = Stage(world, pair, relays, dice)
        stage.begin()
        yield stage


def acts():
    """name -> function, of all acts_*.py."""
    found = {}
    for path in sorted(HERE.glob("acts_*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found.update({name[4:]: value for name, value in vars(module).items() if name.startswith("act_")})
    return found
