"""Watches our code inside the bots that people already run: under memcheck (make valgrind), or with
AddressSanitizer and UBSan loaded into them (make sanitize).

The bots, and the Python, Perl and Tcl in them, have findings of their own under memcheck. Nothing is
suppressed for that: what counts is every finding with a frame in a library of ours; and a bot that left
no whole report counts, too. The sanitizers watch our code alone, and end the bot when they find something.
"""
import pathlib
import re
import signal
import subprocess
import xml.etree.ElementTree

from harness import BUILD, UNDER

LIBRARIES = {"cramp_faq.so", "libcramp_faq.so", "libanswer.so"}
SANITIZERS = BUILD.name == "sanitize"
WATCHED = bool(UNDER) or SANITIZERS

# Bot -> why it cannot be watched so.
UNWATCHED = {"weechat": "WeeChat 3.8 itself, without our plugin, hangs with libasan.so loaded: in its first "
                        "regcomp(), on a lock of glibc's. memcheck watches it"} if SANITIZERS else {}

# What is unloaded when the bot ends keeps its names, for its leaks. Our suppressions stay out: who
# runs the bot may be unable to read them, and they are not for it.
MEMCHECK = ["--xml=yes", "--keep-debuginfo=yes", "--error-limit=no", "--error-exitcode=0"]


def preloaded():
    """The sanitizers' libraries, which a program that was built without them must load first."""
    return " ".join(subprocess.run(["gcc", f"-print-file-name={name}"], check=True, capture_output=True,
                                   text=True).stdout.strip() for name in ("libasan.so", "libubsan.so"))


# For a library of ours, by which a test sees that what is wrong is found; and what is found then.
PLANTED = """
#include <limits.h>
#include <stdlib.h>

static int planted_sum(volatile int sum) { return sum + 1; }

__attribute__((constructor)) static void planted(void) {
    char *volatile lost = malloc(77), *volatile fresh = malloc(16);
    if (!fresh || !lost || (fresh[3] == 'x' && planted_sum(0) == 7))
        abort();
    lost = NULL;
    planted_sum(INT_MAX);
    free(fresh);
    if (fresh[2] == 'x')
        abort();
}
"""
WRONG = ["UninitCondition", "InvalidRead", "Leak_DefinitelyLost", "planted"] if UNDER else \
    ["signed integer overflow", "heap-use-after-free", "planted"]


class Watch:
    """What one bot is started with, and what was found in it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)  # who runs the bot may write here
        self.under, self.environment = [], {}
        self.others = set()  # processes besides the first that must leave a whole report
        if UNDER:
            words = [word for word in UNDER if not word.startswith("--suppressions=")]
            self.under = [*words, *MEMCHECK, f"--xml-file={self.folder}/found.%p"]
        elif SANITIZERS:
            # A library that is gone has no names for LeakSanitizer; leaks are memcheck's.
            options = f"log_path={self.folder}/found:print_stacktrace=1"
            self.environment = {"LD_PRELOAD": preloaded(), "UBSAN_OPTIONS": options,
                                "ASAN_OPTIONS": f"{options}:detect_leaks=0:strict_string_checks=1"}
        if WATCHED:
            self.environment["PYTHONMALLOC"] = "malloc"

    def reports(self):
        """Path -> text of what has been written so far."""
        return {path: path.read_text(encoding="utf-8", errors="replace")
                for path in sorted(self.folder.glob("found.*"))}

    def findings(self, process, said):
        """What was found in our code, as texts to read."""
        reports = self.reports()
        found = []
        if UNDER:
            whole = self.others | ({process.pid} if process else set())
            found = [f"process {pid} left no report" for pid in whole if self.folder / f"found.{pid}" not in reports]
            for path, text in reports.items():
                found += memcheck_findings(text, int(path.suffix[1:]) in whole)
        elif SANITIZERS:
            # After which they end the bot. UBSan says it where the bot's own errors go, for all we ask.
            found = [*reports.values(), *re.findall(r"^.*runtime error: .*(?:\n +#.*)*", said, re.M)]
            if process and process.returncode not in (0, -signal.SIGTERM):
                found.append(f"the bot ended with {process.returncode}: {said[-3000:]}")
        return found

    def judge(self, process, said):
        """Once a bot has ended, which said so much: fails with what was found."""
        found = self.findings(process, said)
        assert not found, "\n\n".join(found)


def memcheck_findings(text, whole):
    """Those of one process's report. Not whole may be that of a child which its bot has killed."""
    parser, found = xml.etree.ElementTree.XMLPullParser(["end"]), []
    try:
        parser.feed(text)
        parser.close()
    except xml.etree.ElementTree.ParseError as error:
        found += [f"it is no whole report: {error}; it ends with\n{text[-500:]}"] * whole
    for _, error in parser.read_events():
        frames = list(error.iter("frame")) if error.tag == "error" else []
        if any(pathlib.Path(frame.findtext("obj", "")).name in LIBRARIES for frame in frames):
            what = error.findtext("what") or error.findtext("xwhat/text")
            found.append("\n".join([f"{error.findtext('kind')}: {what}", *map(frame_text, frames)]))
    return found


def frame_text(frame):
    """A frame, as memcheck would print it."""
    place = f"{frame.findtext('file')}:{frame.findtext('line')}" if frame.find("file") is not None else \
        frame.findtext("obj", "?")
    return f"   {frame.findtext('fn', '???')} ({place})"
