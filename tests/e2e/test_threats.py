"""What README's table of attempts names and no other file tries: hostile texts in every field that
people fill in, and a look into the bot's files.
"""
import os
import re
import sqlite3

import pytest

from harness import HASTY, NOT_OURS, PATIENCE, QUESTION, UNDER, Person, until_in_channel
from irc_client import same

TEXTS = ["%n%n%s%s%p%999999s", "$(touch MARK)", "`touch MARK`", "; touch MARK #", "../../../../MARK",
         "'; DROP TABLE question; --", "\\x0d\\x0aQUIT :gone", "\x02\x0304\x1f\x07\x1b[2J", "\"} ); admins = ( { hostmask = \"*!*@*\"; } );"]


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_every_field(empty_world, number):
    """Realname, topic, message, action, notice, the reasons of kick, part and quit, and a channel's name."""
    world, mark = empty_world, empty_world.folder / "state" / "mark"
    text = TEXTS[number].replace("MARK", str(mark))
    eve = Person(world.server, "eve", user="e", realname=text)
    world.people.append(eve)
    eve.join("#ours") # who comes first is an operator, and may kick
    world.start_bot(program=HASTY, channel="#ours", level="debug", channels='{ name = "#ours"; operators = true; }')
    named = "#" + re.sub(r"[\s,:\x00-\x1f]", "-", text)[:40]
    eve.join(named)
    for line in (f"TOPIC #ours :{text}", f"PRIVMSG #ours :crampbot: {text}", f"PRIVMSG crampbot :{text}",
                 f"PRIVMSG #ours :\x01ACTION {text}\x01", f"NOTICE crampbot :{text}", f"INVITE crampbot {named}",
                 f"PRIVMSG crampbot :set #ours prefix {text}", f"PRIVMSG crampbot :quiet #ours {text}",
                 f"TOPIC {named} :{text}", f"PART {named} :{text}", f"PRIVMSG crampbot :unanswered {text}",
                 f"KICK #ours crampbot :{text}"):
        eve.send(line)
    eve.expect(lambda m: m.command == "JOIN" and same(m.nick, "crampbot"), "the bot to come back", 3 * PATIENCE)
    eve.send(f"QUIT :{text}")
    asker = world.person("asker", "#ours")
    until_in_channel(asker, channel="#ours")
    asker.say("crampbot", f"{QUESTION}")
    reply = asker.expect(lambda m: m.command == "PRIVMSG" and same(m.nick, "crampbot"), "an answer")
    assert world.disclaimer in reply.text
    assert not mark.exists() and not list(world.folder.rglob("mark"))
    log = world.bot.log()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", log) and (UNDER or all(line.startswith("time=") for line in log.splitlines()))


def test_files_are_the_bots_alone(empty_world):
    """Nobody else may read what it writes, and nowhere in it stands who asked."""
    world = empty_world
    before = os.umask(0)
    try:
        world.start_bot(top='metrics = "bot.prom";', level='debug"; file = "bot.log')
    finally:
        os.umask(before)
    asker = world.person("nosey", user="zaphod")
    for text in (NOT_OURS, "what does vesuvius cost?", QUESTION, "wrong"):
        asker.ask(f"crampbot: {text}")
    world.bot.end()
    written = [path for path in world.folder.rglob("*") if path.is_file() and not path.is_relative_to(world.faq)
               and not path.is_relative_to(world.folder / "server") and path != world.config]
    assert {"inbox.db", "bot.log", "bot.prom"} <= {path.name for path in written}, written
    for path in written:
        if path.suffix != ".prom": # which is for others to read, and holds figures alone
            assert not path.stat().st_mode & 0o077, path
        content = path.read_bytes().lower()
        assert b"nosey" not in content and b"zaphod" not in content, path
        # A bot whose second is over leaves at once, and what it wrote last in SQLite's journal.
        assert b"vesuvius" not in content or path.name in ("inbox.db", "inbox.db-wal"), path
    assert not (world.folder / "state").stat().st_mode & 0o077
    with sqlite3.connect(world.folder / "state" / "inbox.db") as database:
        assert database.execute("SELECT count(*) FROM question WHERE words LIKE '%vesuvius%'").fetchone() == (1,)
