"""Other people's bots under valgrind's memcheck (`make valgrind`), and which of its findings are ours.

The hosts have findings of their own; one is ours if a frame of its stack is in a library of ours.
"""
import os
import re
import xml.etree.ElementTree

from harness import PATIENCE, UNDER

OURS = re.compile(r"/(lib)?(cramp_faq|answer)[^/]*\.so")


def follow(bot):
    """Has the bot run under memcheck, if we are to; it keeps the names of a library that is unloaded."""
    if UNDER:
        bot.under = [*UNDER, "--xml=yes", f"--xml-file={bot.folder}/memcheck.%p.xml", "--keep-debuginfo=yes", "--vgdb=no"]
        bot.environment = {"PYTHONMALLOC": "malloc"}
        bot.wait = bot.patience = PATIENCE  # it looks for leaks when it ends


def told(error):
    """One finding in words."""
    what = error.findtext("what") or error.findtext("xwhat/text")
    frames = [f"    {frame.findtext('fn', '???')} ({frame.findtext('file', frame.findtext('obj', '?'))}:"
              f"{frame.findtext('line', '?')})" for frame in error.iter("frame")]
    return "\n".join([what, *frames])


def findings(bot):
    """What memcheck found in our libraries, in words. The report of the process that we started must be whole."""
    found = []
    whole = False
    for path in bot.folder.glob("memcheck.*.xml"):
        try:
            report = xml.etree.ElementTree.parse(path).getroot()
        except xml.etree.ElementTree.ParseError:  # a child that was killed
            continue
        whole |= os.path.basename(path) == f"memcheck.{bot.process.pid}.xml"
        found += [told(error) for error in report.iter("error")
                  if any(OURS.search(frame.findtext("obj", "")) for frame in error.iter("frame"))]
    assert whole, f"memcheck's report of {bot.name} is missing or cut short"
    return found
