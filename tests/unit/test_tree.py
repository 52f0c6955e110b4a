"""The tree keeps the shape that README.md describes."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("BUILD", "build")
PROGRAMS = [BUILD / "crampbot", BUILD / "crampfaq", BUILD / "cramp_faq.so"]
# What stands on top; `build` and `state` are made here, by make and by a bot that ran.
NAMES = {"Makefile", "README.md", "bot.cfg", "faq", "plugin", "tests", "build", "state"}
# What the bot and its plugin share.
COMMON = [TOP / "plugin" / "plugin.h", TOP / "plugin" / "way.h"]
# Words of the FAQ, and of matching, that the bot process has no use for.
SUBJECT = re.compile(r"\b(cramps?|calf|calves|legs?|muscles?|passages?|disclaimers?|scores?|stems?|postings?)\b", re.I)


def output(*command):
    """What a command prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def sources(folder, *endings):
    """Files under plugin/."""
    return sorted(path for path in (TOP / "plugin" / folder).rglob("*") if path.suffix in endings)


def includes(path):
    """The files of ours that a source names."""
    return re.findall(r'^\s*#\s*include\s*"([^"]+)"', path.read_text(encoding="utf-8"), flags=re.M)


def without_comments(text):
    """C without its comments."""
    return re.sub(r'("(?:\\.|[^"\\])*")|/\*.*?\*/|//[^\n]*', lambda m: m.group(1) or " ", text, flags=re.S)


def test_top_level():
    found = {path.name for path in TOP.iterdir() if not path.name.startswith(".")}
    assert found <= NAMES
    assert {"Makefile", "README.md", "bot.cfg", "faq", "plugin", "tests"} <= found


def test_answer_stands_alone():
    for path in sources("answer", ".c", ".h"):
        for name in includes(path):
            assert (path.parent / name).resolve().parent == TOP / "plugin" / "answer", (path, name)


def test_inbox_stands_alone():
    for path in sources("inbox", ".c", ".h"):
        for name in includes(path):
            assert (path.parent / name).resolve().parent == TOP / "plugin" / "inbox", (path, name)


def test_inbox_knows_no_clock():
    used = set(re.findall(r"^(\w+) U\b", output("nm", "--undefined-only", "--portability",
                                                 str(BUILD / "libinbox.a")), flags=re.M))
    assert not used & {"printf", "puts", "exit", "_exit", "abort", "time", "clock_gettime", "gettimeofday",
                       "sleep", "usleep", "getenv", "pthread_create", "stdout", "stderr"}


def test_sqlite_is_loaded_late():
    for path in PROGRAMS:
        assert "sqlite" not in output("readelf", "--wide", "--dynamic", str(path))


def test_answer_never_prints_or_exits():
    library = output("nm", "--undefined-only", "--portability", str(BUILD / "libanswer.a"))
    used = set(re.findall(r"^(\w+) U\b", library, flags=re.M))
    forbidden = {"printf", "puts", "putchar", "perror", "exit", "_exit", "abort", "dlopen", "setlocale",
                 "time", "clock_gettime", "gettimeofday", "rand", "random", "getenv", "sleep", "usleep",
                 "__printf_chk", "signal", "pthread_create", "stdout", "stderr"}
    assert not used & forbidden


@pytest.mark.skipif(BUILD.name in ("sanitize", "coverage"), reason="sanitizers, and counts, have data of their own")
def test_answer_keeps_nothing_of_its_own():
    """All that it remembers hangs on a handle: two of them do not know of each other."""
    objects = sorted((BUILD / "obj" / "plugin" / "answer").glob("*.o"))
    assert objects
    for path in objects:
        rows = [line.split() for line in output("size", "--format=sysv", str(path)).splitlines()]
        kept = [row for row in rows if len(row) > 1 and re.match(r"\.t?(data|bss)\b(?!\.rel\.ro)", row[0]) and row[1] != "0"]
        assert not kept, (path, kept)


def test_bot_knows_no_subject():
    for path in sources("bot", ".c", ".h"):
        for name in includes(path):
            where = (path.parent / name).resolve()
            assert where.parent == TOP / "plugin" / "bot" or where in COMMON, (path, name)
        said = SUBJECT.search(without_comments(path.read_text(encoding="utf-8")))
        assert not said, (path, said)


def test_tools_use_answer_and_inbox():
    for path in sources("tools", ".c", ".h"):
        for name in includes(path):
            assert (path.parent / name).resolve().parent.name in ("tools", "answer", "inbox"), (path, name)


def test_adapters_use_answer_and_inbox():
    """By way of what cramp_faq.h has for both of them."""
    for path in sources("adapters", ".c", ".h"):
        for name in includes(path):
            where = (path.parent / name).resolve().relative_to(TOP / "plugin")
            assert where.parts[0] in ("adapters", "answer", "inbox") or str(where) == "cramp_faq.h", (path, name)


def test_plugins_need_one_header():
    """Those that tests load are examples for strangers'."""
    paths = sorted((TOP / "tests" / "unit").glob("plugin_*.c"))
    assert paths and all(includes(path) == ["plugin.h"] for path in paths)


def test_plugin_stands_between():
    for path in (TOP / "plugin").glob("cramp_faq*.[ch]"):
        for name in includes(path):
            assert path.parent / name in COMMON or name.startswith(("answer/", "inbox/", "cramp_faq")), name


def test_what_both_sides_know_knows_neither():
    assert all(includes(path) == [] for path in COMMON)


@pytest.mark.skipif(not shutil.which("readelf"), reason="readelf is not there")
@pytest.mark.parametrize("built", ["crampbot", "cramp_faq.so"])
def test_the_way_is_in_one_piece(built):
    """What plugin/way.h reads from end to end: all that the Makefile lists for it, and not much more."""
    names = re.search(r"^ON_THE_WAY = ((?:.*\\\n)*.*)", (TOP / "Makefile").read_text(encoding="utf-8"), re.M)[1]
    names = set(names.replace("\\\n", " ").split())
    stems = {path.stem for path in (TOP / "plugin").rglob("*.c")}
    assert names <= stems, names - stems
    rows = [line.split() for line in output("size", "--format=sysv", str(BUILD / built)).splitlines()]
    sizes = {row[0]: int(row[1]) for row in rows if len(row) == 3 and row[1].isdigit()}
    assert 10_000 < sizes["on_the_way"] < sizes[".text"]


def test_files_fit_a_head():
    texts = {str(path): path.read_text(encoding="utf-8") for path in sources("", ".c", ".h")}
    assert not [path for path, text in texts.items() if text.count("\n") > 400]
    assert not [path for path, text in texts.items() if "\t" in text]


def test_packages_are_explained():
    """README.md's table of packages is packages.txt."""
    listed = {}
    for line in (TOP / "plugin/packaging/packages.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            words, _, reason = line.partition("#")
            assert reason.strip(), f"no reason for {words.split()[0]}"
            listed[words.split()[0]] = reason.strip()
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    table = re.search(r"^\| *packages? *\|.*\n(?:\|.*\n)*", readme, flags=re.M)
    assert table, "README.md has no table that begins with | package |"
    rows = dict(re.findall(r"^\| *`?([a-z0-9][a-z0-9+.-]+)`? *\| *(.*?) *\|", table.group(), flags=re.M))
    rows.pop("package", None)
    assert rows == listed


def test_packages_by_purpose():
    """What the build needs is listed under build, and is there now: or this would not run."""
    script = str(TOP / "plugin/packaging/install-packages")
    done = subprocess.run([script, "--check", "build", "run", "test"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "" and done.stdout == ""
    assert subprocess.run([script], capture_output=True, check=False).returncode == 2


def test_attempts_are_tried():
    """Every test that README.md's table of attempts names is there, and no line is without one."""
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    rows = re.search(r"^\| who, and what they try .*\n\|[- |]+\n((?:\|.*\n)+)", readme, flags=re.M)[1].splitlines()
    assert len(rows) >= 18
    for row in rows:
        cell = row.strip("| ").split(" | ")[-1]
        named = re.findall(r"`(test_\w+\.(?:c|py))` ([\w, ]+)", cell)
        assert named, row
        for file, names in named:
            found = [path for folder in ("unit", "e2e") if (path := TOP / "tests" / folder / file).exists()]
            assert len(found) == 1, file
            text = found[0].read_text(encoding="utf-8")
            for name in names.split(", "):
                assert re.search(rf"^def {name}\(|(?:cmocka_unit_test\w*|TEST)\({name}\b", text, flags=re.M), (file, name)
