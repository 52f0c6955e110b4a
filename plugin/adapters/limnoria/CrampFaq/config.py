"""The settings: those of bot.cfg, under the names that they have there."""
import os

from supybot import conf, registry

HERE = os.path.dirname(os.path.abspath(__file__))


def configure(advanced):
    """For supybot-wizard."""
    conf.registerPlugin("CrampFaq", True)


CrampFaq = conf.registerPlugin("CrampFaq")


class Lines(registry.Integer):
    """Value must be a number from 1 to 5."""

    def setValue(self, v):
        if not 1 <= v <= 5:
            self.error()
        super().setValue(v)


class Reply(registry.OnlySomeStrings):
    """Value must be privmsg or notice."""

    validStrings = ("privmsg", "notice")


def one(name, kind, initial, text):
    """A setting of the whole bot."""
    conf.registerGlobalValue(CrampFaq, name, kind(initial, text))


def each(name, kind, initial, text):
    """A setting that a channel may have for itself."""
    conf.registerChannelValue(CrampFaq, name, kind(initial, text))


one("library", registry.String, os.path.join(HERE, "libanswer.so"),
    "The shared library that answers. A new one needs a restart of the bot.")
one("faq", registry.String, os.path.join(HERE, "faq", "calf-cramps.cfg"),
    "The files with the answers, with commas between them.")
one("in_private", registry.Boolean, True, "Whether it answers what it is asked in private.")
one("overrides", registry.SpaceSeparatedSetOfStrings, ["help"],
    "What Limnoria has a command for, and the FAQ answers if it is said in private, by no admin, and alone.")
one("inbox", registry.String, "",
    "A file that keeps the questions without an answer, and not who asked; empty for none.")
one("threshold", registry.Probability, 0.0,
    "How sure it must be to answer in a channel: above 0 and up to 1; 0 for the usual.")
one("threshold_private", registry.Probability, 0.0, "The same when asked in private.")
one("threshold_ambient", registry.Probability, 0.0, "The same when nobody asked it.")
each("enable", registry.Boolean, True, "Whether it answers in this channel.")
each("prefix", registry.String, "!cramp",
     'A word that asks it too, as in "!cramp why at night?"; empty for none.')
each("ambient", registry.Boolean, False, "Also answer questions that nobody asked it.")
each("lines", Lines, 2, "Lines of one answer at the most, 1 to 5.")
each("reply", Reply, "privmsg", "How it answers: privmsg or notice.")
