"""The plugin in bots that people already run: each answers as crampbot does.

All of them talk at the same time, each on a server of its own; then every step of every
conversation is judged.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

import pytest

import hosts_checked
import hosts_own
import hosts_script
from harness import BUILD, PATIENCE, TOP, until_in_channel
from hosts_checked import WATCHED, Watch

OTHERS = hosts_script.bots.BOTS

# What it may add: 4 MiB that are no file's. Of files the kernel maps as much as it likes, 200 KiB more or less,
# and whether their pages count as written to depends on when the disk took them.
ADDS_KIB = {"Anonymous": 4096}

pytestmark = pytest.mark.skipif(BUILD.name == "coverage", reason="who runs other bots may not write counts")


def why_not(name):
    """Why a bot cannot be tried, or None."""
    missing = hosts_script.KINDS[name].missing(BUILD)
    return f"install {missing}" if missing else hosts_checked.UNWATCHED.get(name)


@pytest.fixture(scope="module")
def conversations():
    """Bot -> step -> what came back."""
    there = {name: kind for name, kind in hosts_script.KINDS.items() if not why_not(name)}
    with concurrent.futures.ThreadPoolExecutor(len(there)) as pool:
        done = {name: pool.submit(hosts_script.perform, kind, hosts_script.STEPS + hosts_own.STEPS * (name in OTHERS))
                for name, kind in there.items()}
    return {name: future.result() for name, future in done.items()}


def outcome(conversations, name, step):
    """What came back in one step, or what went wrong is raised."""
    if name not in conversations:
        pytest.skip(f"{name} cannot be tried: {why_not(name)}")
    result = conversations[name].get("start") or conversations[name].get(step)
    if isinstance(result, Exception):
        print(result.bot_said)
        raise AssertionError(f"{name}: {result!r}") from result
    return result


@pytest.mark.parametrize("step", [step.__name__ for step in hosts_script.STEPS])
@pytest.mark.parametrize("name", hosts_script.KINDS)
def test_same_answers(conversations, name, step):
    assert outcome(conversations, name, step) == outcome(conversations, "crampbot", step)


@pytest.mark.parametrize("step", [step.__name__ for step in hosts_own.STEPS])
@pytest.mark.parametrize("name", OTHERS)
def test_own_means(conversations, name, step):
    """What the owner of each bot does with it: settings, commands, an upgrade."""
    outcome(conversations, name, step)


@pytest.mark.parametrize("name", hosts_script.KINDS)
def test_ends_well(conversations, name):
    """Also: whatever watches its memory has found nothing in our code."""
    outcome(conversations, name, "end")


@pytest.mark.skipif(not WATCHED, reason="nothing watches the memory; make valgrind and make sanitize do")
@pytest.mark.parametrize("name", OTHERS)
def test_what_is_wrong_is_found(folder, name):
    """A leak and wrong reads in our library, which are there for this test alone."""
    scene = hosts_script.Scene(need(name), folder)
    prepare = scene.bot.prepare

    def planted():
        command = prepare()
        hosts_own.replace_library(scene.bot, hosts_own.built_with(name, folder, hosts_checked.PLANTED))
        return command
    scene.bot.prepare = planted
    try:
        scene.bot.start()
        hosts_script.until(lambda: f"a finding in:\n{scene.bot.said()}",
                           lambda: "planted" in "".join(scene.watch.reports().values()))
    finally:
        with pytest.raises(AssertionError) as found:
            scene.end()
    for wrong in hosts_checked.WRONG:
        assert wrong in str(found.value), found.value


def memory(kind, plugged):
    """What a fresh bot holds after some answers, or without the plugin."""
    with tempfile.TemporaryDirectory(prefix="crampbot-test-") as path:
        os.chmod(path, 0o755)
        scene = hosts_script.Scene(kind, path)
        scene.bot.plugged = plugged
        try:
            scene.meet()
            for _ in range(10 * plugged):
                scene.ask(f"crampbot: {hosts_script.QUESTION}")
            assert scene.bot.is_loaded() == plugged
            return [scene.bot.memory(what) for what in ADDS_KIB]
        finally:
            scene.end()


@pytest.mark.skipif(WATCHED, reason="what watches the memory fills it")
@pytest.mark.parametrize("name", OTHERS)
def test_memory_that_it_adds(name):
    """A bot with it beside one that never had it; nearly all of it is the FAQ, as in crampbot."""
    kind = need(name)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        bare, full = pool.map(lambda plugged: memory(kind, plugged), (False, True))
    for what, before, after, most in zip(ADDS_KIB, bare, full, ADDS_KIB.values()):
        assert after - before < most, f"{what}: {before} KiB without, {after} KiB with it"


def need(name):
    """The bot's kind, or the test is skipped."""
    if why_not(name):
        pytest.skip(f"{name} cannot be tried: {why_not(name)}")
    return hosts_script.KINDS[name]


@pytest.fixture
def folder():
    """One that who runs a bot may look into, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="crampbot-test-") as path:
        os.chmod(path, 0o755)
        yield pathlib.Path(path)


def as_somebody(folder, *command):
    """Runs a command there as who runs the bots; returns its exit status and what it prints."""
    hosts_script.bots.hand_over(folder)
    watch = Watch(folder)
    with subprocess.Popen([*watch.under, *command], cwd=folder, env={**os.environ, "HOME": str(folder), **watch.environment},
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          **hosts_script.bots.as_somebody()) as process:
        said = process.communicate(timeout=3 * PATIENCE)[0].decode("utf-8", "replace")
    watch.judge(process, said)
    return process.returncode, said


def install(name, folder):
    """Installs the plugin; returns what is said."""
    return subprocess.run([str(TOP / "plugin/adapters/install"), str(BUILD), name, str(folder)], check=True,
                          capture_output=True, text=True).stdout


def sources():
    """Every file of the adapters' and of the FAQ's, but for what Python keeps to itself."""
    return {path for top in ("plugin/adapters", "faq") for path in (TOP / top).rglob("*")
            if path.suffix != ".pyc" and path.name != "__pycache__"}


def test_limnoria_own_tests(folder):
    """The plugin's tests under supybot-test; what that writes stays out of the sources."""
    need("limnoria")
    before = sources()
    install("limnoria", folder)
    shutil.move(folder / "plugins" / "CrampFaq", folder / "CrampFaq")
    status, output = as_somebody(folder, "supybot-test", "--no-network", "CrampFaq")
    assert status == 0, output
    assert (folder / "test-conf").exists(), "it writes somewhere else"
    assert sources() == before
    assert {path.suffix for path in (TOP / "plugin/adapters/limnoria/CrampFaq").iterdir()} - {""} == {".py"}


def test_eggdrop_sends_the_same_twice(folder):
    """Eggdrop's queue drops a line that already waits in it; not those of ours."""
    scene = hosts_script.Scene(need("eggdrop"), folder)
    try:
        scene.bot.settings = scene.bot.settings.replace("set cramp_faq(queue) now\n", "set msg-rate 0\n")
        scene.meet()
        joe = scene.person()
        for _ in range(3):
            joe.say("#cramps", "!cramp disclaimer")
        assert len({joe.reply().text for _ in range(3)}) == 1
    finally:
        scene.end()


def test_eggdrop_restarts(folder):
    """Its own .restart, which makes all of its Tcl anew, and which it has only in the background."""
    scene = hosts_script.Scene(need("eggdrop"), folder)
    bot, configure, process = scene.bot, scene.bot.configure, scene.bot.folder / "bot.pid"
    bot.configure = lambda: [word for word in configure() if word != "-n"]
    try:
        scene.meet()
        reply = scene.ask(f"crampbot: {hosts_script.QUESTION}")
        for _ in range(3):
            hosts_own.hears(bot, "the answers were loaded", "type", ".restart")
        until_in_channel(scene.person())
        assert scene.ask(f"crampbot: {hosts_script.QUESTION}") == reply
        hosts_own.hears(bot, "there are {1 {cramp_faq poll ", "type", ".tcl putlog \"there are [utimers]\"")
        assert all(line.count("cramp_faq") == 1 for line in bot.said().splitlines() if "there are {1" in line)
        maps = pathlib.Path(f"/proc/{process.read_text(encoding='ascii').strip()}/maps").read_text(encoding="utf-8")
        assert len(re.findall(r"r-xp .*cramp_faq.so", maps)) == 1, "it is loaded more than once"
    finally:
        if process.exists():
            pid = int(process.read_text(encoding="ascii"))
            scene.watch.others.add(pid)
            os.kill(pid, signal.SIGTERM)
            hosts_script.until(lambda: f"process {pid} to end", lambda: not pathlib.Path(f"/proc/{pid}").exists())
        scene.end()


def test_install_keeps_what_was_edited(folder):
    need("weechat")
    install("weechat", folder)
    article = folder / "cramp_faq" / "calf-cramps.cfg"
    article.write_text("mine", encoding="utf-8")
    assert "kept" in install("weechat", folder)
    assert article.read_text(encoding="utf-8") == "mine"
    assert (folder / "cramp_faq" / "calf-cramps.cfg.new").exists()


def test_a_folder_that_was_not_there(folder):
    """Eggdrop and Limnoria are where somebody put them: a slip in their folder's name is told."""
    for name in ("eggdrop", "limnoria"):
        for told in (True, False):
            done = subprocess.run([TOP / "plugin" / "adapters" / "install", BUILD, name, folder / name], check=True,
                                  capture_output=True, text=True)
            assert (f"if {name} is elsewhere: make install-{name} {name.upper()}_DIR=FOLDER" in done.stderr) == told


def test_library_exports_answer_alone():
    names = subprocess.run(["nm", "-D", "--defined-only", "--portability", BUILD / "libanswer.so"], check=True,
                           capture_output=True, text=True).stdout
    assert names and all(line.startswith("answer_") for line in names.splitlines())


def test_missing_headers_are_named():
    """`make adapters` goes on without them and says which package brings them."""
    said = subprocess.run(["make", "-s", f"BUILD={os.environ.get('BUILD', 'build')}", "weechat_HEADER=no-such.h",
                           "-n", "adapters"], cwd=TOP, check=True, capture_output=True, text=True).stdout
    assert "Not built for weechat: its headers are missing; install weechat-dev." in said


def test_where_weechat_looks(folder):
    """WeeChat stays in ~/.weechat if it began there; so does what is installed for it."""
    def target():
        return subprocess.run(["make", "-s", f"BUILD={os.environ.get('BUILD', 'build')}", "-n", "install-weechat"],
                              cwd=TOP, check=True, capture_output=True, text=True,
                              env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": ""}).stdout
    assert f"Installed in {folder}/.local/share/weechat." in target()
    (folder / ".weechat").mkdir()
    (folder / ".weechat" / "weechat.conf").touch()
    assert f"Installed in {folder}/.weechat." in target()
