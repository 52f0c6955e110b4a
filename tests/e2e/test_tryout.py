"""`make run`: with a terminal, without, twice at once, and when something is wrong."""
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import time

import pytest

from harness import BUILD, PATIENCE, TOP, faq_texts

TRYOUT = [str(TOP / "plugin" / "tools" / "tryout"), "--build", str(BUILD)]
ASKED = "<visitor> crampbot: why do my legs cramp at night?"
DISCLAIMER = faq_texts(TOP / "faq" / "calf-cramps.cfg")[0]


@pytest.fixture
def env(tmp_path):
    """A folder for temporary files that has to be empty afterwards, as the processes have to be gone."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    yield {**os.environ, "TMPDIR": str(folder), "TERM": "xterm"}
    assert not list(folder.iterdir()), "files were left behind"
    assert not processes(str(folder)), "processes were left behind"


def processes(word):
    """Command lines of running processes that hold the word."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if word in line:
            found.append(line)
    return found


def tryout(env, said="", arguments=()):
    """Runs it to its end, with lines from a pipe."""
    return subprocess.run([*TRYOUT, *arguments], input=said.encode(), env=env, timeout=3 * PATIENCE,
                          capture_output=True, check=False)


def exchange(done):
    """The lines said, as a list."""
    assert done.returncode == 0, done.stderr.decode()
    return re.findall(r"^(?:<\S+>|\*\S+\*|-> \*\S+\*) .*$", done.stdout.decode(), flags=re.M)


def test_without_a_terminal(env):
    done = tryout(env)
    lines = exchange(done)
    assert lines[0] == ASKED
    assert lines[1].startswith("<crampbot> visitor: ")
    assert DISCLAIMER in lines[1]
    assert re.search(r"127\.0\.0\.1 port \d+", done.stdout.decode())
    assert done.stderr == b""


def test_lines_from_a_pipe(env):
    lines = exchange(tryout(env, "hello, everybody\ncrampbot: disclaimer\n/msg crampbot disclaimer\nlast words"))
    del lines[:2]
    assert lines[0] == "<visitor> hello, everybody"
    assert lines[1] == "<visitor> crampbot: disclaimer"
    assert lines[2].startswith("<crampbot> visitor: ")
    assert lines[3] == "-> *crampbot* disclaimer"
    assert lines[4].startswith("*crampbot* ")
    assert lines[5] == "<visitor> last words"


def test_no_standard_input_at_all(env):
    done = subprocess.run(["sh", "-c", 'exec "$@" <&-', "sh", *TRYOUT], env=env, timeout=3 * PATIENCE,
                          capture_output=True, check=False)
    assert exchange(done)[0] == ASKED


HOST = ["/usr/bin/python3", str(TOP / "plugin" / "adapters" / "tryout_host.py"), "--build", str(BUILD), "irssi"]


@pytest.mark.parametrize("command", [TRYOUT, HOST], ids=["crampbot", "irssi"])
def test_nobody_reads(env, command):
    """Without a traceback: `make run | head -1`."""
    reader, writer = os.pipe()
    with subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=writer, stderr=subprocess.PIPE) as process:
        os.close(writer)
        os.close(reader)
        assert process.stderr.read() == b"" and process.wait(3 * PATIENCE) == 1


def test_two_at_once(env):
    command = [*TRYOUT]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) for _ in range(2)]
    try:
        ports = [read_until(one.stdout.fileno(), DISCLAIMER.encode()).decode() for one in both]
    finally:
        for one in both:
            one.stdin.close()
    assert [one.wait(PATIENCE) for one in both] == [0, 0]
    first, second = (re.search(r"port (\d+)", text).group(1) for text in ports)
    assert first != second
    for one in both:
        one.stdout.close()


def test_make_run():
    """The command itself. What is built stays as it is."""
    if BUILD != TOP / "build":
        pytest.skip("make run is for build/")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    done = subprocess.run(["make", "run"], cwd=TOP, env=clean, stdin=subprocess.DEVNULL, timeout=300,
                          capture_output=True, check=False)
    assert exchange(done)[0] == ASKED


def test_a_broken_bot_cfg(env, tmp_path):
    config = tmp_path / "bot.cfg"
    good = (TOP / "bot.cfg").read_text(encoding="utf-8")
    config.write_text(good.replace("networks", "netwroks"), encoding="utf-8")
    done = tryout(env, arguments=["--config", str(config)])
    assert done.returncode == 1
    assert "bot.cfg:" in done.stderr.decode() and "networks" in done.stderr.decode()


def test_a_real_network_is_left_alone(env, tmp_path):
    config = tmp_path / "bot.cfg"
    good = (TOP / "bot.cfg").read_text(encoding="utf-8")
    config.write_text(re.sub(r'(\n\s*host\s*=\s*)"[^"]*"', r'\1"irc.example.org"', good), encoding="utf-8")
    done = tryout(env, arguments=["--config", str(config)])
    assert done.returncode == 1
    assert "irc.example.org" in done.stderr.decode()


def test_not_built(env, tmp_path):
    done = tryout(env, arguments=["--build", str(tmp_path / "nothing")])
    assert done.returncode == 1
    assert "make" in done.stderr.decode()


def read_until(descriptor, wanted, seen=b""):
    """Reads from a terminal or pipe, after what was seen already, until the bytes came."""
    end = time.monotonic() + PATIENCE
    while wanted not in seen:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, end - time.monotonic()))
        assert ready, f"waited for {wanted!r}, got {seen!r}"
        try:
            data = os.read(descriptor, 4096)
        except OSError:
            data = b""
        assert data, f"waited for {wanted!r}, it ended with {seen!r}"
        seen += data
    return seen


class Terminal:
    """It, under a terminal of its own."""

    def __init__(self, env):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(TRYOUT[0], TRYOUT, env)
        self.status = None
        self.unread = b""

    def type(self, text):
        """Keys."""
        os.write(self.fd, text.encode())

    def until(self, text):
        """What is shown, up to text."""
        wanted = text.encode()
        seen, wanted, self.unread = read_until(self.fd, wanted, self.unread).partition(wanted)
        return (seen + wanted).decode("utf-8", "replace")

    def end(self):
        """Its exit status."""
        while True:
            try:
                if not os.read(self.fd, 4096):
                    break
            except OSError:
                break
        return self.hang_up()

    def hang_up(self):
        """Closes the terminal; its exit status."""
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status


@pytest.fixture
def terminal(env):
    """One that has come to its prompt."""
    started = Terminal(env)
    try:
        started.until("\r> ")
        yield started
    finally:
        started.hang_up()


@pytest.mark.parametrize("how", ["ctrl-d", "ctrl-c", "quit", "hang up", "terminate"])
def test_a_terminal(terminal, how):
    terminal.type("crampbot: disklaimer" + "\x1b[D" * 6 + "\x7fc\r")
    assert "<visitor> crampbot: disclaimer" in terminal.until("<crampbot> visitor: ")
    terminal.until("> ")
    terminal.type("half a line")
    terminal.until("half a line")
    if how == "ctrl-d":
        terminal.type("\x15\x04")
    elif how == "ctrl-c":
        terminal.type("\x03")
    elif how == "quit":
        terminal.type("\x15/quit\r")
    elif how == "hang up":
        terminal.hang_up()
        return
    else:
        os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.end() == (143 if how == "terminate" else 0)


def test_what_is_typed_stays_whole(terminal):
    """A line that comes in meanwhile appears above; the half-typed one is drawn again."""
    terminal.type("/msg crampbot disclaimer\rhalf a li")
    shown = terminal.until("*crampbot* ") + terminal.until("\r> half a li")
    assert "-> *crampbot* disclaimer" in shown
    terminal.type("ne\r")
    terminal.until("<visitor> half a line")
    terminal.type("\x04")
    assert terminal.end() == 0
