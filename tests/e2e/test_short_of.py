"""A disk that is full and a process that may open nothing more: it says what it is short of, goes on
with what it has, and does what was left as soon as it can."""
import contextlib
import os
import pathlib
import re
import resource
import signal
import subprocess
import time

import pytest

from harness import AS_ROOT, BUILD, CRAMPBOT, HASTY, NOT_OURS, PATIENCE, QUESTION, TOP, UNDER, World, under, until_in_channel
from relay import Relay

ADMIN = 'admins = ( { hostmask = "*!~boss@127.0.0.1"; } );'


def answer(person, text, wanted):
    """The bot's reply to an admin that holds `wanted`."""
    person.say("crampbot", text)
    return person.expect(lambda m: m.nick == "crampbot" and wanted in m.text, f"{wanted!r} to {text!r}").text


@pytest.fixture(name="small")
def make_small(server, tmp_path):
    """A bot whose state, log and inbox lie on a disk of 512 KiB, which is its alone."""
    disk = tmp_path / "disk"
    disk.mkdir()
    inside = f"mount -t tmpfs -o size=512k none {disk}"
    try:
        subprocess.run(["unshare", "--mount", "sh", "-c", inside], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip("no disk of its own here: " + (getattr(error, "stderr", None) or str(error)).strip())
    program = tmp_path / "start"
    program.write_text(f"#!/bin/sh\nexec unshare --mount sh -c '{inside} && exec {under(CRAMPBOT)} \"$@\"' sh \"$@\"\n", encoding="utf-8")
    program.chmod(0o755)
    with World(server, tmp_path) as world:
        world.boss = world.person("boss", user="boss")
        world.launch(program, top=f'state = "{disk}/state"; metrics = "{disk}/metrics"; {ADMIN}')
        until_in_channel(world.boss)
        world.disk = pathlib.Path(f"/proc/{world.bot.process.pid}/root{disk}")
        yield world


@pytest.fixture(name="short")
def make_short(server, tmp_path):
    """A bot behind a relay."""
    if AS_ROOT is None:
        pytest.skip("which descriptors a bot has only root may see, or who may `sudo -n`")
    with Relay(server.port) as relay, World(server, tmp_path) as world:
        world.relay = relay
        world.asker = world.person("asker")
        world.launch(HASTY, where=f'host = "127.0.0.1"; port = {relay.port}; tls = false;')
        until_in_channel(world.asker)
        yield world


def may_open(world, count):
    """So many descriptors and no more; None: as many as before."""
    _, hard = resource.prlimit(world.bot.process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(world.bot.process.pid, resource.RLIMIT_NOFILE, (hard if count is None else count, hard))


def lowest_free(world):
    """The number that the next descriptor would have."""
    used = world.bot.numbers()
    return next(n for n in range(1 << 20) if n not in used)


def test_no_descriptor_for_a_reload(short):
    """Each file that it reads, each copy that it makes: one after the other cannot be opened."""
    world = short
    refused = 0
    for more in range(8):
        mark = world.bot.mark()
        may_open(world, lowest_free(world) + more)
        world.bot.signal(signal.SIGHUP)
        line = world.bot.wait_log("was (not )?reloaded", mark)
        assert world.disclaimer in world.asker.ask(f"crampbot: {QUESTION}").text
        if "not reloaded" in line:
            refused += 1
            assert re.search("too many open files|no descriptor", "\n".join(world.bot.lines[mark:]), re.I)
        may_open(world, None)
        mark = world.bot.mark()
        world.bot.signal(signal.SIGHUP)
        world.bot.wait_log("was reloaded", mark)
    assert refused


def test_no_descriptor_for_a_connection(short):
    """Nothing of it spins, and with descriptors it is back."""
    world = short
    free = lowest_free(world)
    refused = 0
    for more in range(8):
        mark = world.bot.mark()
        world.relay.shut()
        world.bot.wait_log("connection (closed|lost)", mark)
        may_open(world, free - 3 + more)
        mark = world.bot.mark()
        world.relay.shut(False)
        line = world.bot.wait_log("joined #cramps|[Tt]oo many open files|no descriptor", mark)
        if "joined" not in line:
            refused += 1
            spent = world.bot.core_ns()
            mark = world.bot.mark()
            for _ in range(3):
                world.bot.wait_log("next attempt", mark)
                mark = world.bot.mark()
            assert world.bot.core_ns() - spent < 1e9
        status = subprocess.run([CRAMPBOT, "--status", "-c", world.config], check=False, capture_output=True,
                                text=True, timeout=20)
        assert status.returncode in (0, 71, 69), status
        may_open(world, None)
        if "joined" not in line:
            world.bot.wait_log("joined #cramps", mark)
        until_in_channel(world.asker)
        assert world.disclaimer in world.asker.ask(f"crampbot: {QUESTION}").text
    assert 2 < refused < 8


def fill(disk):
    """To the last byte."""
    with open(disk / "filler", "wb", buffering=0) as filler:
        size = 1 << 16
        while size:
            try:
                filler.write(bytes(size))
            except OSError:
                size //= 2


def test_a_full_disk(small):
    """What admins set holds, and its file is as before, never half; questions wait; answers come."""
    world, boss = small, small.boss
    runtime = world.disk / "state" / "runtime.cfg"
    answer(boss, "set #cramps lines 1", "lines = 1")
    assert "lines = 1" in runtime.read_text()
    boss.ask(f"crampbot: {NOT_OURS}")
    before = runtime.read_text()
    fill(world.disk)
    mark = world.bot.mark()
    assert "No space left on device" in answer(boss, "set #cramps lines 3", "cannot be written")
    assert "will not outlive a restart" in answer(boss, "quiet #cramps", "cannot be written")
    boss.say("#cramps", f"crampbot: {QUESTION}")
    assert world.disclaimer not in answer(boss, "set #cramps lines", "lines = 3")
    answer(boss, "speak #cramps", "Speaking")
    world.bot.wait_log("level=warn .*will not outlive a restart", mark)
    assert runtime.read_text() == before and not list(runtime.parent.glob("*.new"))
    boss.ask("crampbot: what is the capital of Spain?")
    world.bot.wait_log("the inbox .* cannot be used: .*make room on its disk|metrics: .*No space left", mark)
    assert world.disclaimer in boss.ask(f"crampbot: {QUESTION}").text
    mark = world.bot.mark()
    world.bot.signal(signal.SIGHUP)
    world.bot.wait_log("was reloaded", mark)
    (world.disk / "filler").unlink()
    answer(boss, "set #cramps lines 3", "lines = 3")
    assert "lines = 3" in runtime.read_text()
    answer(boss, "unanswered", "capital of spain")


def full_pipe(path):
    """A pipe with a name, that nobody reads and that is full; its descriptor."""
    os.mkfifo(path)
    both = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(both, bytes(4096))
    return both


@pytest.mark.parametrize("where", ["full", "pipe"])
def test_a_log_that_goes_nowhere(empty_world, where):
    """Standard error on a full disk, or into a pipe that nobody reads: it answers and reloads as ever, tells how it
    fares where that can be read, and ends well."""
    world = empty_world
    program, sink, both = world.folder / "start", pathlib.Path("/dev/full"), None
    if where == "pipe":
        if UNDER:
            pytest.skip("valgrind writes there itself, of system calls that it does not know, and waits")
        sink = world.folder / "pipe"
        both = full_pipe(sink)
    program.write_text(f'#!/bin/sh\nexec {under(CRAMPBOT)} "$@" 2>{sink}\n', encoding="ascii")
    program.chmod(0o755)
    asker = world.person()
    world.launch(program)
    until_in_channel(asker)
    assert world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    world.bot.signal(signal.SIGHUP)
    ask_status = [CRAMPBOT, "--status", "-c", world.config]
    end = time.monotonic() + PATIENCE
    while "reloads: 1 taken over" not in subprocess.run(ask_status, check=not UNDER, capture_output=True, text=True).stdout:
        assert time.monotonic() < end
    assert world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    with open("/dev/full", "wb") as full:
        lost = subprocess.run(ask_status, check=False, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert lost.returncode == 71 and "cannot be written" in lost.stderr
    assert world.bot.end() == 0 and world.bot.log() == ""
    if both is not None:
        os.close(both)


@pytest.mark.parametrize("arguments", [
    ["import", "passages.tsv"], ["diff", "--all", "faq/calf-cramps.cfg", "other"],
    ["ask", "-f", "faq/calf-cramps.cfg", QUESTION], ["check", "--json", "broken.cfg"], ["--help"],
    ["eval", "-f", "faq/calf-cramps.cfg", "."], ["rank", "faq/calf-cramps.cfg"]])
def test_output_that_nobody_takes(tmp_path, arguments):
    """crampfaq on a full disk says so, and not that all is well."""
    (tmp_path / "passages.tsv").write_text(
        "".join(f"a{number}\tA title\tSome text.\n" for number in range(500)), encoding="ascii")
    (tmp_path / "broken.cfg").write_text("passages = 5;\n", encoding="ascii")
    (tmp_path / "questions.tsv").write_text(f"{QUESTION}\tcause-night\tplain\n", encoding="ascii")
    for name in ("faq", "other"):
        os.symlink(TOP / "faq", tmp_path / name)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([BUILD / "crampfaq", *arguments], cwd=tmp_path, input=f"1\t{QUESTION}\n", stdout=full,
                              stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == 2 and "cannot be written" in done.stderr, done
