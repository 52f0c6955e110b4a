"""Every word that a person reads is spelt right: what the bot says, what its programs print, README.md, the
manual pages, and the comments of the files that people edit.

A word is right that the dictionary has (Debian's wamerican) or that tests/unit/words.txt lists, one by one.
codespell looks through the whole tree besides, for slips that are words of no dictionary.
"""
import pathlib
import re
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
DICTIONARY = pathlib.Path("/usr/share/dict/american-english")
# What codespell takes for a slip and is none: a syllable of made-up words, and .Nd of mdoc(7).
RIGHT = {"nax", "nd"}
# Files with slips on purpose: how people type, and settings that are to be told.
ON_PURPOSE = ["*/tests/questions/*", "*/faq/*", "*/tests/unit/*", "*/tests/e2e/*", "*/tests/fuzz/*", "*/tests/soak/*", "*/build/*",
              "*/.git/*", "*/__pycache__/*"]


def words_that_are_right():
    """The dictionary, and our own list."""
    words = {word.lower() for word in DICTIONARY.read_text(encoding="utf-8").split()}
    own = (TOP / "tests/unit/words.txt").read_text(encoding="utf-8")
    return words | set(re.sub(r"#.*", "", own).split())


def words_in(text):
    """Its words; not names of things (a_b, a.b, a/b, %s, --check, CAPITALS, URLs)."""
    text = re.sub(r"\\[nrt\"\\]|\\x[0-9a-fA-F]{2}", " ", text)
    text = re.sub(r"https?://\S+|\S*[_/@=#%$<>{}\\]\S*|\S+\.[a-z]\S*|--?[a-z]\S*|&\S+;", " ", text)
    return [word.strip("'") for word in re.findall(r"(?<![\w'-])[A-Za-z][a-z']+(?![\w])", text)]


def strings_of_c(text):
    """The text literals of a C source, those that follow each other joined."""
    text = re.sub(r"""("(?:\\.|[^"\\\n])*")|/\*.*?\*/|//[^\n]*|'(?:\\.|[^'\\])'""", lambda m: m.group(1) or " ", text,
                  flags=re.S)
    text = re.sub(r"^\s*#\s*include[^\n]*", " ", text, flags=re.M)
    text = re.sub(r'(?<!\\)"\s+"', "", text)
    return re.findall(r'"((?:\\.|[^"\\])*)"', text)


def said_by_programs():
    """What C and Python print: literals with a blank in them; a single word is a name."""
    for path in sorted((TOP / "plugin").rglob("*.c")):
        yield path, "\n".join(text for text in strings_of_c(path.read_text(encoding="utf-8")) if " " in text)


def said_by_the_bot():
    """The texts of the article that are sent, and the comments for those who write them."""
    path = TOP / "faq/calf-cramps.cfg"
    text = path.read_text(encoding="utf-8")
    yield path, "\n".join(re.findall(r"^\s*#(.*)$", text, flags=re.M))
    text = re.sub(r"^\s*#.*$", "", text, flags=re.M)
    for value in re.findall(r"\b(?:title|answer|more|line|disclaimer|source|help|unknown|uncovered|choice|perhaps|"
                            r'no_more|no_topic|thanks|wrong)\s*=\s*((?:"(?:\\.|[^"\\])*"\s*)+);', text):
        yield path, "".join(re.findall(r'"((?:\\.|[^"\\])*)"', value))
    for name in ("faq/english.cfg", "faq/calf-cramps.golden", "bot.cfg", "plugin/packaging/bot.cfg.sed",
                 "plugin/packaging/crampbot.service"):
        path = TOP / name
        comments = re.findall(r"(?:^|\s)#(.*)$", path.read_text(encoding="utf-8"), flags=re.M)
        yield path, re.sub(r"`[^`]*`|\"[^\"]*\"", " ", "\n".join(comments))


def said_by_manuals():
    """README.md without what is set as code, and the manual pages without names."""
    path = TOP / "README.md"
    text = re.sub(r"^(?: {4}|```).*$|`[^`]*`", " ", path.read_text(encoding="utf-8"), flags=re.M)
    yield path, re.sub(r"^\| [a-z0-9.+-]+ \|", " ", text, flags=re.M)
    for path in sorted((TOP / "plugin/packaging/man").iterdir()):
        text = re.sub(r"^\.Bd.*?^\.Ed$", " ", path.read_text(encoding="utf-8"), flags=re.M | re.S)
        text = re.sub(r"^\.(?:Nm|Fl|Ar|Cm|Ic|Pa|Ev|Dv|Xr|It (?!Li)|Op|Bl|Dl|Dt|Dd|Sx).*$", " ", text, flags=re.M)
        yield path, re.sub(r"^\.[A-Z][a-z]\b|^ Li |\\\(..|\\e", " ", text, flags=re.M)


@pytest.mark.parametrize("texts", [said_by_programs, said_by_the_bot, said_by_manuals], ids=lambda f: f.__name__)
def test_every_word(texts):
    right, wrong, count = words_that_are_right(), set(), 0
    for path, text in texts():
        for word in words_in(text):
            count += 1
            if word.lower() not in right and re.sub("'s?$", "", word.lower()) not in right:
                wrong.add(f"{path.relative_to(TOP)}: {word}")
    assert count > 1000, "too few words were found: the test is broken"
    assert not wrong, "\n".join(sorted(wrong))


def test_our_own_words_are_needed():
    """No word stays on the list that the dictionary has, or that nobody says any more."""
    own = set(re.sub(r"#.*", "", (TOP / "tests/unit/words.txt").read_text(encoding="utf-8")).split())
    said = {re.sub("'s?$", "", word.lower()) for texts in (said_by_programs, said_by_the_bot, said_by_manuals)
            for _, text in texts() for word in words_in(text)}
    assert not own & {word.lower() for word in DICTIONARY.read_text(encoding="utf-8").split()}
    assert not own - said


def test_codespell():
    done = subprocess.run(["codespell", "--skip", ",".join(ON_PURPOSE), "--ignore-words-list", ",".join(sorted(RIGHT)),
                           str(TOP)], capture_output=True, text=True, check=False)
    assert done.stdout == "" and done.returncode == 0, done.stdout + done.stderr


def test_shell_scripts():
    """shellcheck has nothing to say."""
    scripts = [path for path in [TOP / ".ci/run", *sorted(TOP.glob("plugin/**/*")), *sorted(TOP.glob("tests/**/*"))]
               if path.is_file() and "__pycache__" not in path.parts
               and re.match(rb"#! ?(/usr/bin/env )?(/bin/)?(ba|da)?sh\b", path.read_bytes()[:40])]
    assert len(scripts) >= 3
    done = subprocess.run(["shellcheck", *scripts], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
