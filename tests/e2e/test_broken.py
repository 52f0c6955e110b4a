"""Hundreds of broken files: each mistake is told with its file, its line and a reason, by --check and
by a bot that is told to reload; and that bot answers on."""
import json
import os
import signal
import subprocess

import pytest

from broken_files import GOOD, PRIVATE, all_cases
from harness import BUILD, CRAMPBOT, World

CASES = all_cases()
QUESTION = "how long does tea steep?"


class TeaWorld(World):
    """A folder with files about tea in place of the shipped ones."""

    def put(self, name, text):
        """Writes a file, or removes it."""
        path = self.folder / name
        if text is None:
            path.unlink()
            return
        text = text.replace(b"@PORT@", str(self.server.port).encode()).replace(
            b"@PLUGIN@", str(BUILD / "cramp_faq.so").encode())
        path.write_bytes(text)
        path.chmod(0o600 if name in PRIVATE else 0o644)

    def put_all(self):
        """All that is right."""
        for name, text in GOOD.items():
            self.put(name, text)
        authority = self.folder / "ca.pem"
        if not authority.exists():
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                            "-days", "1000", "-subj", "/CN=test", "-keyout", os.devnull, "-out", str(authority)],
                           check=True, capture_output=True)

    def write_config(self, **_settings):
        self.put_all()
        return self.config


@pytest.fixture
def tea(server, tmp_path):
    """The files, and no bot yet."""
    with TeaWorld(server, tmp_path) as world:
        world.put_all()
        yield world


def check(folder):
    """What --check says: exit status and objects."""
    done = subprocess.run([CRAMPBOT, "--check", "--json", "-c", "bot.cfg"], cwd=folder, timeout=20,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert done.stderr == b"", done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()]


def is_told(case, told):
    """Is the mistake of a case among those that were told?"""
    return any(one["severity"] == "error" and one["file"] == case.where and case.reason in one["what"]
               and (case.line is None or one["line"] == case.line) for one in told)


def test_the_good_files(tea):
    assert check(tea.folder) == (0, [])


def test_there_are_enough():
    assert len(CASES) > 500
    assert len({case.name for case in CASES}) > 450


def test_each_is_told(tea):
    """By --check."""
    missed = []
    for case in CASES:
        tea.put(case.file, case.text)
        status, told = check(tea.folder)
        if status != 2 or not is_told(case, told):
            missed.append(f"{case.name}: wanted {case.where}:{case.line}: {case.reason}; got {status} {told[:6]}")
        tea.put(case.file, GOOD[case.file])
    assert not missed, f"{len(missed)} of {len(CASES)}:\n" + "\n".join(missed)


def test_the_bot_answers_on(tea):
    """One bot lives through all of them, and tells each in its log."""
    tea.start_bot()
    asker = tea.person()
    missed = []
    for case in CASES:
        tea.put(case.file, case.text)
        mark = tea.bot.mark()
        tea.bot.signal(signal.SIGHUP)
        tea.bot.wait_log("not reloaded|was reloaded", since=mark)
        log = tea.bot.log().split("\n")[mark:]
        place = f"{case.where}:{case.line}: " if case.line else f"{case.where}:"
        if not any("not reloaded" in line for line in log) or not any(place in line for line in log):
            missed.append(f"{case.name}: wanted {place}; got {log}")
        assert "three to five minutes" in asker.ask(f"crampbot: {QUESTION}").text, case.name
        tea.put(case.file, GOOD[case.file])
    assert not missed, f"{len(missed)} of {len(CASES)}:\n" + "\n".join(missed)
    mark = tea.bot.mark()
    tea.bot.signal(signal.SIGHUP)
    tea.bot.wait_log("was reloaded", since=mark)
    assert "three to five minutes" in asker.ask(f"crampbot: {QUESTION}").text
    assert not any(m.nick == "crampbot" and m.command in ("QUIT", "PART") for m in asker.waiting)
