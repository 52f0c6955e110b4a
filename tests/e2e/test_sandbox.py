"""What the bot has given up once it runs, tried from within it."""
import shutil
import signal

import pytest

from harness import BUILD, NOT_OURS, QUESTION, until
from test_reload import nobody_left, reload

NOSY = ', { path = "%s"; }' % (BUILD / "tests" / "plugin_nosy.so")


def try_it(world, asker, what):
    """What the nosy plugin says to an attempt."""
    return asker.ask(f"try {what}", target="crampbot").text


def process(bot, name, key):
    """A line of a file about the process."""
    with open(f"/proc/{bot.process.pid}/{name}", encoding="ascii") as lines:
        return next(line for line in lines if line.startswith(key)).removeprefix(key).split()


@pytest.fixture(name="secret")
def secret_file(tmp_path_factory):
    """A file that is none of the bot's business."""
    path = tmp_path_factory.mktemp("elsewhere") / "secret"
    path.write_text("x", encoding="utf-8")
    return path


def test_in_the_sandbox(empty_world, secret):
    bot = empty_world.start_bot(plugins=NOSY)
    if "not complete" in bot.log():
        pytest.skip("this kernel has no Landlock or no seccomp")
    asker = empty_world.person()
    assert try_it(empty_world, asker, f"read {secret}") == "Permission denied"
    assert try_it(empty_world, asker, f"write {secret.parent / 'new'}") == "Permission denied"
    assert try_it(empty_world, asker, f"write {empty_world.config}") == "Permission denied"
    if BUILD.name != "sanitize":  # its looking for leaks is a process of its own
        assert try_it(empty_world, asker, "run") == "Operation not permitted"
    assert try_it(empty_world, asker, f"read {empty_world.config}") == "Success"
    assert try_it(empty_world, asker, f"write {empty_world.folder / 'state' / 'x'}") == "Success"
    assert process(bot, "status", "NoNewPrivs:") == ["1"]
    assert process(bot, "status", "Seccomp:") == ["2"]
    assert process(bot, "limits", "Max core file size")[0] == "0"
    assert empty_world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text


def test_not_wanted(empty_world, secret):
    """sandbox = false, core_dumps = true: or the test above would show nothing."""
    bot = empty_world.start_bot(plugins=NOSY, top="sandbox = false; core_dumps = true;")
    asker = empty_world.person()
    assert try_it(empty_world, asker, f"read {secret}") == "Success"
    assert try_it(empty_world, asker, f"write {secret.parent / 'new'}") == "Success"
    assert try_it(empty_world, asker, "run") == "Success"
    assert process(bot, "status", "Seccomp:") == ["0"]
    assert process(bot, "limits", "Max core file size")[0] == process(bot, "limits", "Max core file size")[1]


@pytest.mark.parametrize("what", ["log", "metrics", "state", "inbox"])
def test_writing_elsewhere(empty_world, secret, what):
    """A folder that it never wrote to takes a restart, and it says so."""
    empty_world.start_bot()
    asker = empty_world.person()
    setting = {"log": f'log = {{ file = "{secret.parent}/bot.log"; }};', "metrics": f'metrics = "{secret.parent}/x";',
               "state": f'state = "{secret.parent}/state";', "inbox": ""}[what]
    text = empty_world.config.read_text(encoding="utf-8")
    if what == "inbox":
        text = text.replace("faq = [", f'inbox = {{ file = "{secret.parent}/inbox.db"; }}; faq = [')
    if what == "log":
        text = text[text.index("\n") + 1:]
    empty_world.config.write_text(setting + "\n" + text, encoding="utf-8")
    said = reload(empty_world, "not reloaded")
    assert f'it asks to write in \\"{secret.parent}\\"; since its start the bot may only write where it did then' in said
    assert empty_world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    assert nobody_left(asker)


def test_what_was_named_at_the_start(empty_world, secret):
    """Files outside of the bot's own folders, if bot.cfg named them then: they are written later, too."""
    folders = [secret.parent / name for name in ("inbox", "metrics", "log")]
    for folder in folders:
        folder.mkdir()
    inbox, metrics, log = (folder / "file" for folder in folders)
    bot = empty_world.start_bot(top=f'metrics = "{metrics}";', level=f'info"; file = "{log}',
                                plugin=f'{BUILD}/cramp_faq.so"; inbox = {{ file = "{inbox}"; }}; name = "faq')
    metrics.unlink()
    log.unlink()
    empty_world.person().ask(f"crampbot: {NOT_OURS}")
    bot.signal(signal.SIGUSR1)
    until(log.exists, "a new log")
    bot.signal(signal.SIGTERM)
    assert bot.wait() == 0
    assert b"SQLite format 3" in inbox.read_bytes()[:20]
    assert "quitting" in log.read_text(encoding="utf-8")
    assert b"france" in b"".join(path.read_bytes() for path in folders[0].iterdir()).lower()


@pytest.mark.parametrize("what", ["server", "channel", "services"])
def test_passwords_elsewhere(empty_world, secret, what):
    """What a password or a key is read from is read again with every reload."""
    settings = {"server": {"manner": f'password_file = "{secret}";'},
                "channel": {"channels": f'{{ name = "#cramps"; key_file = "{secret}"; }}'},
                "services": {"manner": f'nickserv = {{ password_file = "{secret}"; without_tls = true; }};'}}[what]
    secret.chmod(0o600)
    empty_world.launch(**settings).wait_log("connecting")
    reload(empty_world, "was reloaded")


def test_reading_elsewhere(empty_world, secret):
    """The same with a FAQ, and with a plugin, in a folder that it never looked into."""
    empty_world.start_bot()
    asker = empty_world.person()
    shutil.copytree(empty_world.faq, secret.parent / "faq")
    shutil.copy(BUILD / "tests" / "plugin_example.so", secret.parent)
    for settings in ({"faq": secret.parent / "faq" / "calf-cramps.cfg"},
                     {"faq": "faq/calf-cramps.cfg", "plugins": f', {{ path = "{secret.parent}/plugin_example.so"; }}'}):
        empty_world.write_config(**settings)
        said = reload(empty_world, "not reloaded")
        assert "Permission denied" in said
        assert "may only look into the folders that were in use then" in said
    assert empty_world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    assert nobody_left(asker)


def test_new_files_where_it_looks(empty_world):
    """What comes into a folder of its own later is as good as what was there."""
    empty_world.start_bot()
    asker = empty_world.person()
    shutil.copy(empty_world.article, empty_world.faq / "other.cfg")
    (empty_world.folder / "plugins").mkdir()
    shutil.copy(BUILD / "tests" / "plugin_example.so", empty_world.folder / "plugins")
    empty_world.write_config(faq="faq/other.cfg", plugins=', { path = "plugins/plugin_example.so"; }')
    reload(empty_world, "was reloaded")
    assert "3 words" in asker.ask("crampbot: count one two three").text
    assert nobody_left(asker)
