#!/usr/bin/env python3
"""How well and how fast we find passages, beside SQLite FTS5 and Xapian.

All engines get the same passages and the same questions, one at a time, on one
processor, in turns within one run; times are processor time. Writes OUT/search.md (for people) and
OUT/search.json. Sets and engines that are not there are skipped, with a line
saying so.

    tests/bench/search.py [--clinc FOLDER] [--sizes 1000,10000,100000] [--rounds 5]

  faq      the shipped FAQ with tests/questions: right is any accepted passage
  clinc    CLINC150 (Larson et al. 2019): FOLDER has docs-utt.tsv, queries-val.tsv
           and qrels-val.tsv; questions without a right answer are out of scope
  gen-N    N passages by gen_passages.c; right is the one the question was made from
"""
import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SHORTEST = 0.05   # seconds that a timing takes at the least ...
LONGEST = 2.0     # ... and at the most, where fewer questions allow it


def say(text):
    print(text, file=sys.stderr, flush=True)


def rows(path):
    with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def write_rows(path, lines):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.writelines("\t".join(line) + "\n" for line in lines)


class Engine:
    """A program of bench.h, loaded and waiting."""

    def __init__(self, name, command, cpu):
        def pin():
            if cpu is not None:
                os.sched_setaffinity(0, {cpu})
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        preexec_fn=pin)
        word, seconds, kilobytes = (self.line().split() + [""] * 3)[:3]
        if word != "loaded":
            raise RuntimeError(f"{name} did not load: {' '.join(command)}")
        self.load, self.kilobytes = float(seconds), int(kilobytes)
        self.best = math.inf    # seconds a question
        self.count = 0

    def line(self):
        return self.process.stdout.readline().decode("utf-8", "replace")

    def order(self, text):
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

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
        self.order(f"time {count}")
        line = self.line().split()
        if not line:
            raise RuntimeError(f"{self.name} ended")
        return float(line[1])

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
        self.process.stdin.close()
        self.process.wait()


def auroc(inside, outside):
    """The chance that a question in scope scores above one out of scope."""
    if not inside or not outside:
        return None
    marked = sorted([(score, 1) for score in inside] + [(score, 0) for score in outside])
    rank_sum, at = 0, 0
    while at < len(marked):
        end = at
        while end < len(marked) and marked[end][0] == marked[at][0]:
            end += 1
        rank_sum += sum(mark for _, mark in marked[at:end]) * (at + end + 1) / 2
        at = end
    return (rank_sum - len(inside) * (len(inside) + 1) / 2) / (len(inside) * len(outside))


def quality(found, asked, right):
    first, reciprocal, inside, outside = 0, 0.0, [], []
    for qid in asked:
        hits = found.get(qid, [])
        top = hits[0][1] if hits else 0.0
        if qid not in right:
            outside.append(top)
            continue
        inside.append(top)
        rank = next((i for i, (doc, _) in enumerate(hits, 1) if doc in right[qid]), 0)
        first += rank == 1
        reciprocal += 1 / rank if rank else 0
    return {"accuracy": first / len(inside), "mrr": reciprocal / len(inside),
            "auroc": auroc(inside, outside), "in_scope": len(inside), "out_of_scope": len(outside)}


class Bench:
    def __init__(self, args, folder):
        self.args = args
        self.folder = folder
        self.programs = os.path.join(args.build, "bench")
        self.results = []
        cpus = sorted(os.sched_getaffinity(0))
        self.cpu = cpus[-1]
        self.peers = {}
        self.peer("fts5", "bench_fts5.c", [os.environ.get("CC", "cc"), "-std=c11"], "-lsqlite3",
                  "libsqlite3-dev")
        self.peer("xapian", "bench_xapian.cc", [os.environ.get("CXX", "c++"), "-std=c++11"], "-lxapian",
                  "libxapian-dev and g++")

    def peer(self, name, source, compiler, library, packages):
        source = os.path.join(HERE, "peers", source)
        program = os.path.join(self.programs, name)
        os.makedirs(self.programs, exist_ok=True)
        try:
            subprocess.run([*compiler, "-O2", "-D_GNU_SOURCE", source, "-o", program, library],
                           check=True, capture_output=True)
            self.peers[name] = program
        except (OSError, subprocess.CalledProcessError):
            say(f"{name} is skipped: it does not compile here ({packages} would do)")

    def path(self, *names):
        path = os.path.join(self.folder, *names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def own(self, *arguments):
        return [os.path.join(self.programs, "bench_answer"), *arguments]

    def import_faq(self, table, *options):
        faq = table[:-4] + ".cfg"
        with open(faq, "wb") as out:
            subprocess.run([os.path.join(self.args.build, "crampfaq"), "import", *options, table],
                           stdout=out, check=True)
        return faq

    def compare(self, name, passages, questions, right, faq, rankings):
        """All engines on one set, in turns."""
        asked = [line[0] for line in rows(questions)]
        size = os.path.getsize(passages)
        count = len(rows(passages))
        commands = [(f"crampbot {ranking}", self.own(ranking, questions, faq)) for ranking in rankings]
        commands += [(peer, [program, passages, questions]) for peer, program in self.peers.items()]
        engines, found = [], {}
        say(f"{name}: {count} passages, {len(asked)} questions")
        try:
            for label, command in commands:
                engines.append(Engine(label, command, self.cpu))
                found[label] = quality(engines[-1].run(), asked, right)
                say(f"  {label}: loaded in {engines[-1].load:.2f} s, accuracy {found[label]['accuracy']:.3f}")
            for turn in range(self.args.rounds):
                for engine in engines[turn % len(engines):] + engines[:turn % len(engines)]:
                    engine.round(len(asked))
        finally:
            for engine in engines:
                engine.close()
        for engine in engines:
            self.results.append({
                "set": name, "engine": engine.name, "passages": count, "text_bytes": size,
                "questions_a_second": 1 / engine.best, "seconds_a_question": engine.best,
                "load_seconds": engine.load, "kilobytes": engine.kilobytes,
                "memory_by_text": engine.kilobytes * 1024 / size, **found[engine.name]})

    def faq(self):
        source = os.path.join(self.args.questions, "questions.tsv")
        if not os.path.exists(source) or not os.path.exists(self.args.faq):
            say(f"faq is skipped: {self.args.faq} or {source} is not there")
            return
        passages, questions = self.path("faq", "passages.tsv"), self.path("faq", "questions.tsv")
        with open(passages, "wb") as out:
            subprocess.run(self.own("dump", self.args.faq), stdout=out, check=True)
        lines = [line for line in rows(source) if len(line) >= 2 and line[0]]
        write_rows(questions, [(f"q{i}", line[0]) for i, line in enumerate(lines)])
        right = {f"q{i}": set(line[1].split(",")) for i, line in enumerate(lines)}
        self.compare("faq", passages, questions, right, self.args.faq, ["match", "bm25"])

    @staticmethod
    def intent(name):
        """U0_card_declined -> card-declined, an id as FAQs have it."""
        return name.split("_", 1)[-1].replace("_", "-")

    def clinc(self):
        source = self.args.clinc
        if not source or not os.path.exists(os.path.join(source, "docs-utt.tsv")):
            say("clinc is skipped: --clinc FOLDER with docs-utt.tsv was not given")
            return
        asks, right = {}, {}
        for line in rows(os.path.join(source, "docs-utt.tsv")):
            asks.setdefault(self.intent(line[0]), []).append(next(text for text in line[1:] if text))
        titles = {intent: intent.replace("-", " ") for intent in asks}
        write_rows(self.path("clinc", "asks.tsv"), [(intent, titles[intent], text)
                                                    for intent, texts in asks.items() for text in texts])
        write_rows(self.path("clinc", "passages.tsv"), [(intent, titles[intent], " . ".join(texts))
                                                        for intent, texts in asks.items()])
        questions = self.path("clinc", "questions.tsv")
        shutil.copy(os.path.join(source, "queries-val.tsv"), questions)
        for line in rows(os.path.join(source, "qrels-val.tsv")):
            right.setdefault(line[0], set()).add(self.intent(line[1]))
        self.compare("clinc", self.path("clinc", "passages.tsv"), questions, right,
                     self.import_faq(self.path("clinc", "asks.tsv"), "--asks"), ["match", "bm25"])

    def generated(self, count):
        folder = os.path.dirname(self.path(f"gen-{count}", "."))
        questions = str(min(1000, max(200, 30_000_000 // count)))
        subprocess.run([os.path.join(self.programs, "gen_passages"), str(count), questions, "1",
                        self.args.words, folder], check=True)
        right = {line[0]: {line[1]} for line in rows(os.path.join(folder, "qrels.tsv"))}
        passages = os.path.join(folder, "passages.tsv")
        options = ["--lexicon", os.path.abspath(self.args.lexicon)] if self.args.lexicon else []
        self.compare(f"gen-{count}", passages, os.path.join(folder, "questions.tsv"), right,
                     self.import_faq(passages, *options), ["bm25"])


def exponents(results):
    """Of a question's time over the number of passages: least squares of logarithms."""
    found = {}
    for engine in {result["engine"] for result in results}:
        points = [(math.log(result["passages"]), math.log(result["seconds_a_question"]))
                  for result in results if result["engine"] == engine and result["set"].startswith("gen-")]
        if len(points) < 2:
            continue
        mean_x = sum(x for x, _ in points) / len(points)
        mean_y = sum(y for _, y in points) / len(points)
        found[engine] = (sum((x - mean_x) * (y - mean_y) for x, y in points) /
                         sum((x - mean_x) ** 2 for x, _ in points))
    return found


def number(value, digits=3):
    return "" if value is None else f"{value:.{digits}f}"


def table(results, slopes):
    lines = ["# Finding passages, side by side", "",
             "One question at a time, one thread, engines in turns; each one's best round, in processor time. `ours by` is how",
             "many times as many questions a second our first line of the set answers. Memory is what loading",
             "added, in times the size of the passages as text.", "",
             "| set | passages | engine | accuracy@1 | MRR | AUROC | questions/s | ours by | load s | memory MB | x text |",
             "|---|---|---|---|---|---|---|---|---|---|---|"]
    ours = {}
    for r in results:
        first = ours.setdefault(r["set"], r)
        lines.append(f"| {r['set']} | {r['passages']} | {r['engine']} | {r['accuracy']:.3f} | {r['mrr']:.3f} | "
                     f"{number(r['auroc'])} | {r['questions_a_second']:,.0f} | "
                     f"{first['questions_a_second'] / r['questions_a_second']:.1f} | {r['load_seconds']:.3f} | "
                     f"{r['kilobytes'] / 1024:.1f} | {r['memory_by_text']:.2f} |")
    if slopes:
        lines += ["", "A question's time grows with the number of passages to the power of: " +
                  ", ".join(f"{engine} {slope:.2f}" for engine, slope in sorted(slopes.items())) + "."]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--faq", default=os.path.join(ROOT, "faq", "calf-cramps.cfg"))
    parser.add_argument("--questions", default=os.path.join(ROOT, "tests", "questions"))
    parser.add_argument("--words", default=os.path.join(ROOT, "faq", "english.words"))
    parser.add_argument("--lexicon", default=os.path.join(ROOT, "faq", "english.cfg"),
                        help="of the generated sets; '' for none")
    parser.add_argument("--clinc", help="folder of CLINC150")
    parser.add_argument("--sizes", default="1000,10000,100000", help="of the generated sets; '' for none")
    parser.add_argument("--sets", default="faq,clinc,gen")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", help="folder of the results (BUILD/bench)")
    args = parser.parse_args()
    out = args.out or os.path.join(args.build, "bench")
    os.makedirs(out, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="crampbot-bench-") as folder:
        bench = Bench(args, folder)
        wanted = args.sets.split(",")
        if "faq" in wanted:
            bench.faq()
        if "clinc" in wanted:
            bench.clinc()
        for size in args.sizes.split(",") if "gen" in wanted and args.sizes else []:
            bench.generated(int(size))
    slopes = exponents(bench.results)
    with open(os.path.join(out, "search.json"), "w", encoding="utf-8") as file:
        json.dump({"results": bench.results, "exponents": slopes}, file, indent=1)
    with open(os.path.join(out, "search.md"), "w", encoding="utf-8") as file:
        file.write(table(bench.results, slopes))
    print(table(bench.results, slopes), end="")


if __name__ == "__main__":
    main()
