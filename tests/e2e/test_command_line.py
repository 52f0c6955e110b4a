"""crampbot's options, its check of the files, and its exit codes."""
import contextlib
import json
import pathlib
import re
import sqlite3
import subprocess

import pytest

from harness import CRAMPBOT, PATIENCE, TOP, UNDER, World


class NoServer:
    """For a World whose bot never connects."""
    host, port = "127.0.0.1", 9


@pytest.fixture
def files(tmp_path):
    """bot.cfg and faq/ in a folder of their own."""
    with World(NoServer(), tmp_path) as world:
        world.write_config()
        yield world


def crampbot(*arguments, cwd=TOP):
    """Runs it to its end."""
    return subprocess.run([*UNDER, CRAMPBOT, *arguments], cwd=cwd, stdin=subprocess.DEVNULL, timeout=PATIENCE,
                          capture_output=True, text=True, check=False)


def test_help():
    done = crampbot("--help")
    assert done.returncode == 0
    assert "--check" in done.stdout and "Usage" in done.stdout


def test_version():
    done = crampbot("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("crampbot ")


@pytest.mark.parametrize("arguments", [["--nonsense"], ["-c"], ["extra"], ["--json"], ["--status", "--json"],
                                       ["--check", "--status"], ["-c", ""]])
def test_wrong_options(arguments):
    done = crampbot(*arguments)
    assert done.returncode == 64
    assert "crampbot" in done.stderr


def test_the_shipped_files_are_right():
    done = crampbot("--check", "-c", "bot.cfg")
    assert done.returncode == 0, done.stderr


def test_check_of_good_files(files):
    done = crampbot("--check", "-c", str(files.config))
    assert done.returncode == 0, done.stderr


def test_all_mistakes_in_one_run(files):
    files.edit(files.config, 'host = "127.0.0.1"', "host = 12")
    files.edit(files.config, "interval = 1", 'interval = "slow"')
    files.edit(files.config, "prefix =", "perfix =")
    files.edit(files.article, "answer =", "answr =")
    done = crampbot("--check", "-c", str(files.config))
    assert done.returncode == 2
    for line in (3, 6, 7):
        assert f"bot.cfg:{line}:" in done.stderr, done.stderr
    assert "calf-cramps.cfg:" in done.stderr, "the FAQ was not looked at"
    assert "prefix" in done.stderr, "the nearest right key is not named"


def test_check_for_programs(files):
    done = crampbot("--check", "--json", "-c", str(files.config))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    files.edit(files.config, "interval = 1", 'interval = "sl\\"ow"')
    files.edit(files.config, "prefix =", "perfix =")
    done = crampbot("--check", "--json", "-c", str(files.config))
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2 and done.stderr == ""
    assert {(one["file"], one["line"], one["severity"]) for one in told} == \
        {(str(files.config), line, "error") for line in (6, 7)}
    assert all(set(one) == {"file", "line", "severity", "what"} for one in told)


def test_warnings_are_no_errors(files):
    """What is only doubtful is said, and it starts all the same."""
    text = files.article.read_text(encoding="utf-8")
    again = re.search(r'asks = \[\s*("[^"]*")', text).group(1)
    at = text.index("asks = [", text.index("asks = [") + 1) + len("asks = [")
    files.article.write_text(text[:at] + again + "," + text[at:], encoding="utf-8")
    done = crampbot("--check", "-c", str(files.config))
    assert done.returncode == 0
    assert re.search(r"calf-cramps\.cfg:\d+: warning: .*also asks for", done.stderr), done.stderr
    assert "can be used" in done.stdout and re.search("[1-9] warning", done.stdout)
    told = crampbot("--check", "--json", "-c", str(files.config)).stdout.splitlines()
    assert told and {json.loads(line)["severity"] for line in told} == {"warning"}


@pytest.mark.parametrize("state, says", [
    ("bot.cfg", "bot.cfg: warning: is not a folder; see `state` in bot.cfg"),
    ("bot.cfg/x", "bot.cfg/x: warning: cannot be made: Not a directory"),
    ("no/such", "no/such: warning: cannot be made: No such file"),
])
def test_where_nothing_can_be_remembered(files, state, says):
    files.config.write_text(f'state = "{state}";\n' + files.config.read_text(encoding="utf-8"), encoding="utf-8")
    done = crampbot("--check", "-c", str(files.config))
    assert done.returncode == 0 and says in done.stderr, done.stderr


@pytest.mark.parametrize("file, says", [
    ("faq", "it is no plain file"),
    ("no/such/inbox.db", "it cannot be made: No such file"),
    ("bot.log/inbox.db", "it cannot be made: Not a directory"),
    ("bot.log", "it is no database of ours"),
    ("state/inbox.db", "it is another program's database"),
    ("state/new/inbox.db", None),
    ("state/inbox2.db", None),
])
def test_check_looks_at_the_inbox(files, file, says):
    """It makes nothing, and a file that is somebody else's is told."""
    (files.folder / "bot.log").write_text("level=info\n", encoding="ascii")
    (files.folder / "state").mkdir(mode=0o700)
    with contextlib.closing(sqlite3.connect(files.folder / "state" / "inbox.db")) as mail:
        mail.execute("CREATE TABLE mail (a)")
    before = sorted(files.folder.rglob("*"))
    for setting in [f'inbox = {{ file = "{file}"; }}; faq = [', *(["faq = ["] if file == "state/inbox.db" else [])]:
        files.write_config()
        files.edit(files.config, "faq = [", setting)
        done = crampbot("--check", "-c", str(files.config))
        assert done.returncode == 0
        assert (f"bot.cfg:10: warning: inbox: no questions can be kept in {files.folder / file}: {says}" in done.stderr) \
            if says else not done.stderr, done.stderr
    assert sorted(files.folder.rglob("*")) == before


@pytest.mark.parametrize("setting, says", [
    ('metrics = "bot.cfg";', "metrics: .*bot.cfg.* is a file that the bot reads"),
    ('metrics = "./faq/../link.cfg";', "metrics: .*link.cfg.* is a file that the bot reads"),
    ('metrics = "faq/calf-cramps.cfg";', "metrics: .* is a file that the bot reads"),
    ('metrics = "faq/english.cfg";', "metrics: .* is a file that the bot reads"),
    ('metrics = "faq/calf-cramps.golden";', "metrics: .* is a file that the bot reads"),
    ('metrics = "state/runtime.cfg";', "metrics: .* is written for something else"),
    ('metrics = "state/inbox.db";', "metrics: .* is written for something else"),
    ('metrics = "x"; logfile = "faq/../x";', "metrics: .* is written for something else"),
    ('logfile = "more.cfg";', "file: .*more.cfg.* is a file that the bot reads"),
    ('inbox = "faq/calf-cramps.cfg";', "file: .*calf-cramps.cfg.* is a file that the bot reads"),
    ('inbox = "state/runtime.cfg";', "file: .*runtime.cfg.* is written for something else"),
])
def test_files_that_would_be_written_over(files, setting, says):
    """By a slip in bot.cfg: none is, and it is told where that stands."""
    text = files.config.read_text(encoding="utf-8")
    (files.folder / "more.cfg").write_text("watch = true;\n", encoding="ascii")
    (files.folder / "state").mkdir()
    (files.folder / "link.cfg").symlink_to("bot.cfg")
    setting, _, inbox = setting.partition("inbox = ")
    setting, _, log = setting.partition("logfile = ")
    text = text.replace('level = "debug";', f'level = "debug"; {"file = " + log if log else ""}', 1)
    text = text.replace("faq = [", f"inbox = {{ file = {inbox} }}; faq = [" if inbox else "faq = [")
    files.config.write_text(f'{setting}\n@include "more.cfg"\n{text}', encoding="utf-8")
    before = {path: path.read_bytes() for path in [files.config, *files.faq.iterdir()] if path.is_file()}
    for task in [["--check"], []]:
        done = crampbot(*task, "-c", str(files.config))
        assert done.returncode == 2 and re.search(rf"bot\.cfg:\d+: {says}", done.stderr), done.stderr
    assert all(path.read_bytes() == text for path, text in before.items())


def test_check_looks_into_the_faq(files):
    files.edit(files.article, "answer =", "answr =")
    done = crampbot("--check", "-c", str(files.config))
    assert done.returncode == 2
    assert "calf-cramps.cfg:" in done.stderr


def test_missing_faq(files):
    files.article.unlink()
    done = crampbot("--check", "-c", str(files.config))
    assert done.returncode == 2
    assert "calf-cramps.cfg" in done.stderr


INSTALLED = [pathlib.Path("/etc/crampbot/bot.cfg"), pathlib.Path("/usr/local/etc/crampbot/bot.cfg")]


def test_bot_cfg_here_is_found(files):
    done = crampbot("--check", cwd=files.folder)
    assert done.returncode == 0 and "bot.cfg" in done.stdout, done


@pytest.mark.skipif(any(path.exists() for path in INSTALLED), reason="a bot is installed on this machine")
def test_no_bot_cfg_anywhere(tmp_path):
    done = crampbot("--check", cwd=tmp_path)
    assert done.returncode == 2
    assert "no bot.cfg here" in done.stderr and all(str(path) in done.stderr for path in INSTALLED), done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["--check"], ["--check", "--json", "-c", "bad.cfg"]])
def test_nobody_reads_what_it_prints(files, arguments):
    """A full disk, or a pipe that is gone: the exit code tells, for scripts, and a line says why."""
    (files.folder / "bad.cfg").write_text("networks = 5;\n", encoding="ascii")
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([*UNDER, CRAMPBOT, *arguments], cwd=files.folder, stdin=subprocess.DEVNULL, stdout=full,
                              stderr=subprocess.PIPE, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 71 and "cannot be written" in done.stderr, done


@pytest.mark.parametrize("path", ["no-such.cfg", "/dev/null", "/"])
def test_no_such_config(tmp_path, path):
    done = crampbot("-c", path, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr


@pytest.mark.parametrize("text", [
    "", "networks", "networks = (", "\0", "\xff\xfe", "networks = ( ); plugins = ( );", "{" * 1000, '"' * 99,
    "@include \"/\"", "networks = 1; plugins = 2;", "networks = ( ( ) ); plugins = ( 1, \"x\" );",
])
def test_broken_beyond_hope(tmp_path, text):
    config = tmp_path / "bot.cfg"
    config.write_text(text, encoding="latin-1")
    for arguments in (["--check", "-c", str(config)], ["-c", str(config)]):
        done = crampbot(*arguments)
        assert done.returncode == 2, done.stderr
        assert "bot.cfg" in done.stderr


def test_broken_config_never_connects(files):
    files.edit(files.config, "interval = 1", "interval = 99999999")
    done = crampbot("-c", str(files.config))
    assert done.returncode == 2
    assert "bot.cfg:6:" in done.stderr
