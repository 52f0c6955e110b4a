"""What is built is hard to turn against those who run it, and shows others only what they are to see.

Each property is checked on all that is installed; and on a little program that is built
without it, so that a check that finds nothing any more is found out itself.
"""
import os
import pathlib
import re
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("BUILD", "build")
X86 = os.uname().machine == "x86_64"

# What others may call, and what programs share with the C library; and the recv that libircclient
# is to find (bot/session.c).
EXPORTS = {
    "crampbot": r"opt(arg|ind|err|opt)|std(in|out|err)|_edata|_end|__bss_start|recv",
    "crampfaq": r"opt(arg|ind|err|opt)|std(in|out|err)|_edata|_end|__bss_start",
    "cramp_faq.so": "crampbot_plugin",
    "libanswer.so": r"answer_\w+",
    "adapters/weechat/cramp_faq.so": r"weechat_plugin_\w+",
    "adapters/eggdrop/cramp_faq.so": "Cramp_faq_Init|Cramp_faq_Unload",
    "adapters/irssi/cramp_faq.so": r"cramp_faq_(abicheck|init|deinit)",
}

pytestmark = pytest.mark.skipif(BUILD.name in ("sanitize", "coverage"),
                                reason="sanitizers, and counts, take the place of hardening")


class Binary:
    """What readelf says of a file."""

    def __init__(self, path, exports):
        def read(*options):
            return subprocess.run(["readelf", "--wide", *options, str(path)], check=True, capture_output=True,
                                  text=True).stdout
        self.header, self.segments = read("--file-header"), read("--program-headers")
        self.dynamic, self.notes, symbols = read("--dynamic"), read("--notes"), read("--dyn-syms")
        rows = [line.split() for line in symbols.splitlines() if re.match(r"\s*\d+: ", line)]
        names = [(row[6], row[7].partition("@")[0]) for row in rows if len(row) > 7]
        self.wanted = {name for place, name in names if place == "UND"}
        self.shown = {name for place, name in names if place != "UND"}
        self.exports = exports


# Name -> (whether it is so, flags with which it is not; what begins with ! is taken out of ours).
PROPERTIES = {
    "loaded anywhere": (lambda b: "Type:" in b.header and re.search(r"Type:\s+DYN", b.header), ["-no-pie"]),
    "addresses read-only": (lambda b: "GNU_RELRO" in b.segments, ["-Wl,-z,norelro"]),
    "and all of them": (lambda b: re.search(r"FLAGS_1.*\bNOW\b", b.dynamic), ["-Wl,-z,lazy"]),
    "stack guarded": (lambda b: "__stack_chk_fail" in b.wanted, ["-fno-stack-protector"]),
    "copies checked": (lambda b: any(re.fullmatch(r"__(?!stack)\w+_chk", name) for name in b.wanted),
                       ["-U_FORTIFY_SOURCE"]),
    "no code on the stack": (lambda b: re.search(r"GNU_STACK.* RW  ?0x", b.segments), ["-Wl,-z,execstack"]),
    "no code that is written": (lambda b: not re.search(r"\bRWE\b", b.segments), ["-DWRITTEN"]),
    "no code that is moved": (lambda b: "TEXTREL" not in b.dynamic,
                              ["-shared", "-fno-pic", "-mcmodel=large", "-fcf-protection=none", "-Wl,-z,notext"]),
    "no path of its own": (lambda b: "RPATH" not in b.dynamic and "RUNPATH" not in b.dynamic, ["-Wl,-rpath,/tmp"]),
    "nothing else shown": (lambda b: not [name for name in b.shown if not re.fullmatch(b.exports, name)], ["-rdynamic"]),
    "shadow stack": (lambda b: not X86 or re.search(r"x86 feature:.*\bSHSTK\b", b.notes), ["!,-z,shstk"]),
}

SAMPLE = r"""
#include <stdio.h>
#include <string.h>
#ifdef WRITTEN
__asm__(".section .both, \"awx\"\n.byte 0\n.previous");
#endif
extern int shown(int count, char **words);
static int (*at)(int, char **) = shown;
int shown(int count, char **words)
{
        char copy[64];
        strcpy(copy, words[count - 1]);
        return printf("%s\n", copy);
}
int main(int count, char **words) { return at(count, words) < 0; }
"""


@pytest.mark.parametrize("name", EXPORTS)
def test_hardening(name):
    if not (BUILD / name).exists() and name.startswith("adapters"):
        pytest.skip("not built: its headers are missing")
    binary = Binary(BUILD / name, EXPORTS[name])
    assert not [what for what, (holds, _) in PROPERTIES.items() if not holds(binary)]


@pytest.mark.skipif(not X86, reason="other machines have other marks")
def test_marks_of_every_object():
    """Ours may run with forced landing places, too (IBT); Debian's start files cannot yet."""
    for path in sorted((BUILD / "obj" / "plugin").rglob("*.o")):
        notes = subprocess.run(["readelf", "--wide", "--notes", str(path)], check=True, capture_output=True, text=True)
        assert re.search(r"x86 feature:.*\bIBT, SHSTK\b", notes.stdout), path


def built(folder, *without):
    """The sample, built as the bot is, but for some flags."""
    compile_and_link = (BUILD / "flags").read_text(encoding="utf-8").replace("'", "").split()
    flags = [word for word in compile_and_link if word.startswith(("-f", "-O", "-U", "-D_FORTIFY", "-Wl,"))]
    for word in without:
        flags = [flag.replace(word[1:], "") if word[0] == "!" else flag for flag in flags]
    added = [word for word in without if word[0] != "!"]
    (folder / "sample.c").write_text(SAMPLE, encoding="utf-8")
    subprocess.run([compile_and_link[0], *flags, "-fPIE", "-pie", *added, "-o", folder / "sample", folder / "sample.c"],
                   check=True, capture_output=True)
    return Binary(folder / "sample", EXPORTS["crampbot"])


@pytest.mark.parametrize("what", PROPERTIES)
def test_what_is_missing_is_found(tmp_path, what):
    holds, without = PROPERTIES[what]
    if not X86 and what in ("shadow stack", "no code that is moved"):
        pytest.skip("other flags elsewhere")
    assert holds(built(tmp_path)), "it does not hold for the sample as it should be"
    assert not holds(built(tmp_path, *without))
