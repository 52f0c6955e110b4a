"""Starts the bots that people already run, with the FAQ's plugin in them, on a
private server: for `make run-BOT` and for the tests.

Each keeps its files in a folder that the caller gives, connects to one server
on loopback, joins one channel, talks as fast as it can, and ends with its
caller. None runs as root.
"""
import contextlib
import glob
import os
import pathlib
import pty
import re
import shutil
import socket
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(1, str(HERE.parent / "tools"))

from local_server import as_it_is_weighed, stop_process  # noqa: E402

NICK = "crampbot"
USER = "cramp"
UNPRIVILEGED = "irc"  # who runs them if we are root; Debian always has it


def as_somebody():
    """For Popen: not as root, which Eggdrop and Limnoria refuse."""
    return {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []} if os.getuid() == 0 else {}


def hand_over(folder):
    """Gives the folder to who will run the bot."""
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", f"{UNPRIVILEGED}:", str(folder)], check=True)


class Bot:
    """One of them. Its output is kept, for said()."""
    name = program = plugin = packages = ""
    faq = ""        # where the FAQ lies, from the bot's folder
    library = ""    # what is mapped while the plugin is loaded
    under = ()      # a program that it runs under, as words
    environment = {}
    wait = 10.0     # seconds until it takes a command
    patience = 3.0  # until it has ended

    def __init__(self, build, folder, server, channel="#cramps", nick=NICK, plugged=True):
        self.build, self.folder = pathlib.Path(build), pathlib.Path(folder)
        self.server, self.channel, self.nick = server, channel, nick
        self.plugged = plugged  # False: installed, but not loaded when the bot starts
        self.process = None
        self.output = b""

    @classmethod
    def missing(cls, build):
        """Which packages are missing to run it, or None."""
        if not shutil.which(cls.program) or not (pathlib.Path(build) / cls.plugin).exists():
            return cls.packages
        return None

    @property
    def article(self):
        """The FAQ file that it answers from."""
        return self.folder / self.faq / "calf-cramps.cfg"

    def start(self):
        """Installs the plugin, writes the configuration, starts the bot."""
        self.launch(self.prepare())

    def prepare(self):
        """All but to start it: returns the command for that."""
        subprocess.run([str(HERE / "install"), str(self.build), self.name, str(self.folder)],
                       check=True, stdout=subprocess.DEVNULL)
        command = self.configure()
        hand_over(self.folder)
        return command

    def launch(self, command):
        """Starts the process, on a terminal of its own."""
        ours, its = pty.openpty()
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(self.folder),
                       "TERM": "xterm", "LANG": "C.UTF-8", "COLUMNS": "400", "LINES": "100", **self.environment}
        self.process = subprocess.Popen([*self.under, *command], stdin=its, stdout=its, stderr=its, cwd=self.folder,
                                        env=environment, start_new_session=True,
                                        preexec_fn=as_it_is_weighed, **as_somebody())
        os.close(its)
        self.terminal = ours
        threading.Thread(target=self.read, args=(ours,), daemon=True).start()

    def read(self, terminal):
        """Keeps what it prints."""
        while True:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                data = b""
            if not data:
                return
            self.output += data

    def stop(self):
        """Ends it."""
        if self.process:
            stop_process(self.process, self.patience)
            os.close(self.terminal)

    def logs(self):
        """Where its owner looks: files, besides the terminal."""
        return []

    def said(self):
        """All that its owner could have read; last what is never late: Eggdrop writes its log once a minute."""
        text = "".join(pathlib.Path(path).read_text(encoding="utf-8", errors="replace") for path in self.logs())
        text += self.output.decode("utf-8", "replace")
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\(B", "", text).replace("\r", "")

    def alive(self):
        """For the try-out."""
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} has ended:\n{self.said()[-2000:]}")

    def is_loaded(self):
        """Whether the plugin's code is in the process."""
        return self.library in pathlib.Path(f"/proc/{self.process.pid}/maps").read_text(encoding="utf-8")

    def memory(self, kind="Rss"):
        """Resident memory in KiB: Rss, or Pss (what is shared counted in part), or Private_Dirty."""
        status = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        return int(re.search(rf"^{kind}:\s+(\d+)", status, re.M).group(1))

    def configure(self):
        """Writes its settings; returns the command that starts it."""
        raise NotImplementedError

    def do(self, action, *words):
        """What its owner does: unload, load, set NAME VALUE, command WORDS, nick NICK (of the bot),
        or type LINE. What they get to read is then in said()."""
        raise NotImplementedError


class Weechat(Bot):
    """weechat-headless, driven through its FIFO."""
    name, program, plugin = "weechat", "weechat-headless", "adapters/weechat/cramp_faq.so"
    packages = "weechat-headless, weechat-plugins, weechat-dev"
    faq, library = "cramp_faq", "plugins/cramp_faq.so"
    actions = {"command": "/cramp_faq {0}", "set": "/set cramp_faq.answer.{0} {1}",
               "unload": "/plugin unload cramp_faq", "load": "/plugin load cramp_faq", "type": "{0}",
               "nick": "/command -buffer irc.server.local irc /nick {0}"}

    def configure(self):
        commands = ["/set logger.file.flush_delay 0",
                    "/set irc.server_default.anti_flood_prio_low 0",
                    "/set irc.server_default.anti_flood_prio_high 0",
                    f"/set cramp_faq.answer.channels {self.channel}", "/set cramp_faq.answer.in_private on",
                    f"/server add local {self.server.host}/{self.server.port} -nicks={self.nick} "
                    f"-username={USER} -autojoin={self.channel}", "/connect local"]
        plugins = ["irc", "fifo", "logger", "trigger"] + ["cramp_faq"] * self.plugged
        return ["weechat-headless", "-d", str(self.folder), "-P", ",".join(plugins)] + \
            [word for command in commands for word in ("-r", command)]

    def logs(self):
        return glob.glob(str(self.folder / "logs" / "core.weechat.*"))

    def do(self, action, *words):
        end = time.monotonic() + self.wait
        while not (fifo := glob.glob(str(self.folder / "weechat_fifo_*"))) and time.monotonic() < end:
            time.sleep(0.02)
        with open(fifo[0], "w", encoding="utf-8") as pipe:
            pipe.write(f"core.weechat *{self.actions[action].format(*words)}\n")


class Eggdrop(Bot):
    """Eggdrop, driven on its partyline."""
    name, program, plugin = "eggdrop", "eggdrop", "adapters/eggdrop/cramp_faq.so"
    packages = "eggdrop, tcl-dev"
    faq, library = "scripts/cramp_faq", "scripts/cramp_faq.so"
    actions = {"command": ".crampfaq {0}", "set": ".set cramp_faq({0}) {1}\n.rehash",
               "unload": ".crampfaq unload", "load": ".rehash", "type": "{0}",
               "nick": ".tcl set nick {0}; putnow \"NICK {0}\""}
    settings = """\
set nick {nick}
set username {user}
set realname "a bot under trial"
set userfile bot.user
set chanfile bot.chan
set temp-path "."
set pidfile bot.pid
set mod-path "/usr/lib/eggdrop/modules/"
set help-path "/usr/share/eggdrop/help/"
set text-path "/usr/share/eggdrop/text/"
set listen-addr 127.0.0.1
set protect-telnet 0
logfile mcobx * bot.log
loadmodule blowfish
loadmodule channels
loadmodule server
loadmodule irc
set servers {{ {host}:{port} }}
set flood-msg 0:0
set flood-chan 0:0
channel add {channel} {{ -cycle flood-chan 0:0 }}
set owner boss
utimer 1 {{ adduser boss boss!*@127.0.0.1 ; setuser boss PASS secret ; chattr boss +nm }}
listen {partyline} all
set cramp_faq(queue) now
"""
    plug = "source scripts/cramp_faq.tcl\n"
    partyline = None

    def configure(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (self.folder / "bot.conf").write_text(self.settings.format(
            nick=self.nick, user=USER, host=self.server.host, port=self.server.port, channel=self.channel,
            partyline=self.port) + self.plug * self.plugged, encoding="utf-8")
        users = self.folder / "bot.user"
        users.write_text(f"#4v: eggdrop v1.8.4 -- {self.nick} -- x\n", encoding="utf-8")
        users.chmod(0o600)
        return ["eggdrop", "-n", "bot.conf"]

    def logs(self):
        return [path for path in [self.folder / "bot.log"] if path.exists()]

    def type(self, line):
        """Says a line on the partyline."""
        if not self.partyline:
            self.partyline = socket.create_connection(("127.0.0.1", self.port), self.wait)
            self.partyline.setblocking(True)
            threading.Thread(target=self.read, args=(self.partyline.fileno(),), daemon=True).start()
            for prompt, answer in ((b"nickname", b"boss\n"), (b"password", b"secret\n"), (b"joined", b"")):
                end = time.monotonic() + self.wait
                while prompt not in self.output and time.monotonic() < end:
                    time.sleep(0.02)
                self.partyline.sendall(answer)
        self.partyline.sendall(line.encode() + b"\n")

    def do(self, action, *words):
        self.type(self.actions[action].format(*words))

    def stop(self):
        """By its owner's word, if it has heard any: Eggdrop 1.8 runs Tcl within the handler of a signal, and
        now and then hangs where that came between something."""
        if self.partyline and self.process.poll() is None:
            self.type(".die")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        super().stop()


class Limnoria(Bot):
    """Limnoria; its owner speaks to it on IRC."""
    name, program, plugin = "limnoria", "supybot", "libanswer.so"
    packages = "limnoria"
    faq, library = "plugins/CrampFaq/faq", "libanswer.so"
    actions = {"command": "crampfaq {0}", "set": "config plugins.CrampFaq.{0} {1}",
               "unload": "unload CrampFaq", "load": "load CrampFaq", "type": "{0}", "nick": "nick {0}"}
    settings = """\
supybot.nick: {nick}
supybot.ident: {user}
supybot.user: a bot under trial
supybot.networks: test
supybot.networks.test.servers: {host}:{port}
supybot.networks.test.ssl: False
supybot.networks.test.channels: {channel}
supybot.directories.plugins: plugins
supybot.directories.conf: conf
supybot.directories.data: data
supybot.directories.log: logs
supybot.directories.backup: backup
supybot.directories.data.tmp: tmp
supybot.plugins: Misc Owner User Config Admin
supybot.plugins.CrampFaq: {plugged}
supybot.plugins.Owner: True
supybot.plugins.Misc: True
supybot.plugins.User: True
supybot.plugins.Config: True
supybot.plugins.Admin: True
supybot.protocols.irc.throttleTime: 0.0
supybot.protocols.irc.queuing.duplicates: False
supybot.abuse.flood.command: False
supybot.abuse.flood.command.invalid: False
"""
    # Not by supybot-adduser, which leaves four files in /tmp each time.
    users = "user 1\n  name boss\n  hashed False\n  password secret\n  capability owner\n\n"
    owner = None  # an IrcClient, once identified

    def configure(self):
        (self.folder / "bot.conf").write_text(self.settings.format(
            nick=self.nick, user=USER, host=self.server.host, port=self.server.port, channel=self.channel,
            plugged=self.plugged), encoding="utf-8")
        (self.folder / "conf").mkdir()
        (self.folder / "conf" / "users.conf").write_text(self.users, encoding="utf-8")
        hand_over(self.folder)
        return ["supybot", "bot.conf"]

    def logs(self):
        return [path for path in [self.folder / "logs" / "messages.log"] if path.exists()]

    def do(self, action, *words):
        from irc_client import IrcClient
        if not self.owner:
            self.owner = IrcClient(self.server.host, self.server.port, "boss", timeout=self.wait)
            self.owner.say(self.nick, "identify boss secret")
            self.owner.expect(lambda m: m.nick == self.nick, "to be identified")
        self.owner.say(self.nick, self.actions[action].format(*words))
        if action == "nick":  # to which it says nothing
            self.nick, = words
            return
        reply = self.owner.expect(lambda m: m.nick == self.nick, f"an answer to {action}")
        self.output += f"{reply.text}\n".encode("utf-8", "surrogateescape")

    def stop(self):
        if self.owner:
            self.owner.close()
        super().stop()


class Irssi(Bot):
    """irssi, at its terminal."""
    name, program, plugin = "irssi", "irssi", "adapters/irssi/cramp_faq.so"
    packages = "irssi, irssi-dev, libglib2.0-dev"
    faq, library = "cramp_faq", "libcramp_faq.so"
    actions = {"command": "/cramp_faq {0}", "set": "/set cramp_faq_{0} {1}",
               "unload": "/unload cramp_faq", "load": "/load cramp_faq", "type": "{0}", "nick": "/nick {0}"}
    settings = """\
servers = ( {{ address = "{host}"; chatnet = "test"; port = "{port}"; autoconnect = "yes"; use_tls = "no"; }} );
chatnets = {{ test = {{ type = "IRC"; nick = "{nick}"; }}; }};
channels = ( {{ name = "{channel}"; chatnet = "test"; autojoin = "yes"; }} );
settings = {{ core = {{ nick = "{nick}"; user_name = "{user}"; real_name = "a bot under trial"; }};
             cramp_faq = {{ cramp_faq_queue = "no"; cramp_faq_channels = "{channel}";
                            cramp_faq_in_private = "on"; }}; }};
"""

    def configure(self):
        (self.folder / "config").write_text(self.settings.format(
            nick=self.nick, user=USER, host=self.server.host, port=self.server.port, channel=self.channel),
            encoding="utf-8")
        (self.folder / "startup").write_text("LOAD cramp_faq\n" * self.plugged, encoding="utf-8")
        return ["irssi", "--home", str(self.folder)]

    def do(self, action, *words):
        os.write(self.terminal, self.actions[action].format(*words).encode() + b"\n")


BOTS = {bot.name: bot for bot in (Weechat, Eggdrop, Limnoria, Irssi)}
