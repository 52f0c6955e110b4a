"""The FAQ as a plugin of Limnoria: translates between it and libanswer.so (answer/host.h)."""
import _ctypes
import atexit
import ctypes
import time

from supybot import callbacks, ircdb, ircmsgs, log, schedule
from supybot.commands import optional, wrap

ABI = 3
NONE, UNKNOWN, URGENT = 0, 1, 5    # of enum answer_kind
POLL_SECONDS = 1
EVENT = "CrampFaq-poll"
# How Limnoria's users make themselves known; never a question.
LOGIN = ("identify", "unidentify", "register", "hostmask", "user")
SETTINGS = ("faq", "threshold", "threshold_private", "threshold_ambient", "in_private", "inbox")

Tell = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)
Send = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)  # a struct answer_host_line


class Events(ctypes.Structure):
    """struct answer_host_events"""
    _fields_ = [("size", ctypes.c_size_t), ("tell", Tell), ("send", Send), ("context", ctypes.c_void_p)] + \
        [(name, ctypes.c_char_p) for name in ("command", "setting", "faq")] + \
        [("personal", ctypes.c_bool), ("learning", ctypes.c_void_p)]


class Message(ctypes.Structure):
    """struct answer_host_message"""
    _fields_ = [("size", ctypes.c_size_t)] + \
        [(name, ctypes.c_char_p) for name in ("network", "channel", "nick", "account", "self", "address", "text")] + \
        [("now", ctypes.c_uint64), ("context", ctypes.c_void_p)] + \
        [(name, ctypes.c_char_p) for name in ("prefix", "ambient", "lines", "reply")]


def coded(text):
    """As it stood on the network, for C; what cannot be there ends nothing."""
    return text.encode("utf-8", "surrogateescape").replace(b"\0", b" ")


def open_library(path):
    """libanswer.so, if it is one of ours."""
    library = ctypes.CDLL(path)
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
    library.answer_host_command.argtypes = [ctypes.c_void_p, ctypes.c_char_p, Tell, ctypes.c_void_p]
    return library


class CrampFaq(callbacks.Plugin):
    """Answers questions from a FAQ, each with the whole disclaimer. Ask it by
    the bot's nick, by the prefix (!cramp), or in private. Settings:
    config list supybot.plugins.CrampFaq."""

    threaded = False

    def __init__(self, irc):
        super().__init__(irc)
        self.library = open_library(self.registryValue("library"))
        self.lines = []    # told to the owner by the call under way
        self.replies = []  # to send
        self.events = Events(ctypes.sizeof(Events), Tell(self._tell), Send(self._send), None,
                             b"crampfaq", b"config plugins.CrampFaq.*", None, False,
                             ctypes.addressof(ctypes.c_char.in_dll(self.library, "answer_learning")))
        self.host = self.library.answer_host_open(ABI, ctypes.byref(self.events))
        self.collect = Tell(lambda _, line: self.lines.append(line.decode("utf-8", "replace")))
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

    def _tell(self, _, line):
        log.info("CrampFaq: %s", line.decode("utf-8", "replace"))

    def _send(self, _, line):
        raw = ctypes.c_char_p.from_address(line).value  # its first member
        self.replies.append(ircmsgs.IrcMsg(raw.decode("utf-8", "surrogateescape")))

    def _configure(self):
        for name in SETTINGS:
            value = self.registryValue(name)
            if isinstance(value, float):
                value = f"{value:.6f}" if value else ""
            self.library.answer_host_set(self.host, name.encode(), coded({True: "on", False: "off"}.get(value, value)))

    def _poll(self):
        self._configure()
        self.library.answer_host_poll(self.host, int(time.monotonic() * 1000))

    def _command(self, irc, msg, prefix):
        """The words it begins with, if it is said to Limnoria and they are a command."""
        if prefix and msg.args[1].startswith(prefix):
            return []
        words = [callbacks.canonicalName(word) for word in (callbacks.addressed(irc, msg) or "").split()[:3]]
        known = any(cb.getCommand(words) for cb in irc.callbacks if words and hasattr(cb, "getCommand"))
        return words if known else []

    def _ask(self, irc, msg, prefix):
        """What is decided; the lines to send are then in self.replies."""
        def value(name):
            return coded(str(self.registryValue(name, msg.channel, irc.network)).lower())
        message = Message(
            ctypes.sizeof(Message), coded(irc.network), coded(msg.channel) if msg.channel else None,
            coded(msg.nick), None, coded(irc.nick), coded(irc.prefix.partition("!")[2]), coded(msg.args[1]),
            int(time.monotonic() * 1000), None, coded(prefix),
            b"on" if self.registryValue("ambient", msg.channel, irc.network) else b"off",
            value("lines"), value("reply"))
        del self.replies[:]
        return self.library.answer_host_ask(self.host, ctypes.byref(message))

    def inFilter(self, irc, msg):
        """Comes before Limnoria's commands: what is answered here, brackets and
        all, never gets there. Commands of the bot's admins always do, others'
        where the FAQ does not know what is meant: "help" in private it knows."""
        if msg.command != "PRIVMSG" or "!" not in msg.prefix or ircmsgs.isCtcp(msg):
            return msg
        if ircdb.checkIgnored(msg.prefix, msg.channel) or \
                (msg.channel and not self.registryValue("enable", msg.channel, irc.network)):
            return msg
        prefix = self.registryValue("prefix", msg.channel, irc.network)
        command = self._command(irc, msg, prefix)
        if command and (command[0] in LOGIN or ircdb.checkCapability(msg.prefix, "admin")):
            return msg
        kind = self._ask(irc, msg, prefix)
        if kind == NONE or (kind == UNKNOWN and command and (msg.channel or command != ["help"])):
            return msg
        for reply in self.replies:
            (irc.sendMsg if kind == URGENT else irc.queueMsg)(reply)
        return None

    @wrap(["admin", optional("text")])
    def crampfaq(self, irc, msg, args, words):
        """[<words>]

        Alone: what is loaded, and what was answered so far. "crampfaq help" says what else may
        stand there: to read the FAQ again, to see why something is answered as it is, and which
        questions found no answer."""
        del self.lines[:]
        self._configure()
        self.library.answer_host_command(self.host, coded(words or ""), self.collect, None)
        irc.reply(" | ".join(self.lines))
        if words and words.startswith("reload"):  # may be more than a reply holds
            for line in self.lines:
                log.info("CrampFaq: %s", line)


Class = CrampFaq
