"""A private IRC server (ngircd) on a loopback port, for trying and testing.

It listens on 127.0.0.1 (unless told another address), keeps its files in a folder that the caller
gives, and ends with its caller even if that one is killed. It knows nothing of
the bot.
"""
import collections
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import time

HOST = "127.0.0.1"
FIRST_PORT = 6667
START_SECONDS = 30
PR_SET_PDEATHSIG, PR_SET_THP_DISABLE = 1, 41
HELD = collections.deque(maxlen=100) # sockets of the last ports that free_port has given

CONFIG = """\
[Global]
    Name = {name}
    Info = A private server to try things on
    MotdPhrase = Welcome.
    Listen = {host}
    Ports = {port}
[Limits]
    MaxConnections = 0
    MaxConnectionsIP = 0
    MaxJoins = 0
    MaxNickLength = 30
    MaxPenaltyTime = 0
[Options]
    DNS = no
    Ident = no
    PAM = no
    {options}
[Channel]
    Name = {channel}
    Topic = Ask the bot
"""


class ServerError(Exception):
    """What went wrong, and what to do about it."""


def die_with_parent():
    """For preexec_fn: the process gets SIGTERM when its parent is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def as_it_is_weighed():
    """The same, for a process whose memory is measured: where the kernel makes huge pages of what it likes
    (transparent_hugepage/enabled: always), a thread's stack or a byte in the heap would weigh 2 MiB."""
    die_with_parent()
    ctypes.CDLL(None).prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)


def free_port(host=HOST):
    """A port for a server to listen on, now and whenever it starts again. It stays bound here, so that the
    kernel gives it to nobody else; a server may have it all the same, as all set SO_REUSEADDR. As long as none
    listens there, who connects is refused."""
    place = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind((host, 0))
    HELD.append(place)
    return place.getsockname()[1]


def program():
    """The path of ngircd, which Debian keeps out of a user's PATH."""
    found = shutil.which("ngircd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if not found:
        raise ServerError("ngircd is not installed; `make packages` installs it")
    return found


def stop_process(process, seconds=3.0):
    """Asks it to end, then makes it. Returns its exit status."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


class LocalServer:
    """One ngircd. Use as `with LocalServer(folder) as server: server.port`.

    port: a number; 0 for any free one; None for the first free one from 6667.
    options: more lines for its [Options], as ["CloakHost = example.org"].
    host: the address to listen on.
    """

    def __init__(self, folder, port=None, channel="#cramps", name="irc.private.test", options=(), host=HOST):
        self.folder = str(folder)
        self.channel = channel
        self.name = name
        self.options = list(options)
        self.wanted = port
        self.host = host
        self.port = None
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Starts it, on the same port as before if it ran before."""
        for port in self._ports():
            if self._start_on(port):
                return
        raise ServerError(f"no free port on {self.host}: the server could not start. It says:\n"
                          + self.log_tail())

    def stop(self):
        """Ends it, if it runs."""
        if self.process:
            stop_process(self.process)
            self.process = None

    def kill(self):
        """Ends it as a power cut would."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def log_tail(self, lines=8):
        """The last lines that the server wrote."""
        try:
            with open(self._path("ngircd.log"), encoding="utf-8", errors="replace") as log:
                return "".join(log.readlines()[-lines:])
        except OSError:
            return ""

    def _ports(self):
        if self.port:
            return [self.port] * 20
        if self.wanted is None:
            return range(FIRST_PORT, FIRST_PORT + 200)
        return [self.wanted or 0] * 20

    def _start_on(self, port):
        if port == 0:
            port = free_port(self.host)
        elif not self._is_free(port):
            # Ours may need a moment to come free again.
            if self.port:
                time.sleep(0.05)
            return False
        text = CONFIG.format(name=self.name, host=self.host, port=port, channel=self.channel,
                             options="\n    ".join(self.options))
        with open(self._path("ngircd.conf"), "w", encoding="utf-8") as conf:
            conf.write(text)
        os.chmod(self._path("ngircd.conf"), 0o644)
        # Root's ngircd becomes "nobody", who may not look into our folder: the
        # file is handed over open.
        who = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
        with open(self._path("ngircd.log"), "wb") as log, open(self._path("ngircd.conf"), "rb") as conf:
            self.process = subprocess.Popen(
                [program(), "-n", "-f", f"/proc/self/fd/{conf.fileno()}"], pass_fds=[conf.fileno()],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                start_new_session=True, preexec_fn=die_with_parent, **who)
        if self._listening():
            self.port = port
            return True
        self.stop()
        return False

    def _listening(self):
        """Waits until it says that it listens; another's port would be no proof."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            with open(self._path("ngircd.log"), "rb") as log:
                if b"Now listening on" in log.read():
                    return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.01)
        return False

    def _is_free(self, port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, port))
                probe.listen()
            except OSError:
                return False
        return True

    def _path(self, name):
        return os.path.join(self.folder, name)
