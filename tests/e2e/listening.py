"""A port whose every connection a test looks after itself."""
import contextlib
import socket
import threading

from local_server import HOST


class Listening:
    """Every connection is given to `serve(connection, its number)`, in a thread, and ends with that."""

    def __init__(self, serve, host=HOST, port=0):
        self.serve = serve
        self.listener = socket.create_server((host, port))
        self.port = self.listener.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection, number):
        with contextlib.suppress(OSError), connection:
            self.serve(connection, number)
