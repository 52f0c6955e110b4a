"""What the end-to-end tests stand on: the bot's process, its settings, people.

Nothing here waits for a fixed time: a wait ends with what it waits for, or
fails after a limit.
"""
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import threading
import time

from irc_client import IrcClient, same
from local_server import as_it_is_weighed

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("BUILD", "build")
CRAMPBOT = BUILD / "crampbot"
# A program that the bot runs under (make valgrind), as words; or none.
UNDER = shlex.split(os.environ.get("UNDER", ""))
# The same bot with short waits, so that an outage takes no minutes (tests/e2e/hasty.c).
HASTY = BUILD / "tests" / ("crampbot_hasty" if not UNDER else "crampbot_slow")
# Built with sanitizers, or to count what runs, or under valgrind: slow and large.
SANITIZED = BUILD.name in ("sanitize", "coverage") or bool(UNDER)
# How long something may take before a test gives up on it; not how long it does.
PATIENCE = 60.0 if not UNDER else 120.0

QUESTION = "why do my legs cramp at night?"
NOT_OURS = "what is the capital of France?"

CONFIG = """\
log = {{ level = "{level}"; }}; {top}
networks = ( {{
    name = "test"; {where}
    nick = "{nick}"; alternatives = [ {alternatives} ];
    user = "cramp"; realname = "a bot under test";
    flood = {{ burst = {burst}; interval = {interval}; bytes = {bytes}; }}; limits = {{ {limits} }};
    prefix = "!cramp"; {manner}
    channels = ( {channels} );
}} {networks} );
plugins = ( {{ path = "{plugin}"; faq = [ "{faq}" ]; }} {plugins} );
"""

DEFAULTS = {
    "top": "", "level": "debug", "nick": "crampbot", "alternatives": '"crampbot_", "crampbot__"',
    "burst": 100, "interval": 1, "bytes": 100000, "manner": "",
    # Tests ask faster than people may.
    "limits": "questions = 0; channel = 0; repeat = 0; loop = 0;",
    "channels": '{ name = "#cramps"; }', "networks": "",
    "plugin": str(BUILD / "cramp_faq.so"), "plugins": "",
}


def as_root():
    """The words in front of a command that only root may run, or None if we may not."""
    if os.getuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    try:
        may = subprocess.run([*sudo, "true"], check=False, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    except OSError:
        may = False
    return sudo if may else None


# Once a bot is in its sandbox only root may look at what it has open, not even who runs it.
AS_ROOT = as_root()


def under(program):
    """How a script starts it: Bot puts UNDER in front of the script, whose children valgrind does not follow."""
    return " ".join([*UNDER, str(program)])


def faq_texts(path):
    """The disclaimer and the passages' ids of a FAQ file."""
    text = re.sub(r"^\s*#.*$", "", pathlib.Path(path).read_text(encoding="utf-8"), flags=re.M)
    strings = re.search(r'\bdisclaimer\s*=\s*((?:"(?:\\.|[^"\\])*"\s*)+)', text).group(1)
    disclaimer = "".join(re.findall(r'"((?:\\.|[^"\\])*)"', strings)).replace('\\"', '"')
    passages = re.search(r"^passages\s*=.*?(?=^\w+\s*=|\Z)", text, flags=re.M | re.S).group()
    return disclaimer, re.findall(r'^[\s({,]*id\s*=\s*"([^"]+)"', passages, flags=re.M)


class Bot:
    """The bot's process; its log is read as it is written."""

    def __init__(self, config, cwd, program=CRAMPBOT):
        self.lines = []
        self.ended = False
        self.news = threading.Condition()
        self.process = subprocess.Popen([*UNDER, program, "-c", config], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=cwd,
                                        start_new_session=True, preexec_fn=as_it_is_weighed)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self.news:
                self.lines.append(line.decode("utf-8", "replace").rstrip("\n"))
                self.news.notify_all()
        with self.news:
            self.ended = True
            self.news.notify_all()

    def log(self):
        """All that it has logged."""
        with self.news:
            return "\n".join(self.lines)

    def mark(self):
        """Where the log ends now: for wait_log."""
        with self.news:
            return len(self.lines)

    def wait_log(self, pattern, since=0, timeout=PATIENCE):
        """The first line from `since` on that the pattern is found in."""
        end = time.monotonic() + timeout
        with self.news:
            at = since
            while True:
                for line in self.lines[at:]:
                    if re.search(pattern, line):
                        return line
                at = len(self.lines)
                left = end - time.monotonic()
                assert left > 0 and not self.ended, \
                    f"no line like {pattern!r} in the log:\n" + "\n".join(self.lines[since:])
                self.news.wait(left)

    def memory(self, *kinds):
        """KiB of it of these kinds in /proc/PID/status."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return sum(int(re.search(rf"^{kind}:\s+(\d+) kB", status, re.M).group(1)) for kind in kinds)

    def resident(self):
        """All that it has in memory, in KiB; of files as much as the kernel likes to have there."""
        return self.memory("VmRSS")

    def own_memory(self):
        """What of it is no file's, in KiB: a leak grows here, and code that comes in again does not."""
        return self.memory("RssAnon")

    def core_ns(self):
        """Nanoseconds that it has had a core, all threads together; the scheduler's own count."""
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks)

    def peek(self, command, name):
        """What a command (ls, cat) says of a file in its folder in /proc. Only where AS_ROOT is there."""
        return subprocess.run([*AS_ROOT, command, f"/proc/{self.process.pid}/{name}"], check=True,
                              stdout=subprocess.PIPE, text=True).stdout

    def numbers(self):
        """Those of its descriptors."""
        return {int(number) for number in self.peek("ls", "fd").split()}

    def descriptors(self):
        """How many files and sockets it has open; 0 where nobody may look."""
        return len(self.numbers()) if AS_ROOT is not None else 0

    def mappings(self):
        """How many pieces of memory it has mapped; 0 where nobody may look."""
        return len(self.peek("cat", "maps").splitlines()) if AS_ROOT is not None else 0

    def signal(self, number):
        """Sends a signal."""
        self.process.send_signal(number)

    def wait(self, timeout=PATIENCE):
        """Its exit status, once it has ended and the log is whole."""
        status = self.process.wait(timeout)
        self.reader.join(timeout)
        return status

    def end(self):
        """At the end of a test: it must still run, and end well."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.wait()
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.wait()
        return self.process.returncode


class Person(IrcClient):
    """Somebody on the server."""

    def __init__(self, server, nick, **options):
        super().__init__(server.host, server.port, nick, timeout=PATIENCE, **options)

    def reply(self, source="crampbot", target=None, timeout=PATIENCE):
        """The next thing that the bot says (to `target`)."""
        return self.expect(
            lambda m: m.command in ("PRIVMSG", "NOTICE") and same(m.nick, source)
            and (target is None or same(m.params[0], target)),
            f"a reply of {source}", timeout)

    def ask(self, text, target="#cramps", source="crampbot"):
        """Says text and returns the next thing that the bot says."""
        self.say(target, text)
        return self.reply(source)


def until(true, what, timeout=PATIENCE):
    """Waits until true()."""
    end = time.monotonic() + timeout
    while not true():
        assert time.monotonic() < end, f"waited for {what}"
        time.sleep(0.02)


def until_in_channel(person, nick="crampbot", channel="#cramps"):
    """Until somebody is in the channel, as person sees it from now on."""
    person.send(f"NAMES {channel}")
    names = []
    person.expect(lambda m: m.command == "366" or (m.command == "353" and names.append(m.text)), "the names")
    if nick not in " ".join(names).replace("@", " ").replace("+", " ").split():
        person.expect(lambda m: (m.command == "JOIN" and same(m.nick, nick) and same(m.params[0], channel))
                      or (m.command == "NICK" and same(m.text, nick)), f"{nick} to come into {channel}")


class World:
    """A server, a folder with a FAQ of its own, bots and people."""

    def __init__(self, server, folder):
        self.server = server
        self.folder = folder
        self.faq = folder / "faq"
        shutil.copytree(TOP / "faq", self.faq)
        self.article = self.faq / "calf-cramps.cfg"
        self.disclaimer, self.ids = faq_texts(self.article)
        self.config = folder / "bot.cfg"
        self.settings = {**DEFAULTS, "port": server.port, "faq": "faq/calf-cramps.cfg"}
        self.people = []
        self.bots = []
        self.bot = None

    def __enter__(self):
        return self

    def __exit__(self, kind, _value, _trace):
        for person in self.people:
            person.close()
        for bot in self.bots:
            running = bot.process.poll() is None
            status = bot.end()
            if kind or (running and status != 0) or "PYTEST_CURRENT_TEST" in os.environ: # which shows what failed
                print(f"--- the bot's log (exit status {status})\n{bot.log()}")
            assert kind or not running or status == 0, f"the bot ended with {status}"

    def write_config(self, **settings):
        """Writes bot.cfg, with some settings other than before."""
        self.settings.update(settings)
        where = self.settings.get("where") or f'host = "127.0.0.1"; port = {self.settings["port"]};'
        self.config.write_text(CONFIG.format(**{**self.settings, "where": where}), encoding="utf-8")
        return self.config

    def launch(self, program=CRAMPBOT, **settings):
        """Starts the bot and does not wait for it."""
        self.write_config(**settings)
        self.bot = Bot(self.config, self.folder, program)
        self.bots.append(self.bot)
        return self.bot

    def start_bot(self, joins_as="crampbot", channel="#cramps", **settings):
        """Starts the bot and waits until it is in the channel."""
        with Person(self.server, "watcher") as watcher:
            watcher.join(channel)
            self.launch(**settings)
            self.wait_join(watcher, joins_as, channel)
            watcher.quit()
        return self.bot

    @staticmethod
    def wait_join(watcher, nick="crampbot", channel="#cramps"):
        """Until somebody in the channel sees the bot come in."""
        return watcher.expect(lambda m: m.command == "JOIN" and same(m.nick, nick)
                              and same(m.params[0], channel), f"{nick} to join {channel}")

    def person(self, nick="asker", channel="#cramps", **options):
        """Somebody new, in the channel."""
        person = Person(self.server, nick, **options)
        self.people.append(person)
        if channel:
            person.join(channel)
        return person

    def edit(self, path, old, new):
        """Changes a file, as an admin would."""
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
