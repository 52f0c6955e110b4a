"""The soaks (tests/soak), each for a short while; and that their servers do hold back."""
import os
import pathlib
import subprocess
import sys
import time

import pytest

from harness import BUILD, PATIENCE, TOP
from irc_client import IrcClient, IrcError

sys.path.insert(0, str(TOP / "tests" / "soak"))

from default_servers import DefaultInspircd, DefaultNgircd  # noqa: E402


def soak(name, *arguments):
    """Runs one; it must say what it did."""
    done = subprocess.run([TOP / "tests" / "soak" / f"soak_{name}", *arguments], cwd=TOP, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env={**os.environ, "BUILD": str(BUILD)})
    assert done.returncode == 0 and f"{name}: {{" in done.stdout, done.stdout
    assert pathlib.Path(BUILD, "soak", f"{name}.json").exists()


def test_a_long_flood():
    """As fast as InspIRCd's and ngircd's own limits let a bot talk."""
    soak("flood", "--seconds", "5", "--people", "6")


def test_a_mixture():
    soak("mixed", "--seconds", "9", "--warm", "6", *(f"--act={act}" for act in ("questions", "noise", "cut", "commands", "reload")))


def test_reloads_without_end():
    soak("reload", "--reloads", "60")


@pytest.mark.parametrize("server, each", [(DefaultInspircd, 3), (DefaultNgircd, 10)])
def test_so_many_from_one_address(tmp_path, server, each):
    """The limits of the servers are on: one more from the same address is not let in."""
    with server(tmp_path / "server") as running:
        there = [IrcClient(running.host, running.port, f"n{i}", source="127.0.9.9", timeout=PATIENCE)
                 for i in range(each)]
        with pytest.raises((IrcError, OSError)):
            IrcClient(running.host, running.port, "more", source="127.0.9.9", timeout=PATIENCE)
        for one in there:
            one.close()


def test_who_talks_too_fast_is_ended(tmp_path):
    """InspIRCd, as it comes, ends who sends on and on; the bot of the flood it does not."""
    with DefaultInspircd(tmp_path / "server") as running, \
            IrcClient(running.host, running.port, "loud", timeout=PATIENCE) as loud:
        with pytest.raises(IrcError):
            for _ in range(100):
                loud.say("loud", "x" * 400)
            while True:
                loud.receive()


def test_who_talks_too_fast_is_made_to_wait(tmp_path):
    """ngircd, as it comes, takes its time."""
    with DefaultNgircd(tmp_path / "server") as running, \
            IrcClient(running.host, running.port, "loud", timeout=PATIENCE) as loud:
        start = time.monotonic()
        for number in range(10):
            loud.say("loud", f"{number} " + "x" * 400)
        loud.expect(lambda m: m.command == "PRIVMSG" and m.text.startswith("9 "), "the last one")
        assert time.monotonic() - start > 2
