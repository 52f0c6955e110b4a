"""A TCP relay between the bot and a server, which can lose, hold up or cut what passes."""
import select
import socket
import struct
import threading

from listening import Listening
from local_server import HOST


class Relay(Listening):
    """Passes bytes on to a server's port from a port of its own.

    cut_after(n): ends the connection after n more bytes to the bot, not one more.
    freeze(): what is connected now passes nothing any more, and does not end: a dead link.
    thaw(): it ends.
    shut(): what is connected ends, and nobody gets through; shut(False): as before.
    """

    def __init__(self, port):
        self.upstream = port
        self.left = None      # bytes to the bot until the cut; None: no cut
        self.passed = 0       # bytes to the bot
        self.frozen = 0       # so many connections, from the first on
        self.thawed = False
        self.closed = False
        self.news = threading.Condition()
        super().__init__(self._pass)

    def cut_after(self, count):
        """From now on."""
        with self.news:
            self.left = count

    def freeze(self):
        """From now on, for what is connected."""
        with self.news:
            self.frozen = self.connections

    def thaw(self):
        """Ends what was frozen."""
        with self.news:
            self.thawed = True
            self.news.notify_all()

    def shut(self, closed=True):
        """The way is closed, or open again."""
        with self.news:
            self.closed = closed

    def _pass(self, bot, number):
        if self.closed:
            return
        with socket.create_connection((HOST, self.upstream), 10) as server:
            for one in (bot, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while self._step(bot, server, number):
                pass

    def _step(self, bot, server, number):
        """Passes on what is there. False: it is over."""
        ready, _, _ = select.select([bot, server], [], [], 0.05)
        with self.news:
            if self.closed:
                return False
            if number <= self.frozen:
                self.news.wait_for(lambda: self.thawed)
                return False
        for one in ready:
            data = one.recv(65536)
            if not data:
                return False
            if one is server and not self._to_bot(bot, data):
                return False
            if one is bot:
                server.sendall(data)
        return True

    def _to_bot(self, bot, data):
        with self.news:
            cut = self.left is not None and len(data) >= self.left
            if cut:
                data = data[:self.left]
            elif self.left is not None:
                self.left -= len(data)
            self.passed += len(data)
            bot.sendall(data)
            if cut:
                if self.passed % 2: # by a reset, or in good order
                    bot.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                bot.close()
                self.left = None
        return not cut
