"""How the process runs: its log, and what it tells of itself."""
import json
import re
import signal
import socket
import subprocess
import time

import pytest

from harness import Bot, CRAMPBOT, NOT_OURS, PATIENCE, QUESTION, UNDER, until


def status_of(world):
    """crampbot --status: its exit status, and what it prints."""
    done = subprocess.run([*UNDER, CRAMPBOT, "--status", "-c", world.config], capture_output=True, text=True,
                          timeout=PATIENCE, check=False)
    return done.returncode, done.stdout, done.stderr


def reload(world):
    """Sends SIGHUP and waits until it is done."""
    mark = world.bot.mark()
    world.bot.signal(signal.SIGHUP)
    world.bot.wait_log("was reloaded", since=mark)


@pytest.mark.skipif(bool(UNDER), reason="valgrind says things of its own in between")
def test_json_log(empty_world):
    """Every line is JSON, and says what, how grave and of which network."""
    empty_world.start_bot(level='debug"; format = "json')
    asker = empty_world.person()
    asker.ask(f"crampbot: {QUESTION}")
    empty_world.bot.wait_log('"answered"')
    lines = [json.loads(line) for line in empty_world.bot.log().split("\n")]
    answered = next(line for line in lines if line["msg"] == "answered")
    assert answered["level"] == "debug" and answered["module"] == "bot" and answered["network"] == "test"
    assert answered["kind"] == "answer" and answered["plugin"] == "cramp_faq" and answered["id"] in empty_world.ids
    assert not any("asker" in json.dumps(line) or "legs" in json.dumps(line) for line in lines)


def test_signals_while_it_starts(empty_world):
    """A reload, or a log that was moved, before all is up: it waits until then, and is no end."""
    log = empty_world.folder / "bot.log"
    bot = empty_world.launch(level='info"; file = "bot.log')
    until(log.exists, "it to start")
    bot.signal(signal.SIGHUP)
    bot.signal(signal.SIGUSR1)
    until(lambda: "bot.cfg was reloaded" in log.read_text(encoding="utf-8") or bot.process.poll() is not None, "the reload")
    assert bot.process.poll() is None


def test_many_reloads_at_once(empty_world):
    """Wishes that come while files are read are one wish: nobody waits for as many reloads."""
    bot = empty_world.start_bot(top="watch = false;")
    for _ in range(30):
        bot.signal(signal.SIGHUP)
        time.sleep(0.001)
    bot.wait_log("was reloaded")
    assert empty_world.disclaimer in empty_world.person().ask(f"crampbot: {QUESTION}").text
    bot.signal(signal.SIGTERM)
    assert bot.wait() == 0
    assert len(re.findall("bot.cfg was reloaded", bot.log())) <= 5


def test_log_file(empty_world):
    """A log that is moved away goes on in a new file after SIGUSR1."""
    log = empty_world.folder / "bot.log"
    bot = empty_world.start_bot(level='info"; file = "bot.log')
    assert "msg=" not in bot.log(), "standard error says it too"
    old = log.rename(empty_world.folder / "bot.log.1")
    bot.signal(signal.SIGUSR1)
    asker = empty_world.person()
    for _ in range(50):
        if log.exists() and "was reloaded" in log.read_text(encoding="utf-8"):
            break
        bot.signal(signal.SIGHUP)
        asker.ask(f"crampbot: {QUESTION}")
    else:
        raise AssertionError("no new log")
    assert re.search("level=info .*joined #cramps", old.read_text(encoding="utf-8"))


def test_status(empty_world):
    """It says how it fares, and nothing of who asked what; also while bot.cfg is broken."""
    assert not list(empty_world.folder.glob("state"))
    empty_world.write_config()
    code, out, error = status_of(empty_world)
    assert code == 3 and out == "" and "no bot runs" in error
    empty_world.start_bot(top="watch = false;") # or it may see the mistake twice
    asker = empty_world.person()
    asker.ask(f"crampbot: {QUESTION}")
    asker.ask("crampbot: my dog has a cramp")
    asker.ask(f"crampbot: {NOT_OURS}")
    code, out, error = status_of(empty_world)
    assert code == 0 and error == ""
    lines = out.splitlines()
    assert re.match(r"crampbot \S+, up for \d+ s; \d+\.\d MiB of memory; ", lines[0])
    assert re.fullmatch(r"network test: online as crampbot for \d+ s; 127\.0\.0\.1 port \d+; 1 of 1 channel; "
                        r"0 reconnects; 0 replies waiting", lines[1])
    assert re.match(r"messages: 0 urgent, 1 answer, .* 1 unknown, ", lines[2]), lines[2]
    assert re.match(r"a reply takes \S+ ms to find; at most \S+ ms for 99 of 100 \(of 3\)", lines[3])
    assert lines[4] == "reloads: 0 taken over, 0 refused"
    assert re.match(r"plugin cramp_faq \S+; files [0-9a-f]{8} of 20\S+Z", lines[5])
    assert "asker" not in out and "dog" not in out and "France" not in out
    empty_world.edit(empty_world.config, "networks", "netwroks")
    assert status_of(empty_world)[0] == 0
    empty_world.bot.signal(signal.SIGHUP)
    empty_world.bot.wait_log("not reloaded")
    assert re.search(r"^reloads: 0 taken over, 1 refused; the last, on .*, was refused: .*bot\.cfg:2: netwroks: unknown",
                     status_of(empty_world)[1], re.M)


def test_status_of_no_file(empty_world):
    """A bot that runs with another file there does not answer for it."""
    empty_world.start_bot()
    empty_world.config.rename(empty_world.folder / "other.cfg")
    code, out, error = status_of(empty_world)
    assert code == 2 and out == "" and "bot.cfg: there is no such file; -c FILE names" in error


def test_status_once_it_can(empty_world):
    """What was in the way at the start need not be in the way for ever."""
    state = empty_world.folder / "state"
    state.write_text("a file", encoding="utf-8")
    bot = empty_world.start_bot(top="sandbox = false;")  # which would ask for a restart
    bot.wait_log("--status will not reach this bot")
    assert status_of(empty_world)[0] == 3
    state.unlink()
    bot.signal(signal.SIGHUP)
    bot.wait_log("was reloaded")
    assert status_of(empty_world)[0] == 0


def test_status_after_a_crash(empty_world):
    """What a bot that was killed leaves behind is in nobody's way."""
    empty_world.start_bot()
    empty_world.bot.process.kill()
    empty_world.bot.wait()
    assert status_of(empty_world)[0] == 3
    empty_world.bots.clear()
    empty_world.start_bot()
    assert status_of(empty_world)[0] == 0


def test_a_second_bot_with_the_same_state(empty_world):
    """It does not start, since each would erase what the other keeps; nor does one come by a reload."""
    bot = empty_world.start_bot()
    other = empty_world.folder / "other.cfg"
    text = empty_world.config.read_text(encoding="utf-8")
    other.write_text(text.replace('"crampbot"', '"second"'), encoding="utf-8")
    done = subprocess.run([*UNDER, CRAMPBOT, "-c", other], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 71 and "another bot runs" in done.stderr and "`state` of its own" in done.stderr, done
    assert status_of(empty_world)[0] == 0 and bot.process.poll() is None
    other.write_text('state = "second"; sandbox = false; ' + other.read_text(encoding="utf-8"), encoding="utf-8")
    second = Bot(other, empty_world.folder)
    empty_world.bots.append(second)
    second.wait_log("joined #cramps")
    empty_world.edit(other, '"second"; sandbox', '"state"; sandbox')
    assert "another bot runs" in second.wait_log("level=error")
    second.wait_log("was not reloaded")


SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)+)\})? (-?[0-9.e+-]+|\+Inf|NaN)')


def parse_metrics(text):
    """Prometheus' text format, strictly: {family: (type, {(name, labels): value})}."""
    families, name = {}, None
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name, about = line[7:].split(" ", 1)
            assert name not in families and about
            families[name] = [None, {}]
        elif line.startswith("# TYPE "):
            kind = line[7:].split(" ")
            assert kind[0] == name and kind[1] in ("gauge", "counter", "histogram") and families[name][0] is None
            families[name][0] = kind[1]
        else:
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            kind, samples = families[name]
            endings = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
            assert sample[1] in [name + ending for ending in endings], line
            assert sample.group(1, 2) not in samples, f"{line} is there twice"
            samples[sample.group(1, 2)] = float(sample[3])
    return families


def test_metrics(empty_world):
    """A file for a node exporter: valid, whole, of figures only, readable by others."""
    path = empty_world.folder / "crampbot.prom"
    empty_world.start_bot(top=f'metrics = "{path.name}";')
    asker = empty_world.person()
    asker.ask(f"crampbot: {QUESTION}")
    asker.say("#cramps", "talk of no concern")
    asker.ask(f"crampbot: {NOT_OURS}")
    reload(empty_world)
    text = path.read_text(encoding="utf-8")
    families = parse_metrics(text)
    value = {key: number for _, samples in families.values() for key, number in samples.items()}
    assert value["crampbot_messages_total", 'kind="answer"'] == 1
    assert value["crampbot_messages_total", 'kind="unknown"'] == 1
    assert value["crampbot_messages_total", 'kind="none"'] == 1
    assert value["crampbot_network_online", 'network="test"'] == 1
    assert value["crampbot_network_channels", 'network="test"'] == 1
    assert value["crampbot_reloads_total", 'result="taken_over"'] == 1
    assert value["crampbot_last_reload_success", None] == 1
    assert value["crampbot_resident_memory_bytes", None] > 1e6
    assert all(number >= 0 for number in value.values())
    buckets = [number for (name, _), number in families["crampbot_reply_seconds"][1].items() if name.endswith("_bucket")]
    assert buckets == sorted(buckets) and buckets[-1] == value["crampbot_reply_seconds_count", None] == 2
    assert value["crampbot_reply_seconds_bucket", 'le="+Inf"'] == 2
    assert "asker" not in text and "talk" not in text.replace("talk_", "") and "#cramps" not in text
    assert path.stat().st_mode & 0o777 == 0o644
    assert not list(empty_world.folder.glob("*.new"))


class Systemd:
    """What listens at NOTIFY_SOCKET."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.settimeout(20)

    def wait(self, line):
        """The next message that has this line; none that comes before has READY."""
        while True:
            got = self.socket.recv(4096).decode("utf-8").split("\n")
            if line in got:
                return got
            assert "READY=1" not in got, f"READY=1 before {line}"


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd(empty_world, monkeypatch, abstract):
    """READY, RELOADING, WATCHDOG and STOPPING in their time."""
    name = str(empty_world.folder / "notify")
    systemd = Systemd("\0" + name if abstract else name)
    monkeypatch.setenv("NOTIFY_SOCKET", ("@" if abstract else "") + name)
    monkeypatch.setenv("WATCHDOG_USEC", "200000")
    bot = empty_world.start_bot()
    systemd.wait("READY=1")
    for _ in range(3):
        systemd.wait("WATCHDOG=1")
    bot.signal(signal.SIGHUP)
    got = systemd.wait("RELOADING=1")
    assert re.fullmatch(r"MONOTONIC_USEC=\d+", got[1])
    systemd.wait("READY=1")
    empty_world.edit(empty_world.config, "networks", "netwroks")
    bot.signal(signal.SIGHUP)
    systemd.wait("RELOADING=1")
    systemd.wait("READY=1")
    bot.signal(signal.SIGTERM)
    systemd.wait("STOPPING=1")
