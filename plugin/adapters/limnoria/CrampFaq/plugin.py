"""The FAQ as a plugin of Limnoria: translates between it and libanswer.so (answer/host.h)."""
import _ctypes
import atexit
import ctypes
import time

from supybot import callbacks, ircdb, ircmsgs, log, schedule
from supybot.commands import optional, wrap

ABI = 3
NONE = 0    # of enum answer_kind
URGENT = 2  # of how a line is to be sent
POLL_SECONDS = 1
EVENT = "CrampFaq-poll"
# How Limnoria's users make themselves known; never a question.
LOGIN = ("identify", "unidentify", "register", "hostmask", "user")
SETTINGS = ("faq", "threshold", "threshold_private", "threshold_ambient", "in_private", "inbox")


class Line(ctypes.Structure):
    """struct answer_host_line"""
    _fields_ = [(name, ctypes.c_char_p) for name in ("raw", "target", "text")] + [("how", ctypes.c_uint)]


# Of types that outlive us alone: ctypes keeps what it makes of them for ever.
Tell = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)
Send = ctypes.CFUNCTYPE(None, ctypes.py_object, ctypes.c_void_p)  # a message's context, a struct answer_host_line


class Events(ctypes.Structure):
    """struct answer_host_events"""
    _fields_ = [("size", ctypes.c_size_t), ("tell", Tell), ("send", Send), ("context", ctypes.c_void_p)] + \
        [(name, ctypes.c_char_p) for name in ("command", "setting", "faq")] + \
        [("personal", ctypes.c_bool), ("learning", ctypes.c_void_p)]


class Message(ctypes.Structure):
    """struct answer_host_message"""
    _fields_ = [("size", ctypes.c_size_t)] + \
        [(name, ctypes.c_char_p) for name in ("network", "channel", "nick", "account", "self", "address", "text")] + \
        [("now", ctypes.c_uint64), ("context", ctypes.py_object)] + \
        [(name, ctypes.c_char_p) for name in ("prefix", "ambient", "lines", "reply", "line")] + \
        [("command", ctypes.c_bool), ("wall", ctypes.c_int64)]


def now():
    """Milliseconds on a clock that never goes back."""
    return int(time.monotonic() * 1000)


def coded(value):
    """A text as it stood on the network, or what was set, for C; what cannot be there ends nothing."""
    if isinstance(value, bool):
        value = "on" if value else "off"
    elif isinstance(value, float):
        value = f"{value:.6f}" if value else ""
    return str(value).encode("utf-8", "surrogateescape").replace(b"\0", b" ")


def open_library(path):
    """libanswer.so, if it is one of ours."""
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise callbacks.Error(f"the setting library: {error}") from error
    library.answer_abi.restype = ctypes.c_uint
    if library.answer_abi() != ABI:
        abi = library.answer_abi()
        _ctypes.dlclose(library._handle)
        raise callbacks.Error(f"{path} has ABI {abi}, and this plugin needs {ABI}")
    library.answer_host_open.restype = ctypes.c_void_p
    library.answer_host_close.argtypes = [ctypes.c_void_p]
    library.answer_host_set.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
    library.answer_host_poll.argtypes = [ctypes.c_void_p, ctypes.c_uint64]
    library.answer_host_ask.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    library.answer_host_moved.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p]
    library.answer_host_command.argtypes = [ctypes.c_void_p, ctypes.c_char_p, Tell, ctypes.c_void_p]
    return library


def tell(_, line):
    """One line for the bot's owner."""
    log.info("CrampFaq: %s", line.decode("utf-8", "replace"))


def send(irc, address):
    """One line of a reply."""
    line = Line.from_address(address)
    (irc.sendMsg if line.how & URGENT else irc.queueMsg)(ircmsgs.IrcMsg(line.raw.decode("utf-8", "surrogateescape")))


class CrampFaq(callbacks.Plugin):
    """Answers questions from a FAQ, each with the whole disclaimer. Ask it by
    the bot's nick, by the prefix (!cramp), or in private. Settings:
    config list supybot.plugins.CrampFaq."""

    threaded = False

    def __init__(self, irc):
        super().__init__(irc)
        self.library = open_library(self.registryValue("library"))
        self.events = Events(ctypes.sizeof(Events), Tell(tell), Send(send), None,
                             b"crampfaq", b"config plugins.CrampFaq.*", None, False,
                             ctypes.addressof(ctypes.c_char.in_dll(self.library, "answer_learning")))
        self.host = self.library.answer_host_open(ABI, ctypes.byref(self.events))
        atexit.register(self._close)  # Limnoria lets no plugin die when a signal ends it
        self._poll()
        schedule.addPeriodicEvent(self._poll, POLL_SECONDS, name=EVENT, now=False)

    def die(self):
        schedule.removeEvent(EVENT)
        atexit.unregister(self._close)
        self._close()
        _ctypes.dlclose(self.library._handle)  # so that a new one is taken after a reload
        super().die()

    def _close(self):
        self.library.answer_host_close(self.host)

    def _configure(self):
        for name in SETTINGS:
            self.library.answer_host_set(self.host, name.encode(), coded(self.registryValue(name)))

    def _poll(self):
        self._configure()
        self.library.answer_host_poll(self.host, now())

    def _command(self, irc, msg):
        """The words it begins with, if it is said to Limnoria and they are a command."""
        words = [callbacks.canonicalName(word) for word in (callbacks.addressed(irc, msg) or "").split()[:3]]
        known = any(cb.getCommand(words) for cb in irc.callbacks if words and hasattr(cb, "getCommand"))
        return words if known else []

    def inFilter(self, irc, msg):
        """Comes before Limnoria's commands: what is answered here, brackets and
        all, never gets there. Commands of the bot's admins always do, others'
        where the FAQ does not know what is meant. Nothing that is replayed is answered."""
        def value(name):
            return self.registryValue(name, msg.channel, irc.network)
        if msg.command != "PRIVMSG" or "!" not in msg.prefix or "batch" in msg.server_tags or \
                ircdb.checkIgnored(msg.prefix, msg.channel) or (msg.channel and not value("enable")):
            return msg
        prefix = value("prefix")
        command = [] if prefix and msg.args[1].startswith(prefix) else self._command(irc, msg)
        if command and (command[0] in LOGIN or ircdb.checkCapability(msg.prefix, "admin")):
            return msg
        if not msg.channel and " ".join(command) in self.registryValue("overrides"):
            command = []
        kind = self.library.answer_host_ask(self.host, ctypes.byref(Message(
            size=ctypes.sizeof(Message), network=coded(irc.network), self=coded(irc.nick),
            address=coded(irc.prefix.partition("!")[2]), now=now(), context=irc, prefix=coded(prefix),
            ambient=coded(value("ambient")), lines=coded(value("lines")), reply=coded(value("reply")),
            line=coded(msg), command=bool(command), wall=int(time.time()))))
        return msg if kind == NONE else None

    def doNick(self, irc, msg):
        """Somebody is called otherwise from now on."""
        self.library.answer_host_moved(self.host, coded(irc.network), coded(msg.nick), coded(msg.args[0]))

    def doQuit(self, irc, msg):
        """Somebody has left: who takes the nick is somebody else."""
        self.library.answer_host_moved(self.host, coded(irc.network), coded(msg.nick), None)

    @wrap(["admin", optional("text")])
    def crampfaq(self, irc, msg, args, words):
        """[<words>]

        Alone: what is loaded, and what was answered so far. "crampfaq help" says what else may
        stand there: to read the FAQ again, to see why something is answered as it is, and which
        questions found no answer."""
        lines = []
        self._configure()
        self.library.answer_host_command(self.host, coded(words or ""), Tell(
            lambda _, line: lines.append(line.decode("utf-8", "replace"))), None)
        irc.reply(" | ".join(lines))
        if words and words.startswith("reload"):  # may be more than a reply holds
            for line in lines:
                log.info("CrampFaq: %s", line)


Class = CrampFaq
