"""Bots that people already run, with a canned reply by their own means (a trigger, a bind, a
plugin, a script) and without our plugin: what an answer is held against.

Each says CANNED, past its own queue, to whoever begins with "NICK:", where NICK is its own.
"""
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "plugin" / "adapters"), str(TOP / "plugin" / "tools")]

import bots  # noqa: E402

QUESTION = "why do my legs cramp at night?"
# Seconds between questions, all idle: so long that a longer pause changes no round trip any more.
# After 3 ms a processor is half asleep, and a figure is one of that very moment.
IDLE = 0.02
# As long as what the FAQ answers to it. No semicolon: WeeChat takes one for the end of
# a command.
CANNED = ("In bed several causes can come together: cold, from a cool room, a thin quilt or feet outside the covers, "
          "a posture that keeps calf muscles slack, and long stillness. A cramp in the middle of the night often "
          "wakes people, can hurt for long and spoils sleep. General information only: not medical advice, diagnosis "
          "or recommended treatment.")


class CannedWeechat(bots.Weechat):
    """A trigger."""

    def configure(self):
        # What -r says is evaluated once when it is said: ${raw:...} keeps what is the trigger's.
        trigger = (f'/trigger add canned signal *,irc_in2_PRIVMSG "${{raw:${{text}}}} =~ ^{self.nick}:" "" '
                   f'"/command -buffer irc.server.local irc /quote PRIVMSG {self.channel} :${{raw:${{nick}}}}: {CANNED}"')
        self.plugged = False
        command = super().configure()
        return command[:-4] + ["-r", trigger] + command[-4:]


class CannedEggdrop(bots.Eggdrop):
    """A bind; in place of the line that loads our plugin."""

    def configure(self):
        self.plugged = True
        self.plug = f"""\
bind pubm - "*{self.nick}:*" canned
proc canned {{nick host handle channel text}} {{ putnow "PRIVMSG $channel :$nick: {CANNED}" }}
"""
        return super().configure()


class CannedLimnoria(bots.Limnoria):
    """A plugin that does nothing else."""
    code = """
from supybot import callbacks, ircmsgs
class Canned(callbacks.Plugin):
    threaded = False
    def doPrivmsg(self, irc, msg):
        if msg.args[1].startswith("{nick}:"):
            irc.queueMsg(ircmsgs.privmsg(msg.args[0], msg.nick + ": {canned}"))
Class = Canned
"""

    def configure(self):
        folder = self.folder / "plugins" / "Canned"
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(self.code.format(nick=self.nick, canned=CANNED), encoding="utf-8")
        self.settings += "supybot.plugins.Canned: True\n"
        self.plugged = False
        return super().configure()


class CannedIrssi(bots.Irssi):
    """A script."""
    code = """
use Irssi;
Irssi::signal_add("message public", sub {
    my ($server, $text, $nick, $address, $channel) = @_;
    $server->send_raw_now("PRIVMSG $channel :$nick: CANNED") if $text =~ /^NICK:/;
});
"""

    def configure(self):
        self.plugged = False
        command = super().configure()
        folder = self.folder / "scripts" / "autorun"
        folder.mkdir(parents=True)
        (folder / "canned.pl").write_text(self.code.replace("CANNED", CANNED).replace("NICK", self.nick), encoding="utf-8")
        return command


BOTS = {kind.name: kind for kind in (CannedWeechat, CannedEggdrop, CannedLimnoria, CannedIrssi)}
