#!/usr/bin/python3
"""What `make run-BOT` does: a private IRC server, somebody else's bot with the
plugin in it, and you talking to it, as `make run` does for crampbot."""
import argparse
import importlib.machinery
import importlib.util
import os
import sys

sys.dont_write_bytecode = True

import bots  # noqa: E402  (it also finds plugin/tools)
from irc_client import IrcClient  # noqa: E402
from local_server import LocalServer  # noqa: E402


def load_tryout():
    """plugin/tools/tryout, which has no .py."""
    path = str(bots.HERE.parent / "tools" / "tryout")
    loader = importlib.machinery.SourceFileLoader("tryout", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("tryout", loader))
    loader.exec_module(module)
    return module


def run(kind, build, folder, tryout):
    """Sets everything up, converses, takes everything down."""
    os.chmod(folder, 0o755)  # the bot runs as somebody else
    for name in ("server", "bot"):
        os.mkdir(os.path.join(folder, name))
    with LocalServer(os.path.join(folder, "server")) as server, \
            IrcClient(server.host, server.port, "visitor") as visitor:
        visitor.join(server.channel)
        bot = kind(build, os.path.join(folder, "bot"), server, server.channel)
        print(f"Starting {kind.name} with the plugin in it. Its folder: {bot.folder}", flush=True)
        try:
            bot.start()
            talk = tryout.Talk(server, bot, visitor, server.channel, ["!cramp"])
            talk.meet()
            tryout.converse(talk)
        finally:
            bot.stop()


def main():
    """Exit status: 0 all was well, 1 something failed, 128 + n ended by signal n."""
    parser = argparse.ArgumentParser(prog="tryout_host", description=__doc__)
    parser.add_argument("--build", required=True, help="where the plugins are")
    parser.add_argument("bot", choices=bots.BOTS)
    args = parser.parse_args()
    kind, tryout = bots.BOTS[args.bot], load_tryout()
    missing = kind.missing(args.build)
    if missing:
        print(f"{args.bot} cannot be tried: it needs the packages {missing}", file=sys.stderr)
        return 1
    return tryout.in_order(lambda folder: run(kind, os.path.abspath(args.build), folder, tryout))


if __name__ == "__main__":
    sys.exit(main())
