"""crampfaq inbox and diff, and the golden questions in check, as their users run them."""
import json
import pathlib
import re
import sqlite3
import subprocess

import pytest
from test_crampfaq import CRAMPFAQ, TEA, crampfaq

LEXICON = 'language = "english"; empty = [ "is", "the", "of", "i", "a", "does", "for", "my" ]; lists = { wrong = [ "wrong" ]; };\n'
GOLDEN = "# what must be\nhow long does tea steep?\tsteep\nwhere does tea come from?\torigin\n"

# What the bot has noted: question, kind (1 unknown, 2 uncovered, 3 unsure, 4 wrong), count, days, wrong, given, best.
NOTED = [
    ("does a goldfish drink tea?", 1, 7, 4, 0, "", "origin milk"),
    ("tea for my goldfish", 1, 2, 1, 0, "", ""),
    ("what does a pot of it weigh", 2, 3, 2, 0, "", "steep"),
    ("does the moon pull the leaves", 4, 1, 1, 1, "steep", ""),
]


@pytest.fixture(name="faq")
def fixture_faq(tmp_path):
    """A folder with tea.cfg, its golden questions, a bot.cfg and an inbox, made as the bot makes it."""
    (tmp_path / "tea.cfg").write_text(TEA.replace('language = "english";', 'language = "english"; lexicon = "tea.lexicon"; golden = "tea.golden";'))
    (tmp_path / "tea.lexicon").write_text(LEXICON)
    (tmp_path / "tea.golden").write_text(GOLDEN)
    (tmp_path / "bot.cfg").write_text('plugins = ( { path = "x.so"; faq = [ "tea.cfg" ]; inbox = { file = "box.db"; }; } );\n')
    make_inbox(tmp_path / "box.db")
    return tmp_path


def make_inbox(path):
    """The file that plugin/inbox/store_open.c describes."""
    with sqlite3.connect(path) as db:
        db.executescript("""
            CREATE TABLE question (id INTEGER PRIMARY KEY, fold TEXT NOT NULL UNIQUE, words TEXT NOT NULL,
              kind INTEGER NOT NULL, count INTEGER NOT NULL, days INTEGER NOT NULL, wrong INTEGER NOT NULL,
              first INTEGER NOT NULL, last INTEGER NOT NULL, given TEXT NOT NULL, best TEXT NOT NULL,
              dismissed INTEGER NOT NULL DEFAULT 0);
            CREATE TABLE vote (id TEXT PRIMARY KEY, up INTEGER NOT NULL, down INTEGER NOT NULL) WITHOUT ROWID;
            PRAGMA application_id = 0x63724951; PRAGMA user_version = 2""")
        for words, kind, count, days, wrong, given, best in NOTED:
            db.execute("INSERT INTO question (fold, words, kind, count, days, wrong, first, last, given, best)"
                       " VALUES (?, ?, ?, ?, ?, ?, 20000, 20010, ?, ?)",
                       (words.replace("?", ""), words, kind, count, days, wrong, given, best))
    db.close()


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["export"], ["propose", "1"], ["propose", "--json", "1"]])
def test_full_disk(faq, arguments):
    """What is not written is not taken for nothing noted."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run([CRAMPFAQ, "inbox", *arguments], stdin=subprocess.DEVNULL, stdout=full,
                              stderr=subprocess.PIPE, cwd=faq, timeout=60, check=False)
    assert done.returncode == 2 and b"cannot be written" in done.stderr, done


# ---- list, export, dismiss, forget ----

def test_list(faq):
    out = crampfaq("inbox", cwd=faq)[0].decode()
    assert out == crampfaq("inbox", "list", cwd=faq)[0].decode()
    lines = out.splitlines()
    assert lines[0] == "     1  does a goldfish drink tea?"
    assert lines[1] == "        7 times on 4 days, last 2024-10-14, unknown; nearest origin milk"
    assert lines[2] == "        + 2  tea for my goldfish"
    assert lines[3] == "          2 times, last 2024-10-14, unknown"
    assert lines[4] == "     3  what does a pot of it weigh"
    assert lines[6] == "     4  does the moon pull the leaves"
    assert lines[7] == "        once, last 2024-10-14, wrong, called wrong once: steep"
    assert crampfaq("inbox", "-d", "box.db", "-f", "tea.cfg", cwd=faq)[0].decode() == out
    assert len(crampfaq("inbox", "-n", "1", cwd=faq)[0].splitlines()) == 2


def test_list_json(faq):
    rows = [json.loads(line) for line in crampfaq("inbox", "--json", cwd=faq)[0].splitlines()]
    assert [(row["id"], row["group"]) for row in rows] == [(1, 1), (2, 1), (3, 3), (4, 4)]
    assert rows[0] == {"id": 1, "group": 1, "question": "does a goldfish drink tea?", "kind": "unknown", "times": 7,
                       "days": 4, "first": "2024-10-04", "last": "2024-10-14", "wrong": 0, "given": "",
                       "nearest": ["origin", "milk"], "dismissed": False}


def test_list_without_a_faq(faq):
    (faq / "tea.cfg").write_text("article = {")
    out, err = crampfaq("inbox", cwd=faq)
    assert b"     2  tea for my goldfish" in out
    assert b"like questions are not put together: tea.cfg:1: " in err


def test_export(faq):
    rows = [line.split("\t") for line in crampfaq("inbox", "export", cwd=faq)[0].decode().splitlines()]
    assert rows[0] == ["does a goldfish drink tea?", "unknown", "7", "4", "2024-10-04", "2024-10-14", "0", "",
                       "origin milk", "1"]
    assert rows[3] == ["does the moon pull the leaves", "wrong", "1", "1", "2024-10-04", "2024-10-14", "1", "steep", "", "4"]


def test_dismiss_and_forget(faq):
    assert crampfaq("inbox", "dismiss", "1", "3", cwd=faq)[0] == b""
    assert b"goldfish drink" not in crampfaq("inbox", cwd=faq)[0]
    assert b"does a goldfish drink tea?" in crampfaq("inbox", "--all", cwd=faq)[0]
    assert b"; dismissed" in crampfaq("inbox", "--all", cwd=faq)[0]
    crampfaq("inbox", "forget", "1", cwd=faq)
    assert b"goldfish drink" not in crampfaq("inbox", "export", "--all", cwd=faq)[0]
    assert b'no question of the number "1"' in crampfaq("inbox", "forget", "1", cwd=faq, status=2)[1]


@pytest.mark.parametrize("arguments, says", [
    (["dismiss"], b"dismiss which?"),
    (["forget", "x"], b'no question of the number "x"'),
    (["dismiss", "99"], b'no question of the number "99"'),
    (["propose"], b"propose for which?"),
    (["propose", "99"], b'no question of the number "99"'),
    (["propose", "x" * 301], b"longer than an ask may be"),
    (["sing"], b'"sing" will not do; list, export'),
    (["list", "me"], b'"me" will not do'),
    (["-n", "0"], b"-n"),
    (["-d", "absent.db"], b"absent.db: there is no such file"),
    (["-d", "tea.cfg"], b"tea.cfg: it is no database of ours"),
    (["-c", "absent.cfg"], b"absent.cfg"),
    (["-f", "tea.cfg"], b"there is no inbox: -d names one"),
    (["--loud"], b"no option --loud"),
])
def test_bad_usage(faq, arguments, says):
    out, err = crampfaq("inbox", *arguments, cwd=faq, status=2)
    assert says in err
    assert out == b""


def test_off(faq):
    (faq / "bot.cfg").write_text('plugins = ( { path = "x.so"; faq = [ "tea.cfg" ]; inbox = false; } );\n')
    assert b"it is off in bot.cfg; -d names one" in crampfaq("inbox", cwd=faq, status=2)[1]


def test_a_damaged_inbox_is_left_to_the_bot(faq):
    box = faq / "box.db"
    box.write_bytes(box.read_bytes()[:4096] + b"\x5a" * 8192)
    before = box.read_bytes()
    assert b"box.db: database disk image is malformed" in crampfaq("inbox", cwd=faq, status=2)[1]
    assert box.read_bytes() == before
    assert not (faq / "box.db.broken").exists()


# ---- propose ----

def put_in(text, proposal):
    """What the proposal says to do with a file."""
    lines = text.splitlines(keepends=True)
    at, column = proposal["line"] - 1, proposal["column"]
    if column:
        lines[at] = lines[at][:column] + proposal["text"] + lines[at][column:]
    else:
        lines.insert(at + 1, proposal["text"] + "\n")
    return "".join(lines)


@pytest.mark.parametrize("question", ["does the pot weigh much of \"milk\" \\ or not", "how old is the oldest bush"])
def test_propose(faq, question):
    """Done as proposed, the question gets what was foretold."""
    out = json.loads(crampfaq("inbox", "propose", "--json", question, cwd=faq)[0])
    assert out["question"] == question
    assert out["now"]["kind"] != "answer"
    for proposal in out["proposals"]:
        assert proposal["golden_worse"] == 0
        fresh = faq / "fresh.cfg"
        fresh.write_text(put_in((faq / proposal["file"]).read_text(), proposal))
        assert crampfaq("check", "fresh.cfg", cwd=faq)
        got = crampfaq("ask", "--batch", "-f", "fresh.cfg", stdin=question.encode(), cwd=faq)[0].split(b"\t")
        assert got[:2] == [proposal["then"]["kind"].encode(), proposal["then"]["id"].encode()]
    assert out["proposals"]
    assert out["proposals"][0]["then"] == {"kind": "answer", "id": out["proposals"][0]["entry"]}


def test_propose_for_a_stored_one(faq, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    before = (faq / "tea.cfg").read_bytes()
    out = crampfaq("inbox", "propose", "1", "3", cwd=faq)[0].decode()
    assert out.startswith("1  does a goldfish drink tea?\n  now it gets: ")
    assert "\n3  what does a pot of it weigh\n" in out
    assert 'tea.cfg:' in out and '"does a goldfish drink tea?",' in out
    assert (faq / "tea.cfg").read_bytes() == before
    assert not list(scratch.iterdir()), "a copy was left"


def test_propose_in_plain_words(faq):
    """As in `ask`, a question need not stand in quotes; what begins with a number is numbers."""
    question = "how long does tea steep with milk first"
    assert crampfaq("inbox", "propose", *question.split(), cwd=faq) == crampfaq("inbox", "propose", question, cwd=faq)
    assert b'no question of the number "x"' in crampfaq("inbox", "propose", "1", "x", cwd=faq, status=2)[1]


def test_propose_where_nothing_is_near(faq):
    out = crampfaq("inbox", "propose", "quantum chromodynamics", cwd=faq)[0].decode()
    assert "No entry is near" in out and '"quantum chromodynamics",' in out


def test_propose_warns_of_golden_questions(faq):
    """An ask that draws another question away."""
    (faq / "tea.golden").write_text("how long does tea steep with milk in first\tsteep\n")
    question = "how long does tea steep with milk first"
    out = json.loads(crampfaq("inbox", "propose", "--json", question, cwd=faq)[0])
    worse = {p["entry"]: p["golden_worse"] for p in out["proposals"]}
    assert worse["milk"] == 1
    assert b"; golden questions that would be worse: 1\n" in crampfaq("inbox", "propose", question, cwd=faq)[0]


# ---- golden questions ----

def test_check_asks_golden_questions(faq):
    assert crampfaq("check", cwd=faq)[0] == b"2 of 2 golden questions are answered as they should be.\n3 files, nothing wrong.\n"
    (faq / "tea.golden").write_text(GOLDEN + "where does tea come from?\tmilk\n")
    out = crampfaq("check", cwd=faq, status=1)[0]
    assert b'tea.golden:4: "where does tea come from?" should get milk and gets answer origin\n' in out
    assert b"2 of 3 golden questions" in out
    report = json.loads(crampfaq("check", "--json", cwd=faq, status=1)[0])
    assert report["line"] == 4 and report["severity"] == "error" and report["file"].endswith("tea.golden")
    (faq / "tea.golden").write_text("how long\n")
    assert b"tea.golden:1: " in crampfaq("check", cwd=faq, status=2)[0]
    (faq / "tea.golden").unlink()
    assert b"tea.golden: cannot read it" in crampfaq("check", cwd=faq, status=2)[0]


def test_shipped_golden_questions():
    out = crampfaq("check", "faq/calf-cramps.cfg", cwd=pathlib.Path(__file__).resolve().parents[2])[0].decode()
    count = int(out.split(" of ")[0])
    assert count >= 55 and out.startswith(f"{count} of {count} golden questions")


# ---- diff ----

@pytest.fixture(name="new")
def fixture_new(faq):
    """The same FAQ without where tea comes from."""
    folder = faq / "new"
    folder.mkdir()
    for name in ("tea.cfg", "tea.lexicon", "tea.golden"):
        (folder / name).write_text((faq / name).read_text())
    text = (folder / "tea.cfg").read_text()
    start = text.index('  { id = "origin"')
    (folder / "tea.cfg").write_text(text[:start] + text[text.index("  { id =", start + 5):])
    return folder


def test_diff_of_the_same(faq):
    out = crampfaq("diff", "tea.cfg", "tea.cfg", cwd=faq)[0]
    assert out == b"2 golden questions and 0 others: 0 worse, 0 better, 0 changed, 0 golden ones fail as before.\n"
    out = crampfaq("diff", "bot.cfg", ".", cwd=faq)[0]
    assert out.startswith(b"2 golden questions and 4 others: 0 worse")
    assert len(crampfaq("diff", "--all", "bot.cfg", "bot.cfg", cwd=faq)[0].splitlines()) == 7


def test_diff(faq, new):
    (faq / "mine.tsv").write_text("# my own\nwho discovered plants in China\tsomething else\nhow long does tea steep\n")
    out = crampfaq("diff", "-q", "mine.tsv", "bot.cfg", "new", cwd=faq, status=1)[0].decode()
    assert 'worse    new/tea.golden:3: "where does tea come from?": answer origin -> ' in out
    assert ", should get origin" in out
    assert 'worse    mine.tsv:2: "who discovered plants in China": answer origin -> ' in out
    assert "how long does tea steep\"" not in out
    assert "2 golden questions and 6 others: " in out
    back = crampfaq("diff", "-q", "mine.tsv", "new", "bot.cfg", cwd=faq)[0].decode()
    assert 'better   tea.golden:3: "where does tea come from?": ' in back
    assert "changed  mine.tsv:2" in back
    rows = [json.loads(line) for line in crampfaq("diff", "--json", "tea.cfg", "new", cwd=faq, status=1)[0].splitlines()]
    assert rows[0]["verdict"] == "worse" and rows[0]["line"] == 3 and rows[0]["expected"] == "origin"
    assert rows[0]["before"]["id"] == "origin" and 0.3 < rows[0]["before"]["confidence"] <= 1
    assert rows[0]["now"]["kind"] in ("unknown", "uncovered", "unsure", "answer")


def test_codes_in_questions_are_not_shown(faq):
    """A terminal would obey them."""
    (faq / "mine.tsv").write_bytes(b"\x1b[2J \xc2\x9b7m \xff zebra\n")
    (faq / "tea.golden").write_bytes(b"\x1b[2J \xc2\x9b7m zebra\t\x1b[3Jorigin\n")
    out = crampfaq("diff", "--all", "-q", "mine.tsv", "tea.cfg", "tea.cfg", cwd=faq)[0]
    out += crampfaq("check", "tea.cfg", cwd=faq, status=2)[0]
    assert out.count(b"zebra") == 3 and b"[2J" in out
    assert not re.search(rb"\x1b|\xc2\x9b|\xff", out)


@pytest.mark.parametrize("arguments, says", [
    ([], b"two FAQs are wanted"), (["tea.cfg"], b"two FAQs are wanted"), (["a", "b", "c"], b"two FAQs are wanted"),
    (["tea.cfg", "absent.cfg"], b"absent.cfg: cannot read it"), (["tea.cfg", "empty"], b"no FAQ file is in this folder"),
    (["-q", "absent.tsv", "tea.cfg", "tea.cfg"], b"absent.tsv"),
    (["-d", "absent.db", "tea.cfg", "tea.cfg"], b"absent.db: there is no such file"),
    (["--loud", "tea.cfg", "tea.cfg"], b"no option --loud"),
    (["tea.cfg", "broken.cfg"], b"broken.cfg:1: "),
])
def test_diff_bad_usage(faq, arguments, says):
    (faq / "empty").mkdir()
    (faq / "broken.cfg").write_text("article = {")
    assert says in crampfaq("diff", *arguments, cwd=faq, status=2)[1]
