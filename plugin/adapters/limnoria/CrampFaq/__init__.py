"""CrampFaq: answers questions from a FAQ, with its disclaimer."""
import importlib

import supybot

__version__ = "0.1.0"
__author__ = supybot.Author("crampbot", "crampbot", "")
__contributors__ = {}
__url__ = ""

from . import config, plugin  # noqa: E402

# After a reload of the plugin, its files as they are now.
importlib.reload(config)
importlib.reload(plugin)

if supybot.world.testing:
    importlib.import_module(".test", __name__)

Class = plugin.Class
configure = config.configure
