"""For supybot-test: the plugin inside a Limnoria without a network.

supybot-test leaves files behind where it runs, and refuses root; so not in the sources:

    make install-limnoria LIMNORIA_DIR=/tmp/limnoria
    cd /tmp/limnoria/plugins && supybot-test --no-network CrampFaq
"""
from supybot import conf
from supybot.test import ChannelPluginTestCase

QUESTION = "why do my legs cramp at night?"


class CrampFaqTestCase(ChannelPluginTestCase):
    plugins = ("CrampFaq", "Config", "Misc")
    config = {"supybot.reply.whenNotAddressed": False}

    def heard(self, text):
        """What is said after `text`, said by somebody who is nobody special."""
        return self._feedMsg(text, usePrefixChar=False, frm="joe!joe@example.org", to=self.channel, timeout=1)

    def testAnswers(self):
        reply = self.heard(f"{self.nick}: {QUESTION}")
        self.assertTrue(reply.args[1].startswith("joe: "))
        self.assertIn("not medical advice", reply.args[1])
        self.assertEqual(self.heard(f"!cramp {QUESTION}"), reply)

    def testIsSilent(self):
        self.assertIsNone(self.heard(QUESTION))
        self.assertIsNone(self.heard("\x01ACTION has a cramp\x01"))

    def testEvaluatesNothing(self):
        for text in ("[list]", '"[config list]', "$nick {x} [die]"):
            reply = self.heard(f"!cramp why do legs cramp at night {text}")
            self.assertTrue(reply.args[1].startswith("joe: "), text)
            self.assertNotIn("CrampFaq", reply.args[1])

    def testSettings(self):
        with conf.supybot.plugins.CrampFaq.prefix.context("?leg"):
            self.assertIsNone(self.heard(f"!cramp {QUESTION}"))
            self.assertIsNotNone(self.heard(f"?leg {QUESTION}"))
        with conf.supybot.plugins.CrampFaq.reply.context("notice"):
            self.assertEqual(self.heard(f"!cramp {QUESTION}").command, "NOTICE")
        self.assertRaises(Exception, conf.supybot.plugins.CrampFaq.lines.setValue, 7)

    def testCommands(self):
        self.assertRegexp("crampfaq reload", "reloaded")
        self.assertRegexp("crampfaq status", "answers from")
        self.assertRegexp("crampfaq", "So far")
        self.assertRegexp("crampfaq help", "crampfaq why QUESTION")
        self.assertHelp("help crampfaq")
