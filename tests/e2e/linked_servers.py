"""Two servers of one network on loopback, linked through a relay that can part them."""
import contextlib

from local_server import HOST, LocalServer, free_port
from relay import Relay
from tls_servers import Authority, Inspircd

INSPIRCD_LINK = """\
<module name="spanningtree">
<bind address="{host}" port="{mine}" type="servers">
<link name="{other}" ipaddr="{host}" port="{theirs}" allowmask="*" sendpass="link" recvpass="link">
"""
AUTOCONNECT = '<autoconnect period="1" server="{other}">\n'
NAMES = ("one.private.test", "two.private.test")


class Pair:
    """Two linked servers; `first` is the bot's. The link goes through a relay."""

    def __init__(self, first, second, relay):
        self.first, self.second, self.relay = first, second, relay


@contextlib.contextmanager
def inspircds(folder):
    """Two of InspIRCd. When two have one nick they get a number each."""
    ports = free_port(), free_port()
    with Authority() as authority, Relay(ports[0]) as relay:
        identity = authority.make("server")
        extra = [INSPIRCD_LINK.format(host=HOST, mine=ports[i], theirs=(ports[1], relay.port)[i],
                                      other=NAMES[1 - i]) for i in range(2)]
        extra[1] += AUTOCONNECT.format(other=NAMES[0])
        with Inspircd(folder / "one", identity, extra[0], name=NAMES[0], sid="1AA") as first, \
                Inspircd(folder / "two", identity, extra[1], name=NAMES[1], sid="2BB") as second:
            yield Pair(first, second, relay)


@contextlib.contextmanager
def ngircds(folder):
    """Two of ngircd. When two have one nick both are killed."""
    def options(i, port):
        return ["[Limits]", "ConnectRetry = 1", "[Server]", f"Name = {NAMES[1 - i]}", "MyPassword = link",
                "PeerPassword = link", *([f"Host = {HOST}", f"Port = {port}"] if port else ["Passive = yes"])]

    for name in ("one", "two"):
        (folder / name).mkdir()
    with LocalServer(folder / "one", port=0, name=NAMES[0], options=options(0, None)) as first, \
            Relay(first.port) as relay, \
            LocalServer(folder / "two", port=0, name=NAMES[1], options=options(1, relay.port)) as second:
        yield Pair(first, second, relay)
