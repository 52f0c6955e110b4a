"""InspIRCd and ngircd with the limits that Debian's packages give them.

Everything that holds a client back is as in Debian 12's /etc/inspircd/inspircd.conf
and /etc/ngircd/ngircd.conf, and holds for the bot as for everybody else. Only
names, ports and paths differ.
"""
import pathlib

from irc_client import IrcClient, IrcError
from local_server import HOST, LocalServer, free_port, stop_process
from starting import start_inspircd

INSPIRCD = """\
<config format="xml">
<server name="irc.private.test" description="A private server" network="Test" id="1AA">
<admin name="Test" nick="test" email="test@example.org">
<bind address="{host}" port="{port}" type="clients">
<connect allow="*" timeout="60" threshold="10" pingfreq="120" hardsendq="262144" softsendq="8192" recvq="8192"
 localmax="3" globalmax="3" resolvehostnames="no">
<channels users="20" opers="60">
<performance quietbursts="yes" softlimit="1024" somaxconn="128" netbuffersize="10240" nouserdns="yes">
<dns server="127.0.0.1" timeout="5">
<pid file="{folder}/inspircd.pid">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{folder}/inspircd.log">
"""

NGIRCD_LIMITS = ["[Limits]", "MaxConnections = 500", "MaxConnectionsIP = 10", "MaxJoins = 10", "MaxNickLength = 9",
                 "MaxPenaltyTime = -1", "PingTimeout = 120", "PongTimeout = 20"]


def address(number, each):
    """127.0.1.1, 127.0.1.2 ...: a new one for every `each` people."""
    number //= each
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


class DefaultInspircd:
    """InspIRCd; three connections may come from one address."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.host, self.port = HOST, free_port()
        self.process = None

    def __enter__(self):
        self.process = start_inspircd(
            self.folder, INSPIRCD.format(host=HOST, port=self.port, folder=self.folder), self._there)
        return self

    def __exit__(self, *_):
        stop_process(self.process)

    def _there(self):
        try:
            with IrcClient(self.host, self.port, "probe", source="127.0.250.1") as probe:
                probe.quit()
            return True
        except (OSError, IrcError):
            return False

    @staticmethod
    def source(number):
        """Where the number-th person comes from."""
        return address(number, 3)


class DefaultNgircd(LocalServer):
    """ngircd; ten connections may come from one address."""

    def __init__(self, folder):
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        super().__init__(folder, port=0, options=NGIRCD_LIMITS)

    @staticmethod
    def source(number):
        """Where the number-th person comes from."""
        return address(number, 10)
