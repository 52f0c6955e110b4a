"""InspIRCd with IRCv3 modules, and Atheme's services linked to it, on loopback."""
import os
import pathlib

from irc_client import IrcClient
from local_server import HOST, free_port, stop_process
from starting import program, start
from tls_servers import Inspircd

SERVICES = "services.test"

MODULES = """\
<module name="spanningtree"><module name="services_account"><module name="sasl"><sasl target="services.test" requiressl="no">
<module name="sslinfo"><module name="monitor"><monitor maxentries="30"><module name="botmode"><module name="redirect">
<module name="ircv3"><module name="ircv3_accounttag"><module name="ircv3_servertime"><module name="ircv3_batch">
<module name="ircv3_capnotify"><module name="ircv3_chghost"><module name="chghost"><module name="ircv3_ctctags">
<module name="ircv3_msgid"><module name="setname"><module name="namesx"><module name="inviteexception"><module name="banexception">
<module name="sapart"><module name="sanick"><module name="alias">
<bind address="{host}" port="{port}" type="servers">
<link name="services.test" ipaddr="{host}" port="{port}" allowmask="*" sendpass="link" recvpass="link">
<uline server="services.test" silent="yes">
<alias text="NICKSERV" replace="PRIVMSG $requirement :$2-" requires="NickServ" uline="yes">
"""

ATHEME = """\
loadmodule "modules/protocol/inspircd";
loadmodule "modules/backend/opensex";
loadmodule "modules/crypto/posix";
loadmodule "modules/nickserv/main";
loadmodule "modules/nickserv/identify";
loadmodule "modules/nickserv/register";
loadmodule "modules/nickserv/ghost";
loadmodule "modules/nickserv/cert";
loadmodule "modules/nickserv/set_core";
loadmodule "modules/nickserv/set_pubkey";
loadmodule "modules/saslserv/main";
loadmodule "modules/saslserv/plain";
loadmodule "modules/saslserv/external";
loadmodule "modules/saslserv/ecdsa-nist256p-challenge";
serverinfo {{
    name = "services.test"; desc = "Services"; numeric = "00A"; recontime = 1; netname = "Test";
    adminname = "test"; adminemail = "test@example.org"; registeremail = "test@example.org";
    auth = none; loglevel = {{ error; info; admin; register; network; }};
    maxlogins = 50; maxusers = 50; mdlimit = 30; emaillimit = 50; casemapping = rfc1459;
}};
uplink "irc.private.test" {{
    host = "{host}"; port = {port}; send_password = "link"; receive_password = "link";
}};
nickserv {{ nick = "NickServ"; user = "NickServ"; host = "services.test"; real = "NickServ"; }};
saslserv {{ nick = "SaslServ"; user = "SaslServ"; host = "services.test"; real = "SaslServ"; hide_server_names; }};
general {{ commit_interval = 5; flood_msgs = 0; default_clone_allowed = 50; }};
logfile "{folder}/services.log" {{ error; info; debug; }};
"""


class Services:
    """InspIRCd with services: `host`, `port` and `tls_port` are the server's."""

    def __init__(self, folder, identity):
        self.folder = pathlib.Path(folder)
        self.link_port = free_port()
        self.server = Inspircd(self.folder / "ircd", identity, MODULES.format(host=HOST, port=self.link_port))
        self.host, self.port, self.tls_port = HOST, self.server.port, self.server.tls_port
        self.process = None

    def __enter__(self):
        self.server.start()
        try:
            self.start()
        except BaseException:
            self.server.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        self.server.stop()

    def start(self):
        """Starts the services and waits for them to be there."""
        data = self.folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        data.chmod(0o777)
        config = data / "atheme.conf"
        config.write_text(ATHEME.format(host=HOST, port=self.link_port, folder=data), encoding="ascii")
        who = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
        self.process = start([program("atheme-services"), "-n", "-c", str(config), "-l", str(data / "atheme.log"),
                              "-p", str(data / "atheme.pid"), "-D", str(data)], data, self._there, **who)

    def stop(self):
        """Ends the services alone."""
        if self.process:
            stop_process(self.process)
            self.process = None

    def person(self, nick):
        """Somebody on the server."""
        return IrcClient(self.host, self.port, nick, timeout=20.0)

    def _there(self):
        with self.person("looker") as looker:
            looker.send("ISON NickServ")
            there = looker.expect(lambda m: m.command == "303", "ISON").text.strip()
            looker.quit()
        return bool(there)

    def register(self, account, password, *commands):
        """Makes an account, and says more commands to NickServ as its owner."""
        with self.person(account) as owner:
            for command in (f"REGISTER {password} {account}@example.org", *commands):
                owner.say("NickServ", command)
                owner.expect(lambda m: m.command == "NOTICE" and m.nick == "NickServ", command)
            owner.quit()
