"""Programs of bench.h, each with its passages and questions: ours, and those it is held against.

Their tables are tab-separated: passages.tsv is id, title, text; questions.tsv qid, question.
"""
import math
import os
import pathlib
import subprocess

from figures import BUILD, TOP, missing, output

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = BUILD / "bench"
SHORTEST = 0.05   # seconds that a timing takes at the least ...
LONGEST = 2.0     # ... and at the most, where fewer questions allow it
WORDS, LEXICON = TOP / "faq" / "english.words", TOP / "faq" / "english.cfg"
# name -> source, compiler, library, Debian packages, and whether it wants a folder for its index
PEERS = {
    "SQLite FTS5": ("bench_fts5.c", ["CC", "cc", "-std=c11"], "-lsqlite3", "libsqlite3-dev", False),
    "Xapian": ("bench_xapian.cc", ["CXX", "c++", "-std=c++11"], "-lxapian", "libxapian-dev and g++", False),
    "Xapian, glass": ("bench_xapian.cc", ["CXX", "c++", "-std=c++11"], "-lxapian", "libxapian-dev and g++", True),
}


def rows(path):
    """A table's rows."""
    with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def write_rows(path, lines):
    """The other way."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.writelines("\t".join(line) + "\n" for line in lines)


def bench_answer(*words):
    """The command of ours."""
    return [str(PROGRAMS / "bench_answer"), *map(str, words)]


def peer(name, passages, questions, folder):
    """The command of a peer, which is compiled if need be."""
    source, (variable, compiler, *flags), library, packages, indexed = PEERS[name]
    program = PROGRAMS / pathlib.Path(source).stem
    inputs = [HERE / "peers" / source, HERE / "bench.h"]
    if not program.exists() or any(path.stat().st_mtime > program.stat().st_mtime for path in inputs):
        try:
            subprocess.run([os.environ.get(variable, compiler), *flags, "-O2", "-D_GNU_SOURCE", inputs[0], "-o", program,
                            library], check=True)
        except (OSError, subprocess.CalledProcessError):
            missing(f"{name} to compile with", packages)
    return [str(program), str(passages), str(questions), *[str(pathlib.Path(folder) / "glass")] * indexed]


def generate(count, questions, folder):
    """A FAQ of so many passages in folder: passages.tsv, questions.tsv, qrels.tsv. The same each time."""
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    subprocess.run([PROGRAMS / "gen_passages", str(count), str(questions), "1", WORDS, folder], check=True)


def import_faq(table, *options):
    """A table of passages as a FAQ's file."""
    faq = pathlib.Path(table).with_suffix(".cfg")
    with open(faq, "wb") as out:
        subprocess.run([BUILD / "crampfaq", "import", *options, table], stdout=out, check=True)
    return faq


class Engine:
    """One of them, loaded and waiting on the last of our processors."""

    def __init__(self, name, command):
        cpu = max(os.sched_getaffinity(0))
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        preexec_fn=lambda: os.sched_setaffinity(0, {cpu}))
        word, *found = self.line().split() + [""]
        if word != "loaded":
            raise RuntimeError(f"{name} did not load: {' '.join(command)}")
        self.load, self.kilobytes, self.peak_kilobytes = float(found[0]), int(found[1]), int(found[2])
        self.best = math.inf    # seconds a question
        self.count = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def line(self):
        """What it says next."""
        return self.process.stdout.readline().decode("utf-8", "replace")

    def order(self, text):
        """Tells it something."""
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def told(self, text):
        """The figures that it answers an order with."""
        self.order(text)
        line = self.line().split()
        if not line:
            raise RuntimeError(f"{self.name} ended")
        return [float(word) for word in line[1:]]

    def run(self):
        """qid -> [(id, score)], best first."""
        found = {}
        self.order("run")
        while (line := self.line()) != "end\n":
            if not line:
                raise RuntimeError(f"{self.name} ended")
            qid, _, doc, _, score, _ = line.split()
            found.setdefault(qid, []).append((doc, float(score)))
        return found

    def time(self, count):
        """Seconds for so many questions."""
        return self.told(f"time {count}")[0]

    def each(self, count=0):
        """Seconds a question: the median, p90, p99 and the most of so many (0: all)."""
        return dict(zip(("p50", "p90", "p99", "most"), self.told(f"each {count}")))

    def round(self, questions):
        """One timing; the first finds how many questions make a fair one."""
        if not self.count:
            self.count = min(20, questions)
            each = self.time(self.count) / self.count
            self.count = max(self.count, min(questions, int(LONGEST / each)))
        seconds, asked = 0, 0
        while seconds < SHORTEST:
            seconds += self.time(self.count)
            asked += self.count
        self.best = min(self.best, seconds / asked)

    def close(self):
        """Ends it."""
        self.process.stdin.close()
        self.process.wait()


def floor(*words):
    """The figures that tests/bench/floors.c prints."""
    return [float(word) for word in output(str(PROGRAMS / "floors"), *map(str, words)).split()[1:]]
