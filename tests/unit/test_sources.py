"""No text that comes from the network gets to where it would be more than a text: a format, a
program, SQL, the name of a file. Read off the sources and the objects that are built from them.
"""
import functools
import os
import pathlib
import re
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("BUILD", "build")
OBJECTS = sorted((BUILD / "obj" / "plugin").rglob("*.o"))

PROGRAMS = re.compile(r"system|popen|exec(l|le|lp|v|ve|vp|vpe|veat)|fexecve|v?fork|clone|posix_spawnp?|wordexp|uv_spawn|"
                      r"g_spawn_\w+|Tcl_(Eval|EvalEx|EvalFile|GlobalEval|VarEval|EvalObj\w*|SubstObj)")
# Words of two adapters' hosts, and why they are harmless: what they are given is ours.
STARTED = {"adapters/eggdrop/cramp_faq.o": {"Tcl_Eval", "Tcl_EvalObjv"}}

FILES = re.compile(r"(f|fd|fre)?open(at)?(64)?|creat|rename(at2?)?|(un)?link(at)?|symlink|mk(dir|ostemp|stemp|dtemp|nod|fifo)\w*|"
                   r"f?chmod\w*|f?chown\w*|l?stat(64|x)?|fstatat(64)?|access|dlopen|realpath|__realpath_chk|readlink|"
                   r"opendir|scandir(64)?|truncate|rmdir|uv_fs_\w+|config_(read|write)_file|tls_config_set_\w+_file")
# The rooms that touch files, and whence each has their names. None of them hears what people say.
ROOMS = {
    "bot/admin_save": "the file that bot.cfg includes", "bot/bot_check": "bot.cfg", "bot/bot_confine": "bot.cfg",
    "bot/bot_files": "bot.cfg", "bot/bot_runtime": "state in bot.cfg",
    "bot/bot_status": "/proc", "bot/config": "the command line, and what that file includes", "bot/config_log": "bot.cfg",
    "bot/config_secret": "bot.cfg", "bot/control": "state in bot.cfg", "bot/edition": "bot.cfg",
    "bot/edits": "bot.cfg", "bot/keep": "state in bot.cfg", "bot/late": "libraries' names in the source",
    "bot/library": "path in bot.cfg", "bot/log_out": "file in bot.cfg", "bot/loopback": "/dev/null",
    "bot/main": "the command line, /dev/null", "bot/mechanism_ecdsa": "key_file in bot.cfg",
    "bot/metrics": "metrics in bot.cfg", "bot/runtime": "state in bot.cfg", "bot/sandbox": "bot.cfg",
    "bot/secret": "password_file in bot.cfg", "bot/secure": "ca_file, certificate in bot.cfg", "bot/source": "bot.cfg",
    "bot/sts": "state in bot.cfg", "answer/cfg_open": "faq in bot.cfg, and what that file includes",
    "answer/dictionary": "the FAQ", "answer/golden": "the FAQ", "answer/host_files": "the host's settings",
    "inbox/inbox": "inbox in bot.cfg", "inbox/sqlite": "a library's name in the source",
    "inbox/inbox_try": "inbox in bot.cfg", "inbox/store_open": "inbox in bot.cfg",
}


def without_comments(text):
    """C without its comments."""
    return re.sub(r'("(?:\\.|[^"\\])*")|/\*.*?\*/', lambda m: m.group(1) or " ", text, flags=re.S)


@functools.lru_cache(None)
def calls(path):
    """What an object asks of others."""
    said = subprocess.run(["nm", "--undefined-only", "--portability", str(path)], check=True, capture_output=True, text=True)
    return {line.split()[0] for line in said.stdout.splitlines()}


def of(path):
    """An object's name as the tables above have it."""
    return path.relative_to(BUILD / "obj" / "plugin")


def compiles(folder, text):
    """Whether it does with the flags of the build, warnings being errors."""
    words = (BUILD / "flags").read_text(encoding="utf-8").replace("'", "").split()
    (folder / "x.c").write_text("#include <stdarg.h>\n#include <stdio.h>\n" + text, encoding="utf-8")
    return subprocess.run([words[0], *[word for word in words if word.startswith("-W") and word[2] != "l"], "-Werror",
                           "-fsyntax-only", folder / "x.c"], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("body, right", [
    ('printf("%s", said);', True), ("printf(said);", False), ('printf(said, "x");', False), ('printf("%d", said);', False),
    ("vprintf(said, *list);", False), ("char b[9]; snprintf(b, 9, said); puts(b);", False),
])
def test_formats_are_constant(tmp_path, body, right):
    """The compiler sees to it, in every source, since the flags of the build are the same for all."""
    assert compiles(tmp_path, f"void f(const char *said, va_list *list);\n"
                              f"void f(const char *said, va_list *list) {{ (void)list; {body} }}\n") == right


def test_no_source_takes_a_warning_back():
    for path in (TOP / "plugin").rglob("*.[ch]"):
        assert not re.search(r"#\s*pragma|_Pragma", path.read_text(encoding="utf-8")), path


def test_no_program_is_started():
    assert OBJECTS
    for path in OBJECTS:
        found = {name for name in calls(path) if PROGRAMS.fullmatch(name)}
        assert found == STARTED.get(str(of(path)), set()) & found, path


def test_scripts_evaluate_nothing():
    """The adapters' own scripts, and the tools'."""
    for path in sorted((TOP / "plugin").rglob("*.py")) + [TOP / "plugin/tools/tryout"]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(eval|exec|(?<!re\.)compile|__import__)\(|os\.(system|popen|exec)|shell\s*=\s*True|pickle", text), path
        if "CrampFaq" in path.parts:
            assert "subprocess" not in text and not re.search(r"\bopen\(", text), path
    for path in (TOP / "plugin").rglob("*.tcl"):
        text = re.sub(r"^\s*#.*$|namespace eval ::cramp_faq", "", path.read_text(encoding="utf-8"), flags=re.M)
        assert not re.search(r"\b(eval|exec|subst|uplevel|source|open)\b", text), path


def test_names_of_files_come_from_who_runs_the_bot():
    """A room that begins to touch files gets its reason in ROOMS, or this fails."""
    for path in OBJECTS:
        name = str(of(path).with_suffix(""))
        if name.startswith(("bot/", "answer/", "inbox/")):
            assert {call for call in calls(path) if FILES.fullmatch(call)} == set() or name in ROOMS, path
    assert {name for name in ROOMS if (BUILD / "obj" / "plugin" / f"{name}.o").exists()} == set(ROOMS), "rooms that are gone"


def first_words(text, name):
    """The second argument of each call of a function, as far as it tells what it is."""
    return [found.strip() for found in re.findall(rf"\b{name}\s*\(\s*[^,()]*(?:\([^()]*\))?[^,()]*,\s*(\"|[^,\"]+)", text)]


def test_sql_is_written_here():
    """Every statement is a constant of ours; what people said is bound to it."""
    seen = 0
    for path in sorted((TOP / "plugin").rglob("*.c")):
        text = without_comments(path.read_text(encoding="utf-8"))
        assert "inbox" in path.parts or "sqlite3_" not in text, path
        assert not re.search(r"\bsql\s*(\[|=[^=])|printf\([^;]*\b(SELECT|INSERT|DELETE|UPDATE|PRAGMA)\b", text), path
        if "inbox" in path.parts:
            for name in ("store_run", "store_number", "exec", "prepare_v2", *["run"] * (path.name == "inbox_file.c")):
                for argument in first_words(text, name):
                    assert argument in ('"', "sql", "const char *sql", "steps[version]", "forget ?"), (path, argument)
                    seen += argument == '"'
    assert seen > 10
    calls_of_ours = re.search(r"#define SQLITE_CALLS\(X\)((?:.*\\\n)*.*)", (TOP / "plugin/inbox/sqlite.h").read_text("utf-8"))
    assert "prepare_v2" in calls_of_ours[1] and not re.search(r"printf|snprintf|get_table|load_extension", calls_of_ours[1])
