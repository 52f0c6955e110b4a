#!/usr/bin/python3
"""What `make run-BOT` does: a private IRC server, somebody else's bot with the
plugin in it, and you talking to it, as `make run` does for crampbot."""
import argparse
import importlib.machinery
import importlib.util
import os
import signal
import sys
import tempfile

sys.dont_write_bytecode = True

import bots  # noqa: E402  (it also finds plugin/tools)
from irc_client import IrcClient, IrcError  # noqa: E402
from local_server import LocalServer, ServerError  # noqa: E402


def load_tryout():
    """plugin/tools/tryout, which has no .py."""
    path = str(bots.HERE.parent / "tools" / "tryout")
    loader = importlib.machinery.SourceFileLoader("tryout", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("tryout", loader))
    loader.exec_module(module)
    return module


def run(kind, build, folder, tryout):
    """Sets everything up, converses, takes everything down."""
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
    """Exit status: 0 all was well, 1 something failed."""
    parser = argparse.ArgumentParser(prog="tryout_host", description=__doc__)
    parser.add_argument("--build", required=True, help="where the plugins are")
    parser.add_argument("bot", choices=bots.BOTS)
    args = parser.parse_args()
    kind, tryout = bots.BOTS[args.bot], load_tryout()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    missing = kind.missing(args.build)
    if missing:
        print(f"{args.bot} cannot be tried: it needs the packages {missing}", file=sys.stderr)
        return 1
    try:
        with tempfile.TemporaryDirectory(prefix="crampbot-") as folder:
            os.chmod(folder, 0o755)  # the bot runs as somebody else
            run(kind, os.path.abspath(args.build), folder, tryout)
    except KeyboardInterrupt:
        return 130
    except (tryout.TryoutError, ServerError, IrcError, RuntimeError) as error:
        print(f"\nThe try-out stopped: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
