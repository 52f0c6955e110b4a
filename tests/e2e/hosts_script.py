"""One and the same conversation, said to any bot: crampbot, and the bots that people already run.

Each step is a function that says something and returns what came back, by which the bots are
compared; what must hold of every bot by itself is asserted here.
"""
import os
import pathlib
import re
import shutil
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(1, str(TOP / "plugin" / "adapters"))

import bots  # noqa: E402
from harness import BUILD, NOT_OURS, PATIENCE, QUESTION, UNDER, Bot, CONFIG, DEFAULTS, Person, faq_texts  # noqa: E402
from hosts_checked import WATCHED, Watch  # noqa: E402
from irc_client import IrcError  # noqa: E402
from local_server import LocalServer  # noqa: E402

QUIET = 0.4 if not UNDER else 4.0  # so long nothing may come, where nothing is to come
RELOAD = PATIENCE  # until files that were saved are in use
STRANGE = r"a[]{}\|^"
WARNING = "one of my legs is swollen, hot and red"
LOADS = 50 if not WATCHED else 3
LEAK_KIB = 768     # that so many loads may leave: up to 6 KiB of each is the bot's own


class Crampbot(bots.Bot):
    """crampbot itself, by whose answers the others are judged."""
    name = "crampbot"
    faq = "faq"
    bot = boss = None

    @classmethod
    def missing(cls, build):
        return None

    def start(self):
        shutil.copytree(TOP / "faq", self.folder / "faq")
        self.configure("false")
        self.bot = Bot(self.folder / "bot.cfg", self.folder)

    def configure(self, inbox):
        """bot.cfg; inbox: false as where nothing is set in the others, or a group."""
        where = f'host = "{self.server.host}"; port = {self.server.port};'
        config = CONFIG.format(**{**DEFAULTS, "where": where, "level": "info", "faq": "faq/calf-cramps.cfg",
                                  "top": 'admins = ( { hostmask = "boss!*@127.0.0.1"; } );'})
        (self.folder / "bot.cfg").write_text(config.replace("faq = [", f"inbox = {inbox}; faq = ["), encoding="utf-8")

    def stop(self):
        if self.boss:
            self.boss.close()
            self.boss = None
        status = self.bot.end()
        assert status == 0, f"it ended with {status}:\n{self.bot.log()}"

    def said(self):
        if self.boss:
            self.boss.pump()
        return self.bot.log() + "".join(f"{m.text}\n" for m in self.boss.waiting if m.nick == "crampbot") \
            if self.boss else self.bot.log()

    def do(self, action, *words):
        if action == "set":
            name, file = words
            assert name == "inbox"
            self.configure(f'{{ file = "{file}"; }}')
        if (action, *words) == ("command", "reload") or action == "set":
            self.bot.signal(1)
            return
        self.boss = self.boss or Person(self.server, "boss")
        self.boss.say("crampbot", words[0])


KINDS = {"crampbot": Crampbot, **bots.BOTS}


class Scene:
    """A server, one bot, and people who talk to it."""

    def __init__(self, kind, folder):
        self.folder = pathlib.Path(folder)
        for name in ("server", "bot"):
            (self.folder / name).mkdir()
        self.server = LocalServer(self.folder / "server", port=0)
        self.server.start()
        self.bot = kind(BUILD, self.folder / "bot", self.server)
        self.watch = Watch(self.bot.folder)
        self.bot.under, self.bot.environment = self.watch.under, self.watch.environment
        self.bot.wait = PATIENCE
        if WATCHED:
            self.bot.patience = PATIENCE  # memcheck looks for leaks when it ends
        self.people = {}

    def person(self, nick="joe"):
        """Somebody in the channel; the same one if they are there already."""
        if nick not in self.people:
            self.people[nick] = Person(self.server, nick)
            self.people[nick].join("#cramps")
        return self.people[nick]

    def meet(self):
        """Starts the bot and waits for it to join."""
        joe = self.person()
        self.bot.start()
        joe.expect(lambda m: m.command == "JOIN" and m.nick == "crampbot", "the bot to join")

    def ask(self, text, target="#cramps", nick="joe"):
        """What the bot answers: (command, to channel or person, text without the asker's nick)."""
        person = self.person(nick)
        front = f"{nick}: " if target == "#cramps" else ""
        person.say(target, text)
        reply = person.expect(lambda m: m.nick == "crampbot" and m.command in ("PRIVMSG", "NOTICE")
                              and (m.params[0] == nick or m.text.startswith(f"{nick}: ")),
                              f"an answer to {text!r}")
        assert len(reply.raw.encode("utf-8", "surrogateescape")) <= 510
        assert reply.params[0] == ("#cramps" if front else nick), reply.raw
        return reply.command, reply.text[len(front):]

    def silent(self, *said, target="#cramps"):
        """Says things that nothing is answered to: the next answer is to a question after them."""
        for text in said:
            self.person().say(target, text)
        return self.ask(f"crampbot: {QUESTION}")

    def end(self):
        """Takes everything down; fails if something was found wrong in our code."""
        for person in self.people.values():
            person.close()
        try:
            self.bot.stop()
        finally:
            self.server.stop()
        self.watch.judge(self.bot.process, self.bot.said())


def addressed(scene):
    """By nick, by prefix, at the end, and a follow-up."""
    return [scene.ask(text) for text in (
        f"crampbot: {QUESTION}", "crampbot, and in winter?", f"!cramp {QUESTION}", "!cramp more",
        "why do calves cramp, crampbot?", "!cramp disclaimer", f"!cramp {NOT_OURS}", "!cramp help")]


def in_private(scene):
    """The same without an address."""
    return [scene.ask(text, "crampbot") for text in (QUESTION, "and in winter?", "do old people get it?")]


def silence(scene):
    """Talk to others, CTCP in the channel and in private."""
    return [scene.silent("hello all", QUESTION, f"\x01ACTION asks crampbot: {QUESTION}\x01"),
            scene.silent(f"\x01FOO {QUESTION}\x01", target="crampbot")]


def warning(scene):
    """The warning sign's line, in a channel and in private."""
    return [scene.ask(f"crampbot: {WARNING}"), scene.ask(WARNING, "crampbot")]


def who_is_who(scene):
    """Under another nick somebody is still warned; who takes a nick is told nothing of before."""
    joe, anna = scene.person(), scene.person("anna")
    replies = [scene.ask(f"crampbot: {WARNING}", nick="anna")]
    anna.send("NICK anna_afk")
    joe.expect(lambda m: m.command == "NICK" and m.nick == "anna", "her new nick")
    anna.nick = "anna_afk"
    scene.people["anna_afk"] = scene.people.pop("anna")
    replies.append(scene.ask("crampbot: is it just a cramp?", nick="anna_afk"))
    scene.people.pop("anna_afk").quit()
    joe.expect(lambda m: m.command == "QUIT" and m.nick == "anna_afk", "her to leave")
    nothing = scene.ask("crampbot: why this answer", nick="bert")
    assert scene.ask("crampbot: why this answer", nick="anna_afk") == nothing
    scene.people.pop("anna_afk").quit()
    return replies


def encodings(scene):
    """UTF-8, formatting codes, and what looks like neither."""
    return [scene.ask(text) for text in (
        "crampbot: why do my l\u00e9gs cr\u00e4mp at n\u00efght? \U0001f9b5",
        "crampbot: \uff57\uff48\uff59 do my legs cramp at night\u2026",
        "crampbot: \x02why\x02 do my \x0304,01legs\x03 cramp \x1fat\x1f night?\x0f",
        "!cramp \x16how long\x16 do cramps \x1dlast\x1d?")]


def evaluation(scene):
    """Nothing that somebody says is carried out."""
    mark = scene.folder / "bot" / "evaluated"
    texts = ["why do legs cramp at night? [exec touch evaluated]", "[die] why do legs cramp at night {",
             "$nick why do legs cramp at night } ]", '"why do legs cramp" at night [list "[config list]"]',
             "why do legs cramp at night; exit; \\x5bdie\\x5d ${env:HOME} %s%n `id`", "why do {*}$::argv legs cramp"]
    replies = [scene.ask(f"!cramp {text}") for text in texts] + \
        [scene.ask(text, "crampbot") for text in texts]
    assert not mark.exists()
    return replies


def strange_nick(scene):
    """Brackets and braces in a name."""
    return [scene.ask(f"crampbot: {QUESTION}", nick=STRANGE), scene.ask(QUESTION, "crampbot", nick=STRANGE)]


def burst(scene):
    """Fifty questions from ten people at once, some of them the same twice."""
    disclaimer, ids = faq_texts(TOP / "faq" / "calf-cramps.cfg")
    asked = [ids[0], ids[0], ids[1], ids[2], ids[3]]
    witness = scene.person("witness")
    witness.pump()
    witness.waiting.clear()
    people = [scene.person(f"person{n}") for n in range(10)]
    for person in people:
        for passage in asked:
            person.say("#cramps", f"!cramp topic {passage}")
    replies = [witness.reply(target="#cramps", timeout=3 * PATIENCE).text for _ in range(50)]
    assert all(disclaimer in reply for reply in replies)
    by_person = {person.nick: [r.partition(": ")[2] for r in replies if r.startswith(person.nick + ": ")]
                 for person in people}
    texts = list(by_person.values())
    assert all(len(text) == 5 for text in texts)
    assert all(sorted(text) == sorted(texts[0]) for text in texts)
    for person in people:
        person.pump()
        person.waiting.clear()
    return sorted(texts[0])


def write(path, text):
    """As an editor does it: a new file takes the old one's place, and belongs to the same person."""
    status = path.stat()
    fresh = path.with_suffix(".fresh")
    fresh.write_text(text, encoding="utf-8")
    os.chown(fresh, status.st_uid, status.st_gid)
    fresh.rename(path)


def until(what, true):
    """Waits until true() is; fails with what was waited for."""
    end = time.monotonic() + RELOAD
    while not true():
        assert time.monotonic() < end, f"waited for {what()}"
        time.sleep(0.05)


def reload(scene):
    """A broken FAQ leaves the old one and is named with its line; a good one is taken. crampbot is
    told to reload; the others see that a file has changed."""
    article, bot = scene.bot.article, scene.bot
    good = article.read_text(encoding="utf-8")
    line = good[:re.search(r"^passages", good, re.M).start()].count("\n") + 1
    before = scene.ask(f"crampbot: {QUESTION}")
    write(article, re.sub(r"^passages", "pasages", good, flags=re.M))
    if bot.name == "crampbot":
        bot.do("command", "reload")
    until(lambda: f"calf-cramps.cfg:{line} in:\n{bot.said()[-2000:]}",
          lambda: f"calf-cramps.cfg:{line}:" in bot.said() and "not reloaded" in bot.said())
    assert scene.ask(f"crampbot: {QUESTION}") == before
    fresh = re.sub(r'(\bdisclaimer\s*=\s*)(?:"(?:\\.|[^"\\])*"\s*)+', r'\1"Entirely new words."', good)
    write(article, fresh)
    if bot.name == "crampbot":
        bot.do("command", "reload")
    until(lambda: "the new answers", lambda: "reloaded" in bot.said().rpartition("not reloaded")[2])
    after = scene.ask(f"crampbot: {QUESTION}")
    assert after[1].endswith("Entirely new words.")
    write(article, good)
    bot.do("command", "reload")
    until(lambda: "the first answers", lambda: scene.ask(f"crampbot: {QUESTION}") == before)
    return [before, after]


def hears(bot, text, *action):
    """Does something as the bot's owner and waits until they have read what comes of it."""
    before = bot.said().count(text)
    bot.do(*action)
    until(lambda: f"{text!r} after {action} in:\n{bot.said()[-2000:]}", lambda: bot.said().count(text) > before)


def unanswered(scene):
    """What found no answer is kept as crampbot keeps it, and so the owner is shown it; not who asked,
    though they say so; and not before the owner wants it kept."""
    bot = scene.bot
    inbox = (bot.folder / "state" if bot.name == "crampbot" else bot.article.parent) / "inbox.db"
    hears(bot, "not kept", "command", "unanswered")
    bot.do("set", "inbox", str(inbox))
    if bot.name == "crampbot":
        until(lambda: "bot.cfg to be read again", lambda: "reloaded" in bot.said().rpartition("not reloaded")[2])
    hears(bot, "Nothing has gone unanswered", "command", "unanswered")
    for nick, target in (("joe", "#cramps"), ("annabel", "#cramps"), ("annabel", "crampbot")):
        front = "crampbot: " if target == "#cramps" else ""
        scene.ask(f"{front}how heavy is a cramp on Saturn, asks {nick}?", target, nick)
    scene.ask(f"!cramp {NOT_OURS}")
    scene.silent("joe would like to know why Jupiter limps")  # said to nobody; what comes next is answered
    shown = []

    def all_shown():
        shown[:] = sorted(set(re.findall(r'\d+: "[^"]*" \([^)\n]*\)', bot.said())))
        return len(shown) == 2 or bot.do("command", "unanswered")
    until(lambda: f"two questions; shown are {shown}", all_shown)
    kept = b"".join(path.read_bytes() for path in inbox.parent.glob("inbox.db*"))
    assert b"saturn" in kept
    assert not [word for word in (b"joe", b"annabel", b"Jupiter", b"jupiter", QUESTION.encode()) if word in kept]
    return shown


def go(bot, action, loaded):
    """Loads or unloads the plugin."""
    bot.do(action)
    until(lambda: f"{action}: {bot.said()[-1000:]}", lambda: bot.is_loaded() == loaded)


def silent_without(scene):
    """Nothing is said to a question while the plugin is out."""
    joe = scene.person()
    joe.say("#cramps", f"!cramp {QUESTION}")
    try:
        said = joe.reply(timeout=QUIET)
    except IrcError:
        return
    raise AssertionError(f"without the plugin it says {said.raw}")


def unload_and_load(scene):
    """Unloaded it is silent and out of the process; loaded again it answers; and nothing leaks."""
    bot = scene.bot
    if bot.name == "crampbot":
        return [scene.ask(f"!cramp {QUESTION}")]
    go(bot, "unload", False)
    silent_without(scene)
    go(bot, "load", True)
    reply = scene.ask(f"!cramp {QUESTION}")

    def load_often(times):
        for _ in range(times):
            go(bot, "unload", False)
            go(bot, "load", True)
        assert scene.ask(f"!cramp {QUESTION}") == reply
        return bot.memory("Private_Dirty")
    load_often(5)  # until the heap has found its size
    before = load_often(5)
    after = load_often(LOADS)
    assert WATCHED or after - before < LEAK_KIB, f"from {before} to {after} KiB in {LOADS} loads"
    return [reply]


# Said to all of them; what comes back is compared.
STEPS = [addressed, in_private, silence, warning, who_is_who, encodings, evaluation, strange_nick, burst, unanswered, reload,
         unload_and_load]


def perform(kind, steps):
    """A whole conversation with one bot: a step's name -> what came back, or what went wrong."""
    results = {}
    with tempfile.TemporaryDirectory(prefix="crampbot-test-") as folder:
        os.chmod(folder, 0o755)  # some of them do not run as root
        scene = Scene(kind, folder)
        try:
            scene.meet()
            for step in steps:
                begun = time.monotonic()
                try:
                    results[step.__name__] = step(scene)
                except Exception as error:  # pylint: disable=broad-except
                    results[step.__name__] = error
                    error.bot_said = scene.bot.said()[-3000:]
                results[step.__name__, "seconds"] = time.monotonic() - begun
        except Exception as error:  # pylint: disable=broad-except
            results["start"] = error
            error.bot_said = scene.bot.said()[-3000:]
        finally:
            try:
                scene.end()
            except AssertionError as error:
                results["end"] = error
                error.bot_said = scene.bot.said()[-3000:]
    return results
