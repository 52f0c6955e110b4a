"""Servers with TLS for the tests: certificates, ngircd and InspIRCd on loopback,
proxies that note what they are asked.

Servers run as nobody when the tests run as root, so what they read lies in a
folder of its own that everybody may look into.
"""
import pathlib
import shutil
import socket
import struct
import subprocess
import tempfile
import threading

from listening import Listening
from local_server import HOST, LocalServer, free_port, stop_process
from starting import start_inspircd


def openssl(*arguments):
    """Runs openssl; returns what it prints."""
    return subprocess.run(["openssl", *map(str, arguments)], check=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout.decode()


class Identity:
    """A certificate and its key, as files."""

    def __init__(self, folder, name):
        self.certificate = pathlib.Path(folder, f"{name}.pem")
        self.key = pathlib.Path(folder, f"{name}.key")

    @property
    def fingerprint(self):
        """Its SHA-256, as openssl prints it: AB:CD:..."""
        text = openssl("x509", "-in", self.certificate, "-noout", "-fingerprint", "-sha256")
        return text.strip().partition("=")[2]


class Authority:
    """Signs certificates, in a folder of its own that is gone at the end."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="crampbot-tls-"))
        self.folder.chmod(0o755)
        self.ca = Identity(self.folder, "ca")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", self.ca.key, "-out", self.ca.certificate, "-days", "30",
                "-subj", "/CN=Test Authority", "-addext", "basicConstraints=critical,CA:TRUE")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def make(self, name, hosts="DNS:localhost,IP:127.0.0.1,IP:::1", days=30, signed=True):
        """A new identity. days: below 0 it has expired."""
        identity = Identity(self.folder, name)
        request, extra = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        extra.write_text(f"subjectAltName={hosts}\n", encoding="ascii")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", identity.key, "-out", request, "-subj", f"/CN={name}")
        signer = ["-CA", self.ca.certificate, "-CAkey", self.ca.key, "-CAcreateserial"] if signed \
            else ["-signkey", identity.key]
        # x509 -req cannot date back: an expired one is valid from now for -1 days.
        openssl("x509", "-req", "-in", request, "-out", identity.certificate, "-days", days,
                "-extfile", extra, *signer)
        identity.key.chmod(0o644)
        return identity


class TlsNgircd(LocalServer):
    """ngircd; `port` is in plain text, `tls_port` is not."""

    def __init__(self, folder, identity, **options):
        self.tls_port = free_port()
        # Else it looks for a prime of its own, which by chance takes half a second or many.
        group = identity.certificate.with_name("dh.pem")
        openssl("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", group)
        group.chmod(0o644)
        super().__init__(folder, port=0, options=[
            "[SSL]", f"CertFile = {identity.certificate}", f"KeyFile = {identity.key}", f"DHFile = {group}",
            f"Ports = {self.tls_port}"], **options)


INSPIRCD = """\
<config format="xml">
<server name="{name}" description="A private server" network="Test" id="{sid}">
<admin name="Test" nick="test" email="test@example.org">
{binds}
<module name="ssl_gnutls">
<sslprofile name="tls" provider="gnutls" certfile="{certificate}" keyfile="{key}" requestclientcert="yes" hash="sha256">
<module name="cap">
{extra}
<connect allow="*" timeout="60" maxchans="20" recvq="8192" sendq="262144" softsendq="8192" hardsendq="1048576"
 threshold="1000" commandrate="100000" fakelag="no" localmax="1000" globalmax="1000" resolvehostnames="no">
<performance softlimit="1000" nouserdns="yes">
<dns server="127.0.0.1" timeout="1">
<pid file="{folder}/inspircd.pid">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{folder}/inspircd.log">
<class name="none"><type name="none" classes="none">
"""


class Inspircd:
    """InspIRCd 3 with TLS. extra: more of its configuration. name, sid: what other
    servers know it by."""

    def __init__(self, folder, identity, extra="", hosts=(HOST,), name="irc.private.test", sid="1AA"):
        self.folder = pathlib.Path(folder)
        self.name, self.sid = name, sid
        self.identity = identity
        self.extra = extra
        self.hosts = hosts
        self.host = HOST
        self.port, self.tls_port = free_port(), free_port()
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Starts it, on the same ports as before."""
        binds = "\n".join(f'<bind address="{host}" port="{port}" type="clients"{more}>'
                          for host in self.hosts
                          for port, more in ((self.port, ""), (self.tls_port, ' ssl="tls"')))
        self.process = start_inspircd(self.folder, INSPIRCD.format(
            name=self.name, sid=self.sid, binds=binds, certificate=self.identity.certificate, key=self.identity.key,
            extra=self.extra.replace("TLS_PORT", str(self.tls_port)), folder=self.folder), self._answers)

    def stop(self):
        """Ends it, if it runs."""
        if self.process:
            stop_process(self.process)
            self.process = None

    def _answers(self):
        try:
            for port in (self.port, self.tls_port):
                socket.create_connection((self.hosts[0], port), 1).close()
        except OSError:
            return False
        return True


class Proxy(Listening):
    """A SOCKS5 and HTTP CONNECT proxy in a thread: what it was asked is in `asked`.

    user, password: wanted by it. names: host name -> address, all that it knows.
    """

    def __init__(self, user=None, password=None, names=None):
        self.user, self.password = user, password
        self.names = names or {}
        self.asked = []
        super().__init__(self._lead)

    def _lead(self, client, _number):
        first = client.recv(1)
        where = self._socks(client) if first == b"\5" else self._http(client, first)
        if where:
            self._through(client, where)

    @staticmethod
    def _exactly(client, count):
        data = b""
        while len(data) < count:
            got = client.recv(count - len(data))
            if not got:
                raise OSError("closed")
            data += got
        return data

    def _socks(self, client):
        methods = self._exactly(client, self._exactly(client, 1)[0])
        wanted = 2 if self.user else 0
        if wanted not in methods:
            client.sendall(b"\5\xff")
            return None
        client.sendall(bytes([5, wanted]))
        if wanted:
            user = self._exactly(client, self._exactly(client, 2)[1]).decode()
            password = self._exactly(client, self._exactly(client, 1)[0]).decode()
            fine = (user, password) == (self.user, self.password)
            client.sendall(bytes([1, 0 if fine else 1]))
            if not fine:
                return None
        kind = self._exactly(client, 4)[3]
        if kind == 3:
            host = self._exactly(client, self._exactly(client, 1)[0]).decode()
        else:
            host = socket.inet_ntop(socket.AF_INET if kind == 1 else socket.AF_INET6,
                                    self._exactly(client, 4 if kind == 1 else 16))
        port = struct.unpack(">H", self._exactly(client, 2))[0]
        self.asked.append((host, port))
        client.sendall(b"\5\0\0\1\0\0\0\0\0\0")
        return host, port

    def _http(self, client, head):
        while not head.endswith(b"\r\n\r\n"):
            head += self._exactly(client, 1)
        host, _, port = head.split()[1].decode().rpartition(":")
        self.asked.append((host, int(port)))
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return host, int(port)

    def _through(self, client, where):
        host, port = where
        with socket.create_connection((self.names.get(host, host), port), 10) as server:
            threading.Thread(target=self._copy, args=(server, client), daemon=True).start()
            self._copy(client, server)

    @staticmethod
    def _copy(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass
