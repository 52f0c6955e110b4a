"""What the people do who keep the bot: commands, and files that they edit."""
import shutil

from harness import BUILD, NOT_OURS, until_in_channel
from irc_client import same


def answer(person, text, wanted):
    """Says text to the bot in private, and waits for the reply that holds `wanted`."""
    person.say("crampbot", text)
    person.expect(lambda m: m.command == "PRIVMSG" and same(m.nick, "crampbot") and wanted in m.text,
                  f"{text!r} to be answered with {wanted!r}")


def saved(stage, change, refused=False):
    """Lets change() edit a file, and waits until the bot has taken it over by itself, or refused to."""
    mark = stage.bot.mark()
    change()
    stage.bot.wait_log("was not reloaded" if refused else "was reloaded", mark)


def act_commands(stage):
    """An admin looks, sets and takes back; somebody without rights tries the same."""
    with stage.person(nick="boss", user="boss") as boss, stage.person(nick="eve") as eve:
        for word, wanted in (("status", "test"), ("networks", "test: online"), ("help", "Commands"),
                             ("set #cramps prefix !q", 'prefix = "!q"'), ("quiet #cramps 1h", "Quiet in #cramps"),
                             ("ignore eve!*@* 1h", "Ignoring eve!*@*"), ("ignores", "eve!*@*"), ("unanswered", ""),
                             ("why are there cramps", ""), ("unignore eve!*@*", "answered again"),
                             ("speak #cramps", "Speaking"), ("unset #cramps", "as bot.cfg has it"),
                             ("log level info", "level is info"), ("set #cramps lines 7", "out of range")):
            answer(boss, word, wanted)
        unknown = eve.ask(NOT_OURS, target="crampbot").text
        for word in ("status", "networks", "set test prefix !q", "reload plugin", "quit"):
            said = eve.ask(word, target="crampbot").text
            assert said == unknown, f"{word!r} of a stranger: {said}"
        stage.check(eve)


def act_channels(stage):
    """It goes to another channel, by command and by invitation, and leaves it."""
    with stage.person(user="boss") as boss:
        boss.join("#other")
        for come in ("PRIVMSG crampbot :join #other", "INVITE crampbot #other"):
            boss.send(come)
            until_in_channel(boss, channel="#other")
            boss.say("crampbot", "part #other")
            boss.expect(lambda m: m.command == "PART" and same(m.nick, "crampbot"), "the bot to part")
            answer(boss, "networks", "test: online")


def act_reload(stage):
    """By command, with the plugin's code and without."""
    with stage.person(user="boss") as boss:
        answer(boss, "reload", "Reloaded.")
        answer(boss, "reload plugin", "Reloaded, with")
        stage.check(boss)


def act_edit(stage):
    """The FAQ is saved, then with a mistake, then without; and the plugin is replaced."""
    article, plugin = stage.world.article, stage.world.folder / "cramp_faq.so"
    text = article.read_text(encoding="utf-8")
    saved(stage, lambda: article.write_text(f"{text}# edited\n", encoding="utf-8"))
    saved(stage, lambda: article.write_text(text.replace("passages", "passagse"), encoding="utf-8"), refused=True)
    saved(stage, lambda: article.write_text(text, encoding="utf-8"))
    shutil.copy(BUILD / "cramp_faq.so", plugin.with_suffix(".new"))
    saved(stage, lambda: plugin.with_suffix(".new").rename(plugin))
    stage.there()


def act_settings(stage):
    """bot.cfg gets a channel more and loses it, with a mistake in between."""
    text = stage.world.config.read_text(encoding="utf-8")
    with stage.person() as person:
        person.join("#more")
        for more in ('{ name = "#cramps"; }, { name = "#more"; }', '{ name = "no channel"; }'):
            changed = text.replace('{ name = "#cramps"; }', more, 1)
            saved(stage, lambda edited=changed: stage.world.config.write_text(edited, encoding="utf-8"),
                  refused="no channel" in more)
            until_in_channel(person, channel="#more")
        saved(stage, lambda: stage.world.config.write_text(text, encoding="utf-8"))
        person.expect(lambda m: m.command == "PART" and same(m.nick, "crampbot"), "the bot to part")
        stage.check(person)
