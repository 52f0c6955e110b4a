"""A small IRC client: connect, say, and wait for lines. Blocking, with time limits.

Texts are str; bytes that are not UTF-8 travel as surrogates ("surrogateescape"),
so that what came in can be sent out again as it was.
"""
import collections
import select
import socket
import time

Message = collections.namedtuple("Message", "nick prefix command params text raw")


class IrcError(Exception):
    """The connection is gone, or something did not come in time."""


def parse(line):
    """One line without CR LF -> Message. text is the last parameter."""
    raw, prefix = line, ""
    if line.startswith("@"):
        line = line.partition(" ")[2].lstrip(" ")
    if line.startswith(":"):
        prefix, _, line = line[1:].partition(" ")
    head, colon, last = line.partition(" :")
    params = head.split()
    if colon:
        params.append(last)
    command = params.pop(0).upper() if params else ""
    return Message(prefix.partition("!")[0], prefix, command, params,
                   params[-1] if params else "", raw)


class IrcClient:
    """One connection. nick_base is tried, then nick_base2, nick_base3 ...

    source: the address to come from; None for any.
    """

    def __init__(self, host, port, nick, user="visitor", realname="A visitor", timeout=10.0, source=None):
        self.nick = nick
        self.nick_base = nick
        self.timeout = timeout
        self.waiting = collections.deque()
        self._half = b""
        self.socket = socket.create_connection((host, port), timeout, (source, 0) if source else None)
        try:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.send(f"NICK {nick}")
            self.send(f"USER {user} 0 * :{realname}")
            self._register()
        except BaseException:
            self.socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def fileno(self):
        """For select."""
        return self.socket.fileno()

    def send(self, line):
        """Sends one line; what would end it early is taken out."""
        for forbidden in "\r\n\0":
            line = line.replace(forbidden, " ")
        self.send_raw(line.encode("utf-8", "surrogateescape") + b"\r\n")

    def send_raw(self, data):
        """Sends bytes as they are."""
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise IrcError(f"the connection to the server is lost: {error}") from error

    def say(self, target, text):
        """A PRIVMSG."""
        self.send(f"PRIVMSG {target} :{text}")

    def join(self, channel, key=""):
        """Joins, and waits until that is done."""
        self.send(f"JOIN {channel} {key}".rstrip())
        return self.expect(lambda m: m.command == "366" and same(m.params[1], channel),
                           f"joining {channel}")

    def quit(self, reason="bye"):
        """Says QUIT and waits for the server to close."""
        try:
            self.send(f"QUIT :{reason}")
            while True:
                self.receive(2.0)
        except IrcError:
            self.close()

    def close(self):
        """Closes without a word."""
        self.socket.close()

    def pump(self, timeout=0.0):
        """Reads what is there (waiting at most timeout for it) into self.waiting."""
        ready, _, _ = select.select([self.socket], [], [], max(0.0, timeout))
        if not ready:
            return
        try:
            data = self.socket.recv(65536)
        except OSError as error:
            raise IrcError(f"the connection to the server is lost: {error}") from error
        if not data:
            raise IrcError("the server closed the connection")
        lines = (self._half + data).split(b"\n")
        self._half = lines.pop()
        for line in lines:
            message = parse(line.rstrip(b"\r").decode("utf-8", "surrogateescape"))
            if message.command == "PING":
                self.send(f"PONG :{message.text}")
            elif message.command == "NICK" and message.nick == self.nick:
                self.nick = message.text
                self.waiting.append(message)
            elif message.command:
                self.waiting.append(message)

    def receive(self, timeout=None):
        """The next message, or IrcError after timeout seconds."""
        end = time.monotonic() + (self.timeout if timeout is None else timeout)
        while not self.waiting:
            left = end - time.monotonic()
            if left <= 0:
                raise IrcError("nothing came in time")
            self.pump(left)
        return self.waiting.popleft()

    def expect(self, wanted, what="", timeout=None):
        """The next message for which wanted(message); those before it are dropped."""
        limit = self.timeout if timeout is None else timeout
        end = time.monotonic() + limit
        seen = []
        while True:
            try:
                message = self.receive(max(0.0, end - time.monotonic()))
            except IrcError as error:
                raise IrcError(f"waited {limit:g} s for {what or 'a message'}: {error}; seen: "
                               + repr([m.raw for m in seen[-5:]])) from error
            if wanted(message):
                return message
            seen.append(message)

    def _register(self):
        number = 1
        while True:
            message = self.receive()
            if message.command == "001":
                self.nick = message.params[0]
                return
            if message.command == "433":
                number += 1
                self.nick = f"{self.nick_base}{number}"
                self.send(f"NICK {self.nick}")
            elif message.command == "ERROR":
                raise IrcError(f"the server refuses: {message.text}")


def same(one, other):
    """Whether two nicks or channels are the same to the server (ASCII, RFC 1459)."""
    table = str.maketrans("[]\\^", "{}|~")
    return one.lower().translate(table) == other.lower().translate(table)
