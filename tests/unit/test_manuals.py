"""The manual pages are well formed, and say all that the code knows, and nothing else."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("BUILD", "build")
PAGES = sorted((TOP / "plugin/packaging/man").iterdir())
UNKNOWN = "zzzzzzzzzzzzzzz"


def run(*command, cwd=None):
    """(exit status, what it prints)."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=60, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return done.returncode, done.stdout + done.stderr


def page(name):
    """A manual page's source."""
    return (TOP / "plugin/packaging/man" / name).read_text(encoding="utf-8")


def plain(text):
    """mdoc's words without its escapes."""
    return text.replace("\\&", "").replace("\\-", "-")


# ---- form ----

@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_mandoc_finds_nothing(path):
    _, said = run("mandoc", "-Tlint", path)
    # A page knows nothing of the pages that this machine happens to have.
    assert [line for line in said.splitlines()
            if "referenced manual not found" not in line and "mandoc.db" not in line] == []


@pytest.mark.skipif(not shutil.which("man"), reason="there is no man(1)")
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_groff_finds_nothing(path):
    done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", path], capture_output=True,
                          text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8", "MANROFFSEQ": "", "MANWIDTH": "80"})
    assert (done.returncode, done.stderr) == (0, "")


# ---- settings ----

def documented(name):
    """Section -> the settings that have an entry in it (`.It Ic a , b`)."""
    found, section = {}, ""
    for line in page(name).splitlines():
        if line.startswith((".Sh ", ".Ss ")):
            section = line[4:]
        elif line.startswith(".It Ic "):
            found.setdefault(section, set()).update(line[7:].replace(" ,", "").split())
    return found


def known(text, pattern):
    """The lists of settings that the program names for an unknown one, by line."""
    return {int(line): set(re.split(r", | and ", names)) for line, names in re.findall(pattern, text)}


@pytest.mark.parametrize("setting, name", [("threshold", "ADDRESSED"), ("threshold_private", "IN_PRIVATE"),
                                           ("threshold_ambient", "AMBIENT")])
def test_usual_thresholds(setting, name):
    """Where nothing is said: the same in the code, the manual and bot.cfg's comment."""
    header = (TOP / "plugin/answer/answer.h").read_text(encoding="utf-8")
    usual = float(re.search(rf"#define ANSWER_{name} ([0-9.]+)", header)[1])
    entry = page("bot.cfg.5").split(f".It Ic {setting}\n")[1].split(".It ")[0]
    assert float(re.search(r"Without this line ([0-9.]+)\.\n", entry)[1]) == usual
    assert f"# {setting} = {usual:g};" in (TOP / "bot.cfg").read_text(encoding="utf-8")


def test_settings_of_bot_cfg(tmp_path):
    plugin = BUILD / "cramp_faq.so"
    groups = ["log = { # log", "networks = ( { # networks", "proxy = { # proxy", "sasl = { # sasl",
              "nickserv = { # nickserv", "flood = { # flood", "limits = { # limits", "channels = ( { # channels",
              "servers = ( { # servers", "admins = ( { # admins", "overrides = ( { # overrides",
              "plugins = ( { # plugins", "inbox = { # inbox"]
    # The name stands behind # in the line that is asked about.
    text = (f"{UNKNOWN} = 1; # The file as a whole\n"
            f"log = {{ {UNKNOWN} = 1; }}; # log\n"
            'networks = ( { name = "a"; nick = "n"; realname = "r";\n'
            f"{UNKNOWN} = 1; # networks\n"
            f'proxy = {{ type = "http"; host = "h"; {UNKNOWN} = 1; }}; # proxy\n'
            f"sasl = {{ {UNKNOWN} = 1; }}; # sasl\n"
            f"nickserv = {{ {UNKNOWN} = 1; }}; # nickserv\n"
            f"flood = {{ {UNKNOWN} = 1; }}; # flood\n"
            f"limits = {{ {UNKNOWN} = 1; }}; # limits\n"
            f'channels = ( {{ name = "#a"; {UNKNOWN} = 1; }} ); # channels\n'
            f'servers = ( {{ host = "h"; {UNKNOWN} = 1; }} ); # servers\n'
            "} );\n"
            f'admins = ( {{ account = "a"; {UNKNOWN} = 1; }} ); # admins\n'
            f'overrides = ( {{ network = "a"; {UNKNOWN} = 1; }} ); # overrides\n'
            f'plugins = ( {{ path = "{plugin}"; faq = [ "x" ];\n'
            f"{UNKNOWN} = 1; # plugins\n"
            f"inbox = {{ {UNKNOWN} = 1; }}; # inbox\n"
            "} );\n")
    assert len(groups) == 13 and all(group.split("# ")[1] in text for group in groups)
    config = tmp_path / "bot.cfg"
    config.write_text(text, encoding="utf-8")
    _, said = run(BUILD / "crampbot", "--check", "-c", config)
    code = known(said, rf"bot\.cfg:(\d+): {UNKNOWN}: unknown here; one of (.*) would be right")
    code |= known(said, rf'bot\.cfg:(\d+): there is no setting "{UNKNOWN}"; this plugin knows (.*)')
    code |= known(said, rf'bot\.cfg:(\d+): there is no setting "{UNKNOWN}"; an inbox has (.*)')
    sections = {number: line.split("# ")[1] for number, line in enumerate(text.splitlines(), 1) if UNKNOWN in line}
    assert set(code) == set(sections), said
    pages = documented("bot.cfg.5")
    manners = pages.pop("Manners")
    for number, section in sections.items():
        here = pages.pop(section)
        if section in ("networks", "channels", "overrides"):
            here |= manners
        if section == "plugins":
            here -= {"path", "name"}
        assert here == code[number], section
    assert not pages, "sections that no group of bot.cfg has"


def test_levels_of_the_log(tmp_path):
    config = tmp_path / "bot.cfg"
    config.write_text(f"log = {{ levels = {{ {UNKNOWN} = 1; }}; }};\n", encoding="utf-8")
    _, said = run(BUILD / "crampbot", "--check", "-c", config)
    names = re.search(rf"{UNKNOWN}: unknown here; one of (.*) would be right", said).group(1).split(", ")
    entry = plain(page("bot.cfg.5").split(".It Ic levels\n")[1].split(".It ")[0])
    assert set(re.findall(r"\b\w+\b", " ".join(re.findall(r"^\.Ic (.*)$", entry, re.M)))) == set(names)


def test_settings_of_faq_files(tmp_path):
    text = (f"{UNKNOWN} = 1; # An article file\n"
            f"article = {{ {UNKNOWN} = 1; }}; # article\n"
            f"says = {{ {UNKNOWN} = 1; }}; # says\n"
            f"passages = ( {{ {UNKNOWN} = 1; }} ); # passages\n"
            f"uncovered = ( {{ {UNKNOWN} = 1; }} ); # uncovered\n"
            f"warnings = ( {{ {UNKNOWN} = 1; }} ); # warnings\n"
            f"concepts = ( {{ {UNKNOWN} = 1; }} ); # concepts\n")
    words = (f"{UNKNOWN} = 1; words = \"w\"; # A lexicon file\n"
             f"synonyms = ( {{ {UNKNOWN} = 1; }} ); # synonyms\n"
             f"lists = {{ {UNKNOWN} = 1; }}; # lists\n")
    pages = documented("crampfaq.5")
    for name, source in (("faq.cfg", text), ("words.cfg", words)):
        (tmp_path / name).write_text(source, encoding="utf-8")
        _, said = run(BUILD / "crampfaq", "check", name, cwd=tmp_path)
        code = known(said, rf'{name}:(\d+): .* knows no "{UNKNOWN}"; it knows (.*)')
        assert len(code) == source.count(UNKNOWN), said
        for number, line in enumerate(source.splitlines(), 1):
            assert pages.pop(line.split("# ")[1]) == code[number], line
    assert not pages, "sections that no group of a FAQ has"


# ---- options ----

def options_in(text):
    """-c, --check ... in a help text."""
    return set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", text)) - {"-"}


def options_of(text):
    """The same in mdoc: every `Fl` of an item's head."""
    return {"-" + word for line in re.findall(r"^\.It (Fl .*)$", text, re.M)
            for word in re.findall(r"Fl (-?[a-z][a-z-]*)", line.replace(" , ", " Fl ").replace("Fl Fl", "Fl"))}


def test_options_of_crampbot():
    _, said = run(BUILD / "crampbot", "--help")
    assert options_of(page("crampbot.1")) == options_in(said)


def test_options_of_crampfaq():
    _, said = run(BUILD / "crampfaq", "--help")
    commands = re.findall(r"^  crampfaq (\w+)", said, re.M)
    parts = re.split(r"^\.Ss (\w+)$", page("crampfaq.1").split(".Sh FILES")[0], flags=re.M)
    everywhere = options_of(parts[0])
    sections = dict(zip(parts[1::2], parts[2::2]))
    assert set(sections) == set(commands)
    for command in commands:
        _, said = run(BUILD / "crampfaq", command, "--help")
        told = options_in(said) - everywhere
        assert options_of(sections[command]) == told, command
        assert f".Cm {command}\n" in parts[0], "it is not in the synopsis"


def test_exit_codes():
    _, said = run(BUILD / "crampbot", "--help")
    codes = set(re.findall(r"\b(\d+) [a-z]", said.split("Exit codes:")[1].replace("\n", " ")))
    table = page("crampbot.1").split(".Sh EXIT STATUS")[1].split(".El")[0]
    assert set(re.findall(r"^\.It (\d+)$", table, re.M)) == codes
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\b(\d+) [a-z]", re.search(r"^Exit codes: (.*?)\n\n", readme, re.M | re.S).group(1)
                          .replace("\n", " "))) == codes
