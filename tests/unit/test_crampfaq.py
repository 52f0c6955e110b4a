"""crampfaq, the FAQ writer's command, as its users run it: on a small FAQ about tea."""
import json
import os
import re
import subprocess
import time

import pytest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CRAMPFAQ = os.path.join(TOP, os.environ.get("BUILD", "build"), "crampfaq")
DISCLAIMER = "This is not advice."
KINDS = {"urgent", "answer", "unsure", "uncovered", "unknown", "none"}

TEA = """
article = { id = "tea"; title = "Tea"; language = "english"; disclaimer = "%s";
  source = "A book."; reviewed = "2026-01-01"; };
says = { help = "Ask about tea."; unknown = "I know tea alone."; uncovered = "The book is silent.";
  choice = "Do you mean"; more = "Say more."; no_more = "That is all."; no_topic = "No such topic."; };
passages = (
  { id = "steep"; title = "How long tea steeps";
    answer = "Black tea: three to five minutes; green tea: two, with a tab\\\\backslash.";
    asks = [ "how long does tea steep", "how many minutes should I leave the tea bag in",
             "when is my tea ready to drink", "steeping time of black tea" ]; },
  { id = "origin"; title = "Where tea comes from"; answer = "From the hills of Yunnan, long ago.";
    asks = [ "where does tea come from", "which country grew tea first", "what is the origin of tea",
             "who discovered tea plants in China" ]; },
  { id = "milk"; title = "Milk in tea"; answer = "First or last: people will never agree.";
    asks = [ "do I pour the milk in first", "is tea with milk better", "milk before or after the tea" ]; }
);
""" % DISCLAIMER


@pytest.fixture
def faq(tmp_path):
    """A folder with tea.cfg and a bot.cfg that names it."""
    (tmp_path / "tea.cfg").write_text(TEA)
    (tmp_path / "bot.cfg").write_text('plugins = ( { path = "x.so"; }, { path = "y.so"; faq = [ "tea.cfg" ]; } );\n')
    return tmp_path


def crampfaq(*arguments, stdin=b"", cwd=None, status=0):
    """Runs it; returns standard output and standard error as bytes."""
    done = subprocess.run([CRAMPFAQ, *map(str, arguments)], input=stdin, capture_output=True, cwd=cwd,
                          timeout=60, check=False)
    assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout, done.stderr


def batch(folder, messages, *options):
    """Asks in one go; returns the fields of each line."""
    out, _ = crampfaq("ask", "--batch", *options, stdin=messages, cwd=folder)
    assert out == b"" or out.endswith(b"\n")
    return [line.split(b"\t") for line in out.split(b"\n")[:-1]]


def test_a_second_file_as_the_readme_has_it(tmp_path):
    """The file that README.md shows stands beside the article, and answers."""
    with open(os.path.join(TOP, "README.md"), encoding="utf-8") as readme:
        lines = readme.read().split("As small as can be:\n\n")[1].split("\n\n")[0]
    (tmp_path / "rules.cfg").write_text(lines)
    both = [os.path.join(TOP, "faq", "calf-cramps.cfg"), tmp_path / "rules.cfg"]
    assert b"nothing wrong" in crampfaq("check", *both)[0]
    files = [word for name in both for word in ("-f", name)]
    assert crampfaq("ask", *files, "how long does a ban last?")[0].startswith(b"A ban ends after a week. As the oper")
    said = crampfaq("ask", *files, "--batch", "--dialog", stdin=b"can you fix my car?\nam i banned for good\nmore\n"
                    b"can you fix my car?\nhelp\n")[0].decode().splitlines()
    assert [line.split("\t")[4].split(".")[0] for line in said] == [
        "Sorry, I only know about calf cramps and the rules of #my-channel", "A ban ends after a week",
        "That is all I know about it", "Sorry, I only know about calf cramps and the rules of #my-channel",
        "Ask me about calf cramps, or about the rules of #my-channel: topics lists it all"]
    (tmp_path / "rules.cfg").write_text("\n".join(line for line in lines.split("\n") if "says" not in line
                                                  and "unknown =" not in line and "no_more" not in line))
    said = b"".join(crampfaq("check", *both))
    assert b'rules.cfg:1: warning: nobody is told that they can ask about "The rules of #my-channel"' in said


# ---- usage ----

def test_help_and_version():
    out, _ = crampfaq("--help")
    for name in (b"ask", b"check", b"explain", b"rank", b"import", b"eval"):
        assert b"crampfaq " + name in out
        assert b"crampfaq " + name in crampfaq(name.decode(), "--help")[0]
        assert crampfaq(name.decode(), "-h")[0]
    assert crampfaq("--version")[0].startswith(b"crampfaq ")


@pytest.mark.parametrize("arguments, says", [
    ([], b"crampfaq COMMAND --help"),
    (["sing"], b'no command "sing"'),
    (["ask"], b"what is the question?"),
    (["ask", "--loud", "x"], b"no option --loud"),
    (["ask", "-z", "x"], b"no option -z"),
    (["ask", "-f"], b"-f wants a value"),
    (["ask", "--bytes", "39", "x"], b"40 to 1024"),
    (["ask", "--bytes", "10x", "x"], b"40 to 1024"),
    (["ask", "--lines", "9", "x"], b"1 to 8"),
    (["ask", "--batch", "--ambient", "--dialog"], b"--ambient"),
    (["ask", "--batch", "a", "b"], b"one file"),
    (["ask", "-c", "bot.cfg", "-f", "tea.cfg", "x"], b"not both"),
    (["ask", "-f", "absent.cfg", "x"], b"absent.cfg"),
    (["ask", "-c", "absent.cfg", "x"], b"absent.cfg"),
    (["ask", "--batch", "absent.txt"], b"absent.txt"),
    (["explain"], b"what is the question?"),
    (["rank", "-k", "0", "tea.cfg"], b"-k"),
    (["rank", "-m", "guess", "tea.cfg"], b"match or bm25"),
    (["rank", "--tag", "a b", "tea.cfg"], b"--tag"),
    (["import"], b"one file"),
    (["import", "absent.tsv"], b"absent.tsv"),
    (["import", "--id", "A B", "x.tsv"], b"--id"),
    (["eval"], b"one folder"),
    (["eval", "absent"], b"absent/questions.tsv"),
    (["eval", "--max-wrong", "many", "."], b"max-wrong"),
])
def test_bad_usage(faq, arguments, says):
    out, err = crampfaq(*arguments, cwd=faq, status=2)
    assert says in err
    assert out == b""


def test_without_bot_cfg(tmp_path):
    assert b"no bot.cfg here" in crampfaq("ask", "x", cwd=tmp_path, status=2)[1]


def test_bot_cfg_without_faq(tmp_path):
    (tmp_path / "bot.cfg").write_text('plugins = ( { path = "x.so"; } );\n')
    assert b"none of its plugins has a faq" in crampfaq("ask", "x", cwd=tmp_path, status=2)[1]
    (tmp_path / "bot.cfg").write_text("\nplugins = ( \n")
    assert b"bot.cfg:2: this ( is never closed" in crampfaq("ask", "x", cwd=tmp_path, status=2)[1]
    (tmp_path / "bot.cfg").write_text('plugins = ( {\n faq = [ "tea.cfg" ];\n treshold = 1; } );\n')
    assert b"bot.cfg:3: " in crampfaq("ask", "x", cwd=tmp_path, status=2)[1]


# ---- ask ----

def test_ask(faq):
    out, _ = crampfaq("ask", "how", "long", "does", "tea", "steep?", cwd=faq)
    assert out.startswith(b"Black tea: three to five minutes;")
    assert out.endswith(DISCLAIMER.encode() + b"\n") and out.count(b"\n") == 1
    assert crampfaq("ask", "-f", "tea.cfg", "how long does tea steep?", cwd=faq)[0] == out
    elsewhere = faq / "elsewhere"
    elsewhere.mkdir()
    assert crampfaq("ask", "-c", "../bot.cfg", "how long does tea steep?", cwd=elsewhere)[0] == out


def test_ask_in_short_lines(faq):
    out, _ = crampfaq("ask", "--bytes", 60, "--lines", 3, "how long does tea steep?", cwd=faq)
    lines = out.decode().splitlines()
    assert 2 <= len(lines) <= 3
    assert all(len(line.encode()) <= 60 for line in lines)
    assert DISCLAIMER in lines[-1]


def test_batch_fields(faq):
    rows = batch(faq, b"how long does tea steep?\nwhere does tea come from?\nzxcvb qwerty\n")
    assert len(rows) == 3
    assert all(len(row) == 5 and row[0].decode() in KINDS for row in rows)
    assert rows[0][:2] == [b"answer", b"steep"] and rows[1][:2] == [b"answer", b"origin"]
    assert rows[2][0] == b"unknown" and rows[2][1] == b""
    for row in rows:
        assert len(row[2]) == 6 and 0 <= float(row[2]) <= 1
    assert rows[0][4].endswith(DISCLAIMER.encode())
    assert b"tab\\\\backslash" in rows[0][4]
    short = batch(faq, b"how long does tea steep?\n", "--bytes", 60, "--lines", 3)
    assert b"\\n" in short[0][4] and DISCLAIMER.encode() in short[0][4]


@pytest.mark.parametrize("messages, count", [
    (b"", 0), (b"\n", 1), (b"a", 1), (b"a\n", 1), (b"a\nb", 2), (b"\n\n\n", 3),
    (b"a\rb\x0b\x0c\x1c\x1d\x1e\xc2\x85\xe2\x80\xa8c\n", 1),      # what others take for a line's end
    (b"\0\n\0\0\n", 2), (b"how\0long\tdoes\x03tea \xff\xfe steep\n", 1),
    (b"tea " * 700000 + b"\nx\n", 2),                              # longer than the reader's buffer
    (b"tea\n" * 5000, 5000),
], ids=range(11))
def test_batch_prints_one_line_each(faq, messages, count):
    assert len(batch(faq, messages)) == count
    assert len(batch(faq, messages, "--ambient")) == count
    (faq / "messages").write_bytes(messages)
    assert len(batch(faq, b"", "messages")) == count


def test_batch_stands_alone_or_talks(faq):
    lexicon = os.path.join(TOP, "faq", "english.cfg")
    (faq / "tea.cfg").write_text(TEA.replace('language =', f'lexicon = "{lexicon}"; language ='))
    talk = b"how long does tea steep?\nmore\nsource\n"
    alone, dialog = batch(faq, talk), batch(faq, talk, "--dialog")
    assert alone[1][0] == b"unknown"
    assert dialog[0] == alone[0]
    assert b"That is all." in dialog[1][4]
    assert batch(faq, talk, "--dialog", "--private")[0][1] == b"steep"


def test_batch_ambient_is_silent(faq):
    rows = batch(faq, b"help\ntopics\ncrampbot: help\nzxcvb\n", "--ambient")
    assert rows == [[b"none", b"", row[2], b"", b""] for row in rows]
    assert batch(faq, b"help\n")[0][0] == b"unknown"


def test_batch_is_the_same_twice(faq):
    messages = b"tea?\nhow many minutes\nmilk or origin\nwhen is it ready\n"
    assert batch(faq, messages) == batch(faq, messages)


def test_batch_replies_to_whoever_waits(faq):
    with subprocess.Popen([CRAMPFAQ, "ask", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          cwd=faq) as process:
        for _ in range(3):
            process.stdin.write(b"how long does tea steep?\n")
            process.stdin.flush()
            assert process.stdout.readline().startswith(b"answer\tsteep\t")
        process.stdin.close()
        assert process.wait(10) == 0


def test_thresholds_of_bot_cfg_count(faq):
    (faq / "bot.cfg").write_text('plugins = { tea = { faq = "tea.cfg"; threshold = 1.0; }; };\n')
    assert batch(faq, b"tea minutes\n")[0][0] != b"answer"
    (faq / "bot.cfg").write_text('plugins = { tea = { faq = "tea.cfg"; threshold = 0.01; }; };\n')
    assert batch(faq, b"how many minutes tea\n")[0][0] == b"answer"


# ---- output that goes nowhere ----

@pytest.mark.parametrize("arguments", [
    ["ask", "how long does tea steep?"], ["ask", "--batch"], ["check", "tea.cfg"], ["--help"],
    ["ask", "--help"], ["explain", "tea"], ["--version"],
])
def test_full_disk(faq, arguments):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([CRAMPFAQ, *arguments], input=b"how long does tea steep?\n" * 1000, stdout=full,
                              stderr=subprocess.PIPE, cwd=faq, timeout=60, check=False)
    assert done.returncode == 2
    assert b"cannot be written" in done.stderr


def test_closed_pipe(faq):
    with subprocess.Popen([CRAMPFAQ, "ask", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, cwd=faq) as process:
        process.stdout.close()
        try:
            process.stdin.write(b"how long does tea steep?\n" * 20000)
            process.stdin.close()
        except BrokenPipeError:
            pass
        process.stdin = None
        assert b"cannot be written" in process.stderr.read()
        assert process.wait(10) == 2


# ---- check, explain ----

def test_check(faq):
    assert b"nothing wrong" in crampfaq("check", "tea.cfg", cwd=faq)[0]
    assert b"nothing wrong" in crampfaq("check", cwd=faq)[0]


def test_check_reports_every_mistake(faq):
    text = TEA.replace('id = "origin"', 'id = "steep"').replace('title = "Milk in tea";', "titel = 3;")
    (faq / "tea.cfg").write_text(text)
    line = 1 + text[:text.index("titel")].count("\n")
    out, err = crampfaq("check", "tea.cfg", cwd=faq, status=2)
    assert f"tea.cfg:{line}: ".encode() in out
    assert b"steep" in out and out.count(b"tea.cfg:") >= 3
    assert err == b""
    assert b"mistakes" in out


def test_check_json(faq):
    """One object a mistake, whatever bytes its file's name and its text hold."""
    assert crampfaq("check", "--json", "tea.cfg", cwd=faq)[0] == b""
    strange = b'te"a\\\n\xff\x01.cfg'
    with open(os.path.join(os.fsencode(faq), strange), "wb") as file:
        file.write(TEA.replace('id = "origin"', 'id = "steep"').replace('asks = [ "do', 'akss = [ "do')
                   .replace("title = \"Milk", "title = \"Milk\xff\\\"\\x01").encode("latin-1"))
    out, err = crampfaq("check", "--json", os.fsdecode(strange), cwd=faq, status=2)
    told = [json.loads(line) for line in out.decode().splitlines()]
    assert err == b"" and len(told) >= 4
    assert all(set(one) == {"file", "line", "severity", "what"} for one in told)
    assert all(one["file"] == 'te"a\\\n\ufffd\x01.cfg' and one["line"] > 0 for one in told)
    assert {"error"} == {one["severity"] for one in told}
    assert any("akss" in one["what"] for one in told)
    (faq / "twice.cfg").write_text(TEA.replace("is tea with milk better", "what is the origin of TEA?"))
    told = [json.loads(line) for line in crampfaq("check", "--json", "twice.cfg", cwd=faq)[0].splitlines()]
    assert [one["severity"] for one in told] == ["warning"], told
    # What is found only when all is put together is told, too.
    (faq / "words.cfg").write_text('language = "english"; contractions = ( ("\'s", ""), ("o\'clock", "") );')
    (faq / "late.cfg").write_text(TEA.replace('"english";', '"english"; lexicon = "words.cfg";') +
                                  'concepts = ( { name = "HOUR"; says = [ "o\'clock" ]; } ); '
                                  'warnings = ( { id = "w"; title = "W"; line = "W."; signs = [ "HOUR" ]; } );')
    told = [json.loads(line) for line in crampfaq("check", "--json", "late.cfg", cwd=faq, status=2)[0].splitlines()]
    assert len(told) == 1 and "o'clock" in told[0]["what"] and told[0]["severity"] == "error", told


LONG = "Black tea, " + "and so on, " * 26

MILK = 'asks = [ "do I pour the milk in first", "is tea with milk better", "milk before or after the tea" ]'

@pytest.mark.parametrize("old, new, says", [
    (MILK, 'asks = [ "how long does tea steep?" ]', '"how long does tea steep.?" also asks for "steep"'),
    (MILK, 'asks = [ "how long does teas steep" ]',
     '"how long does teas steep" and "how long does tea steep" of "steep" .tea.cfg:7. are one to the bot'),
    ('{ id = "milk"', '{ id = "milk"', 'nobody reaches "milk": .* leads to "hot"'),
    (MILK, 'asks = [ "do I pour the milk in first" "is tea with milk better", "milk before or after the tea" ]',
     'two texts are joined here with no blank between them: is a comma missing\\?'),
    (MILK, 'asks = [ "..." ]', 'nobody reaches "milk": .* "\\.\\.\\." the bot says that it does not know'),
    ('"From the hills of Yunnan, long ago."', f'"{LONG}"',
     "the answer and the disclaimer are 3[0-9]+ bytes together; at most 340"),
])
def test_check_doubts(faq, old, new, says):
    text = TEA.replace(old, new).replace(DISCLAIMER, DISCLAIMER + " Nor is it meant to be any, not at all.")
    if "hot" in says:
        text += ('concepts = ( { name = "MILK"; says = [ "milk" ]; } );\nwarnings = ( { id = "hot"; title = "Hot"; '
                 'line = "Careful."; signs = [ "MILK" ]; } );')
    assert new in text
    (faq / "tea.cfg").write_text(text)
    line = 1 + text[:text.index(new)].count("\n")
    out, _ = crampfaq("check", "tea.cfg", cwd=faq)
    found = re.search(rf"^tea\.cfg:(\d+): warning: .*{says}", out.decode(), re.M)
    assert found and 0 <= line - int(found.group(1)) <= 1, out.decode()


@pytest.mark.parametrize("keyword, count, first", [("cream%d", 160, "cream160"), ("k%d " + "ab" * 24, 76, "k76 ab")])
def test_check_doubts_of_keywords(faq, keyword, count, first):
    """More than are read: the first of those that are not. A number and its letters are two words."""
    for most in (count, count + 9):
        keywords = ", ".join(f'"{keyword % i}"' for i in range(most))
        (faq / "tea.cfg").write_text(TEA.replace(MILK, f"{MILK}; keywords = [ {keywords} ]"))
        out = crampfaq("check", "tea.cfg", cwd=faq)[0].decode()
        told = re.search(rf'^tea\.cfg:14: warning: keywords: "{first}.* and what stands behind it are not read', out, re.M)
        assert bool(told) == (most > count), out


WORDS = """language = "english";
contractions = ( ("can't", "can not"), ("cannae", "can not"), ("wanna", "want to") );
synonyms = (
  { word = "tea"; means = [ "chai", "black leaf" ]; },
  { word = "milk"; means = [ "cream",
                             "half and half" ]; }
);
"""


@pytest.mark.parametrize("old, new, says", [
    ('"wanna"', '"cannae"', '"cannae" stands here twice; the last one counts'),
    ('"half and half"', '"black leaf"', 'means: "black leaf" is already read as another word; the first one counts'),
    ('"black leaf"', '"black" "leaf"', "two texts are joined here with no blank between them: is a comma missing?"),
    ('"half and half"', '"chai"', 'means: "chai" is already read as another word; the first one counts'),
])
def test_check_doubts_of_words(faq, old, new, says):
    """Of a word that the lexicon has twice: the line of the second, and which counts."""
    (faq / "words.cfg").write_text(WORDS)
    (faq / "tea.cfg").write_text(TEA.replace('language = "english";', 'language = "english"; lexicon = "words.cfg";'))
    assert crampfaq("check", "tea.cfg", cwd=faq)[0] == b"2 files, nothing wrong.\n"
    text = WORDS.replace(old, new)
    (faq / "words.cfg").write_text(text)
    line = 1 + text[:text.rindex(new)].count("\n")
    out, _ = crampfaq("check", "tea.cfg", cwd=faq)
    assert f"words.cfg:{line}: warning: {says}\n" in out.decode()


def test_check_long_texts_may_be_cut(faq):
    """With a blank on one side of the cut, or a / of a choice."""
    cut = ('asks = [ "do I pour the milk " "in first", "is tea with"\n" milk better", "milk before or after the tea" "" ]; '
           'keywords = [ "with" /* of */ " milk" ]')
    (faq / "tea.cfg").write_text(TEA.replace(MILK, cut).replace('"From the hills', '"From the " "hills'))
    assert crampfaq("check", "tea.cfg", cwd=faq)[0] == b"1 file, nothing wrong.\n"


def test_check_files_that_anybody_can_change(faq):
    os.chmod(faq / "tea.cfg", 0o666)
    out, _ = crampfaq("check", "tea.cfg", cwd=faq)
    assert b"tea.cfg: warning: everybody on this machine can change this file; chmod o-w" in out
    os.chmod(faq / "tea.cfg", 0o644)
    os.chmod(faq, 0o777)
    out, _ = crampfaq("check", "tea.cfg", cwd=faq)
    assert out.count(b"tea.cfg: warning: everybody on this machine can put another file in this one's place; chmod o-w") == 1
    os.chmod(faq, 0o1777)  # as /tmp: not another's
    assert b"warning" not in crampfaq("check", "tea.cfg", cwd=faq)[0]


def test_check_days_to_come(faq):
    """Neither the whole nor a passage was looked through on a day that is yet to come."""
    (faq / "tea.cfg").write_text(TEA.replace("2026-01-01", "2926-01-01").replace('id = "milk";', 'id = "milk"; reviewed = "2999-12-31";'))
    for files in (["tea.cfg"], []):
        out = crampfaq("check", *files, cwd=faq)[0].decode()
        assert re.search(r'^(\./)?tea.cfg:3: warning: the day 2926-01-01 is yet to come: when was it last looked through\?\n'
                         r'(\./)?tea.cfg:14: warning: the day 2999-12-31 is yet to come: .*\n0 mistakes, 2 warnings', out), out


@pytest.mark.parametrize("golden, says, status", [
    ("where does tea come from\torigin\nhow long does tea steep\tsteeep\n",
     'tea.golden:2: there is no id or kind "steeep"; is "steep" meant?', 2),
    ("where does tea come from\torigin # of tea\n", 'tea.golden:1: "origin # of tea" must be an id or a kind', 2),
    ("# nothing yet\n", "tea.golden: warning: there is no question in it", 0),
])
def test_check_golden(faq, golden, says, status):
    (faq / "tea.cfg").write_text(TEA.replace('id = "tea";', 'id = "tea"; golden = "tea.golden";'))
    (faq / "tea.golden").write_text(golden)
    assert says in crampfaq("check", "tea.cfg", cwd=faq, status=status)[0].decode()


def test_check_what_is_no_faq(faq):
    (faq / "broken.cfg").write_text("article = {\n id = ;\n};\n")
    assert b"broken.cfg:2: " in crampfaq("check", "broken.cfg", cwd=faq, status=2)[0]
    out, err = crampfaq("check", "absent.cfg", cwd=faq, status=2)
    assert b"absent.cfg" in out + err
    (faq / "noise.cfg").write_bytes(bytes(range(256)) * 100)
    crampfaq("check", "noise.cfg", cwd=faq, status=2)
    crampfaq("check", ".", cwd=faq, status=2)


def test_check_shipped_files():
    names = sorted(name for name in os.listdir(os.path.join(TOP, "faq")) if name.endswith(".cfg"))
    out, _ = crampfaq("check", *names, cwd=os.path.join(TOP, "faq"))
    assert b"0 mistakes" in out or b"nothing wrong" in out


def test_explain(faq):
    out, _ = crampfaq("explain", "how long does tea steep?", cwd=faq)
    assert b"steep" in out
    crampfaq("explain", "--ambient", "zxcvb", cwd=faq)
    crampfaq("explain", "--private", "tea", cwd=faq)


def test_explain_long_words(faq):
    """A line that is cut is cut between characters, wherever that is."""
    question = " ".join("жж" + chr(0x430 + i % 32) + "щ" for i in range(200))
    for pad in range(14):
        crampfaq("explain", "abcdefghijklmn"[:pad] + " " + question, cwd=faq)[0].decode("utf-8")


# ---- rank ----

@pytest.mark.parametrize("how", ["match", "bm25"])
def test_rank(faq, how):
    out, _ = crampfaq("rank", "-k", 2, "-m", how, "tea.cfg", cwd=faq,
                      stdin=b"q1\thow long does tea steep\nq2\tmilk in tea\tand more\nq3\t\n")
    rows = [line.split(" ") for line in out.decode().splitlines()]
    assert all(len(row) == 6 and row[1] == "Q0" and row[5] == "crampfaq-" + how for row in rows)
    for qid, best in (("q1", "steep"), ("q2", "milk")):
        mine = [row for row in rows if row[0] == qid]
        assert mine[0][2] == best
        assert [row[3] for row in mine] == [str(i + 1) for i in range(len(mine))]
        scores = [float(row[4]) for row in mine]
        assert len(mine) <= 2 and scores == sorted(scores, reverse=True)


def test_rank_tag_and_bad_lines(faq):
    out, _ = crampfaq("rank", "--tag", "mine", "tea.cfg", cwd=faq, stdin=b"q1\ttea milk")
    assert out.splitlines()[0].endswith(b" mine")
    for line in (b"no tab\n", b"\tx\n", b"two words\tx\n"):
        assert b"line 2: " in crampfaq("rank", "tea.cfg", cwd=faq, stdin=b"a\tb\n" + line, status=2)[1]


# ---- import ----

def test_import_texts(tmp_path):
    long = 'A "quoted" \\ back\\slash, c:\\new. ' + "Words of a long text go on and on. " * 30
    rows = ["a-1\tThe first\t" + long, "b\t\tNo title here, only text", "c\tNo text\t", "",
            "d\t" + "A title that is far too long for a list of topics, so it is cut somewhere\tText.\twith\ttabs\r"]
    (tmp_path / "My Set.v2.tsv").write_text("\n".join(rows))
    out, _ = crampfaq("import", "--reviewed", "2026-02-03", "My Set.v2.tsv", cwd=tmp_path)
    (tmp_path / "set.cfg").write_bytes(out)
    assert b'id = "my-set"' in out and b'reviewed = "2026-02-03"' in out
    assert [line.split('"')[1] for line in out.decode().splitlines()
            if line.startswith("    id = ")] == ["a-1", "b", "c", "d"]
    assert b'A \\"quoted\\" \\\\ back\\\\slash, c:\\\\new.' in out
    crampfaq("check", "set.cfg", cwd=tmp_path)
    rank, _ = crampfaq("rank", "-m", "bm25", "set.cfg", cwd=tmp_path, stdin=b"q\tquoted backslash words\n")
    assert rank.startswith(b"q Q0 a-1 1 ")


def test_import_hostile_bytes(tmp_path):
    (tmp_path / "x.tsv").write_bytes(b"a\t\x02bold\x03 \xff\xfe ti\x00tle\t\xed\xa0\x80 te\x1bxt \xc2\x85 \"};\n"
                                     b"b\t" + "é".encode() * 100 + b"\t" + "ü".encode() * 1000 + b"\n"
                                     b"c\t@include \"x\"\t@include \"/etc/passwd\"\n")
    out, _ = crampfaq("import", "--id", "x", "--title", 'T"', "x.tsv", cwd=tmp_path)
    text = out.decode("utf-8")
    assert not any(ord(c) < 32 and c != "\n" for c in text)
    (tmp_path / "x.cfg").write_bytes(out)
    crampfaq("check", "x.cfg", cwd=tmp_path)


def test_import_long_title(tmp_path):
    """A file's name, or a title, may be longer than a title in a FAQ."""
    name = "a" * 64 + ".tsv"
    (tmp_path / name).write_text("a\tTitle\tText.\n")
    for options in ([], ["--title", "A title that is longer than sixty bytes, as somebody may well write it"]):
        (tmp_path / "x.cfg").write_bytes(crampfaq("import", *options, name, cwd=tmp_path)[0])
        crampfaq("check", "x.cfg", cwd=tmp_path)


def test_import_asks(tmp_path):
    (tmp_path / "x.tsv").write_text("z\tLast letter\task one\na\tFirst letter\task two\nz\tignored\task three\n"
                                    "n\tNothing\t\n")
    out, _ = crampfaq("import", "--asks", "--language", "english", "x.tsv", cwd=tmp_path)
    assert out.index(b'"z"') < out.index(b'"a"')
    assert out.count(b"    id = ") == 3 and b"ignored" not in out
    (tmp_path / "x.cfg").write_bytes(out)
    crampfaq("check", "x.cfg", cwd=tmp_path)
    assert crampfaq("import", "--asks", "-", cwd=tmp_path, stdin=b"a\tb\tc\n")[0]


def test_import_mark(tmp_path):
    """What some editors begin a file with is none of its text."""
    (tmp_path / "x.tsv").write_bytes(b"\xef\xbb\xbfa\tTitle\tText.\n")
    assert b'id = "a"' in crampfaq("import", "x.tsv", cwd=tmp_path)[0]


@pytest.mark.parametrize("arguments, says", [
    (["--reviewed", "1.1.2026"], b'--reviewed: "1.1.2026" is no day; year-month-day, such as'),
    (["--language", "klingon"], b'--language: there is no stemmer for "klingon"'),
    (["--lexicon", "nix.cfg"], b"--lexicon: nix.cfg: cannot read it: No such file"),
    (["--lexicon", "x.tsv"], b"--lexicon: x.tsv:1: "),
    (["--lexicon", "words.cfg", "--language", "german"], b'--lexicon: words.cfg:1: this lexicon is for "english"'),
])
def test_import_bad_options(tmp_path, arguments, says):
    (tmp_path / "words.cfg").write_text(WORDS)
    (tmp_path / "x.tsv").write_text("a\tTitle\tText.\n")
    out, err = crampfaq("import", *arguments, "x.tsv", cwd=tmp_path, status=2)
    assert says in err and out == b""


def test_import_lexicon(tmp_path):
    """English has its own, if it is there, seen from the file that is written; else it is said what that costs."""
    (tmp_path / "x.tsv").write_text("a\tTitle\tText.\n")
    for language in ("english", "german"):
        out, err = crampfaq("import", "--language", language, "x.tsv", cwd=tmp_path)
        if b"lexicon =" not in out: # of an installed bot
            assert b'the bot will not understand "topics"' in err
    (tmp_path / "english.cfg").write_text(WORDS)
    out, err = crampfaq("import", "x.tsv", cwd=tmp_path)
    assert b'lexicon = "english.cfg"' in out and err == b""
    assert b"lexicon =" not in crampfaq("import", "--language", "german", "x.tsv", cwd=tmp_path)[0]
    (tmp_path / "sub").mkdir()
    with open(tmp_path / "sub" / "x.cfg", "wb") as to:
        subprocess.run([CRAMPFAQ, "import", "--lexicon", "../english.cfg", "x.tsv"], cwd=tmp_path, stdout=to, check=True)
    crampfaq("check", "sub/x.cfg", cwd=tmp_path)


@pytest.mark.parametrize("text, says", [
    ("a\tb\tc\nno tabs\n", b"x.tsv:2: 1 of 3 fields"),
    ("a\tb\n", b"x.tsv:1: 2 of 3 fields"),
    ("a\tb\tc\n\nb\tb\tc\na\tb\tc\n", b"x.tsv:4: the id a was there in line 1"),
    ("has blank\tb\tc\n", b"x.tsv:1: "),
    ("\tb\tc\n", b"x.tsv:1: "),
    ("a" * 200 + "\tb\tc\n", b"x.tsv:1: "),
    ("", b"no passage"),
])
def test_import_mistakes(tmp_path, text, says):
    (tmp_path / "x.tsv").write_text(text)
    out, err = crampfaq("import", "x.tsv", cwd=tmp_path, status=2)
    assert says in err and out == b"" and b"lexicon" not in err


@pytest.mark.parametrize("path, says", [("/dev/zero", b"it is not a regular file"), (".", b"it is a folder")])
def test_import_no_file(tmp_path, path, says):
    out, err = crampfaq("import", "--id", "x", path, cwd=tmp_path, status=2)
    assert says in err and out == b""


def test_import_without_end(tmp_path):
    """A file too large is not read, and what has no end is read up to a bound that memory has."""
    with open(tmp_path / "large.tsv", "wb") as file:
        file.truncate((1 << 30) + 1)
    assert b"it is over 1 GiB" in crampfaq("import", "large.tsv", cwd=tmp_path, status=2)[1]
    with open("/dev/zero", "rb") as zeros:
        done = subprocess.run([CRAMPFAQ, "import", "-"], stdin=zeros, capture_output=True, timeout=60, check=False)
    assert done.returncode == 2 and b"it is not a regular file" in done.stderr


def test_import_many(tmp_path):
    with open(tmp_path / "many.tsv", "w", encoding="utf-8") as file:
        for i in range(100000):
            file.write(f"id-{i}\ttitle {i}\ttext of number {i}, and some more of it\n")
    begun = time.monotonic()
    out, _ = crampfaq("import", "many.tsv", cwd=tmp_path)
    assert out.count(b"    id = ") == 100000
    assert time.monotonic() - begun < 20  # a sanitizer's build, on a busy machine


# ---- eval ----

def write_set(folder):
    """10 questions: right, wrong and silly ones."""
    (folder / "questions.tsv").write_text(
        "how long does tea steep?\tsteep\tplain\n"
        "where does tea come from?\torigin\tplain\n"
        "do I pour the milk in first?\tsteep,milk\tshort\n"
        "which country grew tea first?\tmilk\tshort\n"
        "zxcvb\tsteep\todd\n")
    (folder / "uncovered.tsv").write_text("what is the origin of tea?\tother\nzxcvb\tredflag\n")
    (folder / "offtopic.tsv").write_text("morning\n\n\x02\x03\n")
    (folder / "dialogues.tsv").write_text("how long does tea steep?\twhere does tea come from?\torigin\n")


def test_eval(faq):
    write_set(faq)
    out, _ = crampfaq("eval", "--json", "-f", "tea.cfg", ".", cwd=faq)
    score = json.loads(out)
    questions = score["questions"]
    assert questions["count"] == 5 and questions["accepted"] == 3 and questions["best"] == 2
    assert questions["wrong"] == 1 and questions["unanswered"] + questions["unsure"] == 1
    assert score["styles"]["plain"]["accepted"] == 2 and score["styles"]["short"]["wrong"] == 1
    assert score["passages"]["steep"]["count"] == 3
    assert score["uncovered"]["count"] == 2 and score["uncovered"]["answered"] == 1
    assert score["signs"] == {"count": 1, "urgent": 0}
    assert score["offtopic"]["count"] == 3
    assert score["dialogues"] == {"count": 1, "accepted": 1}
    assert sum(one["count"] for one in score["calibration"]) == 5
    assert score["misses"][0]["confidence"] > 0
    out, _ = crampfaq("eval", ".", cwd=faq)
    assert b"accepted" in out and b"zxcvb" in out
    assert b"zxcvb" not in crampfaq("eval", "--misses", 0, ".", cwd=faq)[0]


@pytest.mark.parametrize("limit, status", [
    (["--min-accepted", "60"], 0), (["--min-accepted", "60.1"], 1),
    (["--max-wrong", "20"], 0), (["--max-wrong", "19.9"], 1),
    (["--min-urgent", "0"], 0), (["--min-urgent", "1"], 1),
    (["--max-uncovered", "1"], 0), (["--max-uncovered", "0"], 1),
    (["--min-dialogues", "100"], 0), (["--max-offtopic", "0"], 0),
    (["--max-notsigns", "0"], 1),  # no such file: the limit was not reached
    (["--min-accepted", "60", "--max-wrong", "1"], 1),
])
def test_eval_limits(faq, limit, status):
    write_set(faq)
    _, err = crampfaq("eval", *limit, ".", cwd=faq, status=status)
    assert bool(err) == (status == 1)


def test_eval_bad_set(faq):
    (faq / "questions.tsv").write_text("a\tb\tc\nonly a question\n")
    assert b"questions.tsv:2: 1 of 3 fields" in crampfaq("eval", ".", cwd=faq, status=2)[1]
    (faq / "questions.tsv").write_text("")
    assert crampfaq("eval", ".", cwd=faq)[0]
    (faq / "questions.tsv").write_bytes(b"\xff\x00\x02\tsteep\t\xfe\n")
    json.loads(crampfaq("eval", "--json", ".", cwd=faq)[0].decode("utf-8", "surrogateescape"))
