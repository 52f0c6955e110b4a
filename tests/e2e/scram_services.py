"""Services that know SCRAM-SHA-256, which those of Debian 12 do not: linked to a real
InspIRCd, they speak its server protocol (1205) and RFC 5802 with Python's own hashes.

Both are written here from the specifications, and share no code with the bot's side
(libgsasl). `manner` says how they behave; see Scram.
"""
import base64
import hashlib
import hmac
import socket
import threading
import time

from harness import PATIENCE
from local_server import HOST, free_port
from services import MODULES, SERVICES
from tls_servers import Inspircd

SID = "00A"
AGENT = SID + "AAAAAA"


def mac(key, text):
    """HMAC-SHA-256."""
    return hmac.new(key, text, hashlib.sha256).digest()


class Scram:
    """The server's side of one SCRAM-SHA-256 (RFC 5802, RFC 7677).

    pad: bytes more in the server's nonce. rounds: of hashing. manner: "honest", "verifier"
    (proves itself with another password's), "nonce" (not the client's), "early" (says that
    all is well before anybody has proved anything).
    """

    def __init__(self, passwords, pad=0, rounds=4096, manner="honest"):
        self.passwords, self.pad, self.rounds, self.manner = passwords, pad, rounds, manner
        self.account = self.first = self.bare = None

    def step(self, message):
        """A message of the client -> (answer or None, outcome or None)."""
        if self.first is None:
            return self.begin(message)
        if message == b"": # the client has seen our proof
            return None, True
        fields = dict(part.split(b"=", 1) for part in message.split(b","))
        without = message[:message.rindex(b",p=")]
        salted = hashlib.pbkdf2_hmac("sha256", self.passwords.get(self.account, "").encode(), b"saltsalt", self.rounds)
        key, auth = mac(salted, b"Client Key"), b",".join([self.bare, self.first, without])
        signature = mac(hashlib.sha256(key).digest(), auth)
        proof = bytes(a ^ b for a, b in zip(key, signature))
        if self.account not in self.passwords or not hmac.compare_digest(base64.b64decode(fields[b"p"]), proof):
            return None, False
        if self.manner == "verifier":
            salted = b"x" * 32
        return b"v=" + base64.b64encode(mac(mac(salted, b"Server Key"), auth)), None

    def begin(self, message):
        """The first one: n,[a=...],n=account,r=nonce."""
        self.bare = message.split(b",", 2)[2]
        fields = dict(part.split(b"=", 1) for part in self.bare.split(b","))
        self.account = fields[b"n"].decode()
        nonce = b"not yours" if self.manner == "nonce" else fields[b"r"]
        self.first = b"r=%sserver%s,s=%s,i=%d" % (nonce, b"x" * self.pad, base64.b64encode(b"saltsalt"), self.rounds)
        return (None, True) if self.manner == "early" else (self.first, None)

    def pad_to(self, size):
        """pad such that the first answer has so many bytes in base64, for a client's nonce of 24."""
        bare = len(b"r=" + b"n" * 24 + b"server,s=" + base64.b64encode(b"saltsalt") + b",i=%d" % self.rounds)
        self.pad = size // 4 * 3 - bare
        return self


class ScramServices:
    """InspIRCd with these services. make: account -> Scram, for each login."""

    def __init__(self, folder, identity):
        self.link_port = free_port()
        self.server = Inspircd(folder, identity, MODULES.format(host=HOST, port=self.link_port))
        self.identity = identity
        self.passwords = {}
        self.make = lambda: Scram(self.passwords)
        self.talks = {}    # uid -> [Scram, bytes so far]
        self.outcomes = [] # of all logins: True, False, or "aborted"
        self.sizes = []    # bytes of each payload of a client
        self.answers = []  # and of ours
        self.news = threading.Condition()
        self.socket = self.lines = self.broken = None

    def __enter__(self):
        self.server.start()
        self.socket = socket.create_connection((HOST, self.link_port), 10)
        self.socket.settimeout(None)
        self.lines = self.socket.makefile("r", encoding="latin-1", newline="\n")
        self.say("CAPAB START 1205")
        self.say("CAPAB CAPABILITIES :PROTOCOL=1205")
        self.say("CAPAB END")
        self.say(f"SERVER {SERVICES} link 0 {SID} :SCRAM")
        for line in self.lines:
            if line.startswith("ERROR"):
                raise AssertionError(line)
            if line.startswith("SERVER "):
                break
        self.say(f":{SID} BURST {int(time.time())}")
        self.say(f":{SID} METADATA * saslmechlist :SCRAM-SHA-256,PLAIN")
        self.say(f":{SID} ENDBURST")
        threading.Thread(target=self._run, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.stop() # which ends the thread
        self.socket.close()

    def say(self, line):
        """One line to the server."""
        self.socket.sendall(line.encode("latin-1") + b"\r\n")

    def wait_outcome(self, timeout=PATIENCE):
        """The next outcome of a login."""
        with self.news:
            assert self.news.wait_for(lambda: self.outcomes, timeout), f"nobody logged in ({self.broken})"
            return self.outcomes.pop(0)

    def _run(self):
        try:
            for line in self.lines:
                words = line.rstrip("\r\n").split(" ")
                if words[1:2] == ["PING"]:
                    self.say(f":{SID} PONG {words[0].removeprefix(':')}")
                elif words[1:2] == ["ENCAP"] and words[3] == "SASL":
                    self._sasl(*words[4:])
        except Exception as error: # pylint: disable=broad-except
            self.broken = error

    def _sasl(self, uid, _agent, mode, *data):
        data = [word.removeprefix(":") for word in data]
        if mode == "S":
            self.talks[uid] = [self.make(), b""]
            self._answer(uid, "C", "+")
        elif mode == "D" or data == ["*"]:
            self._answer(uid, "D", "F")
            self._over(uid, "aborted")
        elif mode == "C" and uid in self.talks:
            self._piece(uid, data[0])

    def _piece(self, uid, piece):
        talk = self.talks[uid]
        talk[1] += b"" if piece == "+" else piece.encode()
        if len(piece) == 400:
            return
        payload, talk[1] = talk[1], b""
        self.sizes.append(len(payload))
        answer, outcome = talk[0].step(base64.b64decode(payload))
        if answer is not None:
            encoded = base64.b64encode(answer).decode()
            self.answers.append(len(encoded))
            for at in range(0, len(encoded), 400):
                self._answer(uid, "C", encoded[at:at + 400])
            if len(encoded) % 400 == 0:
                self._answer(uid, "C", "+")
        if outcome:
            self.say(f":{SID} METADATA {uid} accountname :{talk[0].account}")
        if outcome is not None:
            self._answer(uid, "D", "S" if outcome else "F")
            self._over(uid, outcome)

    def _answer(self, uid, mode, data):
        self.say(f":{SID} ENCAP {uid[:3]} SASL {AGENT} {uid} {mode} {data}")

    def _over(self, uid, outcome):
        if self.talks.pop(uid, None):
            with self.news:
                self.outcomes.append(outcome)
                self.news.notify_all()
