"""Saving a file is enough: the bot reads it again by itself, and stays where it is."""
import os
import shutil

import pytest

from harness import BUILD, QUESTION
from test_reload import moves_to_new, new_disclaimer, nobody_left, reload

TESTS = BUILD / "tests"


def wait_reload(world, mark, broken=False):
    """Until it has reloaded, or refused to, by itself."""
    world.bot.wait_log("files have changed", since=mark)
    world.bot.wait_log("was not reloaded" if broken else "was reloaded", since=mark)


def test_saving_the_faq(world):
    asker = world.person()
    mark = world.bot.mark()
    fresh = new_disclaimer(world)
    wait_reload(world, mark)
    assert fresh in asker.ask(f"crampbot: {QUESTION}").text
    assert nobody_left(asker)


def test_saving_bot_cfg(world):
    """Channels that are new are joined, those that are gone are left."""
    asker = world.person()
    asker.join("#new")
    fresh = world.folder / "bot.cfg.new"
    fresh.write_text(world.config.read_text(encoding="utf-8").replace('"#cramps"', '"#new"'), encoding="utf-8")
    fresh.rename(world.config)
    moves_to_new(asker)


def test_an_included_file(empty_world):
    extra = empty_world.folder / "extra.cfg"
    extra.write_text('metrics = "one.prom";\n', encoding="utf-8")
    empty_world.start_bot(top='\n@include "extra.cfg"\n')
    mark = empty_world.bot.mark()
    extra.write_text("metrics = 5;\n", encoding="utf-8")
    wait_reload(empty_world, mark, broken=True)
    empty_world.bot.wait_log("extra.cfg:1: metrics: must be a text", since=mark)
    mark = empty_world.bot.mark()
    extra.write_text('metrics = "two.prom";\n', encoding="utf-8")
    wait_reload(empty_world, mark)
    assert (empty_world.folder / "two.prom").exists()


def test_a_mistake_and_its_mending(world):
    """A broken file is told of once, however long it stays; mended, it is taken."""
    asker = world.person()
    good = world.article.read_text(encoding="utf-8")
    mark = world.bot.mark()
    world.article.write_text(good.replace("passages", "passagse"), encoding="utf-8")
    wait_reload(world, mark, broken=True)
    other = world.folder / "other.cfg"
    for step in range(3):
        other.write_text(str(step), encoding="utf-8")
        assert world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    mark2 = world.bot.mark()
    world.article.write_text(good, encoding="utf-8")
    wait_reload(world, mark2)
    log = "\n".join(world.bot.log().split("\n")[mark:])
    assert log.count("was not reloaded") == 1 and log.count("files have changed") == 2
    assert nobody_left(asker)


def test_admins_are_told(empty_world):
    """In private, once, what was refused; and once that it is mended."""
    empty_world.start_bot(top='admins = ( { hostmask = "*!~boss@127.0.0.1"; } );')
    boss, asker = empty_world.person("anna", user="boss"), empty_world.person()
    boss.ask("status", target="crampbot")
    while "plugin cramp_faq" not in boss.reply().text:
        pass
    good = empty_world.article.read_text(encoding="utf-8")
    for _ in range(2):
        for again in ("", "# saved again, and as broken\n"):
            mark = empty_world.bot.mark()
            empty_world.article.write_text(good.replace("passages", "passagse") + again, encoding="utf-8")
            wait_reload(empty_world, mark, broken=True)
        told = boss.reply()
        assert told.params[0] == "anna" and "was not reloaded, and the old one stays in use: " in told.text
        assert "calf-cramps.cfg:" in told.text and "passagse" in told.text
        mark = empty_world.bot.mark()
        empty_world.article.write_text(good, encoding="utf-8")
        wait_reload(empty_world, mark)
        assert boss.reply().text.endswith("was reloaded: what was wrong is mended.")
    assert empty_world.disclaimer in boss.ask(f"crampbot: {QUESTION}").text
    assert empty_world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    assert not [m for m in asker.waiting if m.nick == "crampbot" and "reloaded" in m.text]


def test_a_file_that_the_mistake_names(world):
    """bot.cfg asks for a file that is not there yet: that it comes is a change."""
    mark = world.bot.mark()
    world.edit(world.config, "calf-cramps.cfg", "later.cfg")
    wait_reload(world, mark, broken=True)
    mark = world.bot.mark()
    shutil.copy(world.article, world.faq / "later.new")
    (world.faq / "later.new").rename(world.faq / "later.cfg")
    wait_reload(world, mark)
    assert world.disclaimer in world.person().ask(f"crampbot: {QUESTION}").text


@pytest.mark.parametrize("name, old, new, text", [
    ("later.cfg", "log =", '@include "later.cfg"\nlog =', "watch = true;\n"),
    ("later.password", 'nick = "crampbot";', 'nick = "crampbot"; password_file = "later.password";', "not asked for\n"),
    ("later.pem", 'nick = "crampbot";', 'nick = "crampbot"; certificate = "later.pem"; certificate_key = "later.pem";', "x\n"),
])
def test_a_file_that_comes_later(world, name, old, new, text):
    """It is no mistake of bot.cfg's own any more."""
    mark = world.bot.mark()
    world.edit(world.config, old, new)
    wait_reload(world, mark, broken=True)
    mark = world.bot.mark()
    later = world.folder / name
    later.touch(mode=0o600)
    later.write_text(text, encoding="utf-8")
    world.bot.wait_log("files have changed", since=mark)
    world.bot.wait_log("reloaded", since=mark)


def test_what_an_article_names_comes_later(world):
    """A lexicon that is not there yet."""
    mark = world.bot.mark()
    world.edit(world.article, '"english.cfg"', '"later.cfg"')
    wait_reload(world, mark, broken=True)
    mark = world.bot.mark()
    shutil.copy(world.faq / "english.cfg", world.faq / "later.cfg")
    wait_reload(world, mark)
    assert world.disclaimer in world.person().ask(f"crampbot: {QUESTION}").text


def test_not_wanted(empty_world):
    """watch = false: SIGHUP alone counts; and true again from then on."""
    empty_world.start_bot(top="watch = false;")
    new_disclaimer(empty_world)
    asker = empty_world.person()
    for _ in range(3):
        reload(empty_world, "was reloaded")
    assert "files have changed" not in empty_world.bot.log()
    assert "Entirely new words." in asker.ask(f"crampbot: {QUESTION}").text
    empty_world.write_config(top="watch = true;")
    reload(empty_world, "was reloaded")
    mark = empty_world.bot.mark()
    empty_world.edit(empty_world.article, "Entirely new words.", "Other words.")
    wait_reload(empty_world, mark)
    assert "Other words." in asker.ask(f"crampbot: {QUESTION}").text


# ---- a plugin's code ----

@pytest.fixture(name="coded")
def coded_world(empty_world):
    """A bot with a second plugin, whose file can be replaced."""
    code = empty_world.folder / "plug.so"
    shutil.copy(TESTS / "plugin_example.so", code)
    empty_world.start_bot(plugins=', { path = "plug.so"; }')
    empty_world.code = code
    return empty_world


def by_rename(source, code):
    """As install(1) and make do."""
    shutil.copy(source, code.with_suffix(".new"))
    code.with_suffix(".new").rename(code)


def in_place(source, code):
    """As cp does: what is mapped from it would change under a program's feet."""
    code.write_bytes(source.read_bytes())


@pytest.mark.parametrize("way", [by_rename, in_place])
def test_new_code(coded, way):
    asker = coded.person()
    assert "3 words" in asker.ask("crampbot: count one two three").text
    for source, name in (("plugin_bad_reply.so", "bad"), ("plugin_example.so", "example"),
                         ("plugin_bad_reply.so", "bad"), ("plugin_example.so", "example")):
        mark = coded.bot.mark()
        way(TESTS / source, coded.code)
        wait_reload(coded, mark)
        coded.bot.wait_log(f"plugin={name} msg=.opened version=1", since=mark)
        assert coded.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    assert "3 words" in asker.ask("crampbot: count one two three").text
    assert nobody_left(asker)


@pytest.mark.parametrize("way, variant", [(by_rename, "abi"), (in_place, "abi"), (in_place, "null"), (by_rename, "open")])
def test_code_that_is_refused(coded, way, variant):
    asker = coded.person()
    mark = coded.bot.mark()
    way(TESTS / f"plugin_bad_{variant}.so", coded.code)
    wait_reload(coded, mark, broken=True)
    coded.bot.wait_log(r"plug\.so (cannot be used|does not start): ", since=mark)
    assert "3 words" in asker.ask("crampbot: count one two three").text
    assert coded.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    mark = coded.bot.mark()
    way(TESTS / "plugin_example.so", coded.code)
    wait_reload(coded, mark)
    assert "3 words" in asker.ask("crampbot: count one two three").text
    assert nobody_left(asker)


def test_code_that_is_half_written(coded):
    """A slow copy: the half is refused, the whole is taken, and nothing crashes."""
    asker = coded.person()
    whole = (TESTS / "plugin_example.so").read_bytes()
    with open(coded.code, "wb") as code:
        for share in (0.3, 0.7):
            mark = coded.bot.mark()
            code.write(whole[code.tell():int(len(whole) * share)])
            code.flush()
            os.fsync(code.fileno())
            wait_reload(coded, mark, broken=True)
            coded.bot.wait_log("cut short", since=mark)
            assert "3 words" in asker.ask("crampbot: count one two three").text
        mark = coded.bot.mark()
        code.write(whole[code.tell():])
    wait_reload(coded, mark)
    assert "3 words" in asker.ask("crampbot: count one two three").text
    assert nobody_left(asker)


# ---- what makes a network connect anew ----

KEEPS = [
    ("prefix", 'prefix = "!cramp"', 'prefix = "?c"'), ("flood", "burst = 100", "burst = 99"),
    ("limits", "questions = 0", "questions = 900"), ("manner", "channels = (", 'reply = "notice"; ambient = true; channels = ('),
    ("quit", "channels = (", 'quit = "Bye."; channels = ('), ("ignore", "channels = (", 'ignore = [ "somebody" ]; channels = ('),
    ("alternatives", '"crampbot_", ', '"other_", '), ("recover", "channels = (", 'nickserv = { recover = "regain"; }; channels = ('),
    ("log", 'level = "debug"', 'level = "debug"; levels = { wire = "error"; }'),
    ("metrics", "networks", 'metrics = "state/x.prom"; networks'), ("state", "networks", 'state = "state/else"; networks'),
    ("watch", "networks", "watch = false; networks"), ("threshold", "faq = [", "threshold = 0.5; faq = ["),
    ("another plugin", "plugins = (", 'plugins = ( { path = "%s"; },' % (TESTS / "plugin_example.so")),
]
RECONNECTS = [
    ("realname", '"a bot under test"', '"another bot"'), ("user", 'user = "cramp"', 'user = "other"'),
    ("host", 'host = "127.0.0.1"', 'host = "localhost"'),
    ("bind", "channels = (", 'bind = "127.0.0.1"; channels = ('),
]


@pytest.mark.parametrize("old, new", [case[1:] for case in KEEPS], ids=[case[0] for case in KEEPS])
def test_what_keeps_the_connection(world, old, new):
    asker = world.person()
    world.edit(world.config, old, new)
    reload(world, "was reloaded")
    assert world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    assert nobody_left(asker)


@pytest.mark.parametrize("old, new", [case[1:] for case in RECONNECTS], ids=[case[0] for case in RECONNECTS])
def test_what_connects_anew(empty_world, old, new):
    """Its own network alone: another one stays."""
    second = ', { name = "second"; host = "127.0.0.1"; port = %d; nick = "second"; realname = "r"; ' \
             'limits = { questions = 0; channel = 0; repeat = 0; loop = 0; }; channels = ( { name = "#cramps"; } ); }'
    empty_world.start_bot(networks=second % empty_world.server.port)
    empty_world.bot.wait_log("network=second msg=.joined")
    asker = empty_world.person()
    text = empty_world.config.read_text(encoding="utf-8")
    empty_world.config.write_text(text.replace(old, new, 1), encoding="utf-8")
    reload(empty_world, "was reloaded")
    gone = asker.expect(lambda m: m.command == "QUIT", "somebody who leaves")
    assert gone.nick == "crampbot"
    empty_world.wait_join(asker)
    assert empty_world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    assert empty_world.disclaimer in asker.ask(f"second: {QUESTION}", source="second").text
    assert nobody_left(asker)
