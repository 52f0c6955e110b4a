"""What the owner of somebody else's bot does with the plugin in it: settings, commands, help, the inbox,
an upgrade, and a library that does not fit.

As in hosts_script.py each step is a function; what must hold is asserted here.
"""
import pathlib
import re
import shutil
import subprocess

from harness import BUILD, QUESTION
from hosts_checked import SANITIZERS
from hosts_script import TOP, go, hears, silent_without, until, write


def own_settings(scene):
    """The settings, made as this bot's owner makes them; a wrong one is refused and named."""
    bot = scene.bot

    def takes(name, value, text, wanted):
        bot.do("set", name, value)
        until(lambda: f"{name} = {value}: {bot.said()[-1000:]}", lambda: wanted(scene.ask(text)))
    takes("reply", "notice", f"crampbot: {QUESTION}", lambda reply: reply[0] == "NOTICE")
    assert scene.ask(QUESTION, "crampbot")[0] == "NOTICE"
    takes("reply", "privmsg", f"crampbot: {QUESTION}", lambda reply: reply[0] == "PRIVMSG")
    hears(bot, "1 to 5", "set", "lines", "9")
    off, on = ("off", "on") if bot.name != "limnoria" else ("False", "True")
    bot.do("set", "in_private", off)
    until(lambda: "silence in private", lambda: is_silent(scene))
    takes("in_private", on, f"crampbot: {QUESTION}", bool)
    until(lambda: "an answer in private", lambda: not is_silent(scene))
    bot.do("set", "lines", "2")


def is_silent(scene):
    """Whether a question in private gets no answer before one in the channel does. Limnoria says by
    itself that it knows no such command."""
    joe = scene.person()
    joe.say("crampbot", QUESTION)
    joe.say("#cramps", f"crampbot: {QUESTION}")
    replies = [joe.reply()]
    while replies[-1].params[0] != "#cramps":
        replies.append(joe.reply())
    return not any("medical advice" in reply.text for reply in replies[:-1])


def own_commands(scene):
    """What is loaded, why a question is answered so, and help."""
    for words, text in (("status", "So far:"), ("why do calves cramp", "read as:"), ("reload", "the answers were reloaded")):
        hears(scene.bot, text, "command", words)


# What its owner types -> what they get to read: help, and names that are completed.
HELP = {
    "weechat": {"/help cramp_faq": "/cramp_faq why QUESTION - ",
                "/help cramp_faq.answer.lines": "description: lines of one answer",
                "/input insert /set cramp_faq.answer.li": None, "/input complete_next": None,
                "/eval /print -core typed ${buffer[gui_buffers].input_buffer}": "typed /set cramp_faq.answer.lines",
                "/input delete_line": None, "/input insert /cramp_faq una": None, "/input  complete_next": None,
                "/eval /print  -core typed ${buffer[gui_buffers].input_buffer}": "typed /cramp_faq unanswered",
                "/input  delete_line": None},
    "eggdrop": {".crampfaq help": ".crampfaq why QUESTION - ", ".crampfaq settings": "set cramp_faq(lines) 2 - lines of"},
    "limnoria": {"help crampfaq": "Alone: what is loaded", "crampfaq help": "crampfaq why QUESTION - ",
                 "config help plugins.CrampFaq.lines": "Lines of one answer"},
    "irssi": {"/set paste_detect_time 0": None,  # what comes at once is typed all the same
              "/help cramp_faq": "/cramp_faq why QUESTION - ",
              "/HELP cramp_faq": "/set cramp_faq_lines 2 - lines of",
              "/set cramp_faq_li\t": "cramp_faq_lines 2", "/cramp_faq sta\t": "So far:"},
}


def own_help(scene):
    """Help and completion, as this bot gives them; who asks it in private gets that of the FAQ."""
    assert scene.ask("help", "crampbot")[1].startswith("Ask me about ")
    for line, text in HELP[scene.bot.name].items():
        if text:
            hears(scene.bot, text, "type", line)
        else:
            scene.bot.do("type", line)


def commands_of_the_bot(scene):
    """What Eggdrop's users command in private, with their passwords, never gets to the FAQ; words of
    every day do."""
    if scene.bot.name != "eggdrop":
        return
    before = scene.ask(QUESTION, "crampbot")
    assert scene.silent("op secret #cramps", "IDENT secret joe", f"pass {QUESTION}", target="crampbot")[1] == before[1]
    assert scene.ask(f"hello, {QUESTION}", "crampbot") == before
    assert scene.ask("who gets cramps?", "crampbot")[0] == "PRIVMSG"


def own_words_are_shown(scene):
    """At a terminal the owner sees what is said under their nick, in the channel and in private."""
    bot = scene.bot
    if bot.name != "irssi":
        return
    for window, target, text, sign in (("#cramps", "#cramps", f"crampbot: {QUESTION}", "crampbot> joe: In bed"),
                                       ("joe", "crampbot", QUESTION, "crampbot> In bed")):
        scene.ask(text, target)
        hears(bot, sign, "type", f"/window goto {window}")
    bot.do("type", "/window goto 1")


def another_nick(scene):
    """The bot answers to its own nick as it is now; to the old one no more."""
    joe, bot, nicks = scene.person(), scene.bot, ("crampier", "crampbot")

    def answers_to(name):
        """The nick that answered to this name before help, which comes next, was given; or None."""
        joe.say("#cramps", f"{name}: {QUESTION}")
        joe.say("#cramps", "!cramp help")
        found = None
        while not (reply := joe.expect(lambda m: m.nick in nicks and m.command == "PRIVMSG",
                                       f"an answer to {name} or to !cramp")).text.startswith("joe: Ask me about "):
            found = reply.nick
        return found
    for nick, old in (nicks, nicks[::-1]):
        bot.do("nick", nick)
        joe.expect(lambda m, nick=nick: m.command == "NICK" and m.text == nick, f"it to be called {nick}")
        until(lambda nick=nick: f"an answer to {nick}", lambda nick=nick: answers_to(nick) == nick)
        assert not answers_to(old)


def own_learning(scene):
    """A question is taken off the list of the unanswered; and a FAQ whose answers are worse is taken
    only by force."""
    bot = scene.bot
    hears(bot, "is not listed any more", "command", "dismiss 1")
    good = bot.article.read_text(encoding="utf-8")
    write(bot.article, re.sub(r'\bid = "night"', 'id = "nightly"', good))
    hears(bot, "reload force takes them", "command", "reload")
    hears(bot, "the answers were reloaded", "command", "reload force")
    write(bot.article, good)
    hears(bot, "the answers were reloaded", "command", "reload force")


def replace_library(bot, data):
    """As `make install-BOT` does it: the file of a running bot is not written into."""
    path = next(bot.folder.rglob(pathlib.Path(bot.library).name))
    fresh = path.with_suffix(".put")
    fresh.write_bytes(data)
    fresh.chmod(0o644)
    fresh.rename(path)


def upgrade(scene):
    """A new library is put in the old one's place, which goes on answering until it is loaded."""
    bot = scene.bot
    good = next(bot.folder.rglob(pathlib.Path(bot.library).name)).read_bytes()
    version = re.search(r'^VERSION = (\S+)', (TOP / "Makefile").read_text(encoding="utf-8"), re.M).group(1)
    assert f"cramp_faq {version}".encode() in good
    replace_library(bot, good.replace(f"cramp_faq {version}".encode(), f"cramp_faq 9{version[1:]}".encode()))
    reply = scene.ask(f"crampbot: {QUESTION}")
    for path, wanted in ((good, f"9{version[1:]}"), (None, version)):
        go(bot, "unload", False)
        go(bot, "load", True)
        hears(bot, f"cramp_faq {wanted}", "command", "status")
        assert scene.ask(f"crampbot: {QUESTION}") == reply
        if path:
            replace_library(bot, good)


def another_abi(scene):
    """A plugin that was built for another answer/ says so, and harms nobody."""
    bot = scene.bot
    good = next(bot.folder.rglob(pathlib.Path(bot.library).name)).read_bytes()
    if bot.name == "irssi":  # which offers to throw away settings that a module does not know
        bot.do("type", "/save")
    go(bot, "unload", False)
    replace_library(bot, built_for_another_abi(bot, scene.folder))
    hears(bot, "ABI", "load")
    silent_without(scene)
    bot.alive()
    until(lambda: "the bot to let go of it", lambda: not bot.is_loaded())
    if bot.name == "limnoria":  # others say themselves what they could not load
        replace_library(bot, b"no library")
        hears(bot, "the setting library: ", "load")
    replace_library(bot, good)
    go(bot, "load", True)
    scene.ask(f"crampbot: {QUESTION}")
    assert "Unknown settings" not in bot.said()


def built_for_another_abi(bot, folder):
    """The library, as it is where answer.h has another number than the library inside."""
    out = folder / "other.so"
    if bot.name == "limnoria":
        compiled(out, "-shared", source="unsigned answer_abi(void) { return 99; }")
    else:
        tree = folder / "tree"
        shutil.copytree(TOP / "plugin", tree / "plugin")
        shutil.copy(TOP / "Makefile", tree)
        header = tree / "plugin" / "answer" / "answer.h"
        header.write_text(re.sub(r"(#define ANSWER_ABI) \d+", r"\1 99", header.read_text(encoding="utf-8")),
                          encoding="utf-8")
        made = f"build/obj/plugin/adapters/{bot.name}/cramp_faq.o"
        subprocess.run(["make", "-s", "BUILD=build", made], cwd=tree, check=True)
        linked(out, bot.name, tree / made)
    return out.read_bytes()


def compiled(out, *words, source=""):
    """Calls the compiler, with the sanitizers where the rest has them."""
    flags = ["-fsanitize=address,undefined"] if SANITIZERS else []
    subprocess.run(["gcc", "-g", "-fPIC", *flags, "-o", out, "-xc", "-", *words], input=source.encode(), check=True)


def linked(out, name, *objects):
    """The library of a bot, of these and of what all of them have in common."""
    objects = [*objects, BUILD / "obj/plugin/adapters/learning.o", *(BUILD / "obj/plugin").glob("cramp_faq*.o"),
               BUILD / "libinbox.a", "-Wl,--whole-archive", BUILD / "libanswer.a", "-Wl,--no-whole-archive"]
    libraries = ["-lconfig", "-lutf8proc", "-lstemmer", "-lm"] + ["-ltclstub8.6"] * (name == "eggdrop")
    compiled(out, "-xnone", "-shared", *objects, *libraries)


def built_with(name, folder, source):
    """The library of a bot, with one more source in it."""
    compiled(folder / "more.o", "-c", "-fsanitize-recover=undefined", source=source)
    own = BUILD / f"obj/plugin/adapters/{name}/cramp_faq.o"
    linked(folder / "more.so", name, folder / "more.o", *[own] * own.exists())
    return (folder / "more.so").read_bytes()


STEPS = [own_settings, own_commands, own_help, commands_of_the_bot, own_words_are_shown, another_nick, own_learning, upgrade, another_abi]
