#!/usr/bin/python3
"""How well and how fast we find passages, beside SQLite FTS5 and Xapian.

All engines get the same passages and the same questions, one at a time, on one processor, in
turns within one run; times are processor time.

    tests/bench/search.py [--clinc FOLDER] [--sizes 1000,10000,100000] [--rounds 5]

  faq      the shipped FAQ with tests/questions: right is any accepted passage
  clinc    CLINC150 (Larson et al. 2019): FOLDER has docs-utt.tsv, queries-val.tsv
           and qrels-val.tsv; questions without a right answer are out of scope
  gen-N    N passages by gen_passages.c; right is the one the question was made from
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from engines import LEXICON, PEERS, Engine, bench_answer, generate, import_faq, peer, rows, write_rows  # noqa: E402
from figures import TOP, Figures, exponent, parser  # noqa: E402

TEXT = """\
The same passages and the same questions for all, one question at a time, one thread, engines in turns; each one's best \
of several rounds, in processor time. Peers: the words of a question joined by OR, stemmed, BM25, the title counting twice; \
FTS5 in memory; Xapian's in-memory index and, for choice, its glass database on the file system, whose memory the kernel \
holds and which is not counted here. "match" is how the bot ranks, "bm25" ranks by words alone, as the peers do. "ours by" \
is how many times as many questions a second our first line of a set answers. Memory is what loading added, in times the \
size of the passages as text. Sets: `faq` is the shipped FAQ with tests/questions; `gen-N` are N passages and questions \
made by tests/bench/gen_passages.c (words as frequent as in English, with a Zipf tail; topics; one word in eight a \
stranger to its passage, one in thirty misspelt)."""
COLUMNS = [("set", "set"), ("passages", "passages"), ("engine", "engine"), ("accuracy", "right at rank 1", "{:.3f}"),
           ("mrr", "MRR", "{:.3f}"), ("auroc", "AUROC", "{:.3f}"), ("questions_a_second", "questions/s", "{:,.0f}"),
           ("by", "ours by", "{:.1f}"), ("load_seconds", "load, s", "{:.3f}"), ("mebibytes", "memory, MiB", "{:.1f}"),
           ("memory_by_text", "x text", "{:.2f}")]

# At least so many times as many questions a second as Xapian, as FTS5.
LEAST = {"faq": (2, 20), "gen-1000": (5, 50), "gen-10000": (5, 50), "gen-100000": (5, 50)}


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
    """How often the right passage comes first, and so on."""
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
    """All engines on one set after another."""

    def __init__(self, folder, rounds):
        self.folder = pathlib.Path(folder)
        self.rounds = rounds
        self.results = []

    def path(self, *names):
        """A file's, in a folder that is there."""
        path = self.folder.joinpath(*names)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def compare(self, name, passages, questions, right, faq, rankings):
        """All engines on one set, in turns."""
        asked = [line[0] for line in rows(questions)]
        size, count = os.path.getsize(passages), len(rows(passages))
        commands = [(f"crampbot, {ranking}", bench_answer(ranking, questions, faq)) for ranking in rankings]
        commands += [(label, peer(label, passages, questions, self.folder)) for label in PEERS]
        engines, found = [], {}
        print(f"{name}: {count} passages, {len(asked)} questions", flush=True)
        try:
            for label, command in commands:
                engines.append(Engine(label, command))
                found[label] = quality(engines[-1].run(), asked, right)
                print(f"  {label}: loaded in {engines[-1].load:.2f} s, accuracy {found[label]['accuracy']:.3f}", flush=True)
            for turn in range(self.rounds):
                for engine in engines[turn % len(engines):] + engines[:turn % len(engines)]:
                    engine.round(len(asked))
        finally:
            for engine in engines:
                engine.close()
        for engine in engines:
            self.results.append({
                "set": name, "engine": engine.name, "passages": count, "text_bytes": size,
                "questions_a_second": 1 / engine.best, "seconds_a_question": engine.best,
                "by": engines[0].best and engine.best / engines[0].best,
                "load_seconds": engine.load, "mebibytes": engine.kilobytes / 1024,
                "memory_by_text": engine.kilobytes * 1024 / size, **found[engine.name]})

    def faq(self):
        """What is shipped, with the questions of the tests."""
        faq = TOP / "faq" / "calf-cramps.cfg"
        passages, questions = self.path("faq", "passages.tsv"), self.path("faq", "questions.tsv")
        with open(passages, "wb") as out:
            subprocess.run(bench_answer("dump", faq), stdout=out, check=True)
        lines = [line for line in rows(TOP / "tests" / "questions" / "questions.tsv") if len(line) >= 2 and line[0]]
        write_rows(questions, [(f"q{i}", line[0]) for i, line in enumerate(lines)])
        right = {f"q{i}": set(line[1].split(",")) for i, line in enumerate(lines)}
        self.compare("faq", passages, questions, right, faq, ["match", "bm25"])

    @staticmethod
    def intent(name):
        """U0_card_declined -> card-declined, an id as FAQs have it."""
        return name.split("_", 1)[-1].replace("_", "-")

    def clinc(self, source):
        """Intents, with questions out of scope among the others."""
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
                     import_faq(self.path("clinc", "asks.tsv"), "--asks"), ["match", "bm25"])

    def generated(self, count):
        """Passages that do not exist."""
        folder = self.folder / f"gen-{count}"
        generate(count, min(1000, max(200, 30_000_000 // count)), folder)
        right = {line[0]: {line[1]} for line in rows(folder / "qrels.tsv")}
        self.compare(f"gen-{count}", folder / "passages.tsv", folder / "questions.tsv", right,
                     import_faq(folder / "passages.tsv", "--lexicon", LEXICON), ["bm25"])
        shutil.rmtree(folder)


def promises(figures, results):
    """What is promised of the shipped FAQ, and of others of 10^3 to 10^5 passages."""
    sets = {}
    for result in results:
        sets.setdefault(result["set"], {})[result["engine"]] = result
    for name, engines in sets.items():
        least = LEAST.get(name)
        if not least:
            continue
        ours = engines.get("crampbot, match") or engines["crampbot, bm25"]
        peers = {"Xapian": min((engines["Xapian"], engines["Xapian, glass"]), key=lambda one: one["seconds_a_question"]),
                 "SQLite FTS5": engines["SQLite FTS5"]}
        for (label, one), times in zip(peers.items(), least):
            figures.limit(f"{name}: questions a second, times those of {label}", one["by"], at_least=times)
        figures.limit(f"{name}: right at rank 1, beside the better of the peers", ours["accuracy"],
                      at_least=max(one["accuracy"] for one in peers.values()))


def short(figures, results):
    """README's rows."""
    for name, what in (("faq", "questions a second, the shipped FAQ"), ("gen-100000", "the same, 100,000 passages by bm25")):
        found = {result["engine"]: result for result in results if result["set"] == name}
        if not found:
            continue
        ours = found.get("crampbot, match") or found["crampbot, bm25"]
        best = min((found["Xapian"], found["Xapian, glass"]), key=lambda one: one["seconds_a_question"])
        both = (ours, best, found["SQLite FTS5"])
        figures.short(f"{what}: crampbot, Xapian, SQLite FTS5", ", ".join(f"{one['questions_a_second']:,.0f}" for one in both))
        figures.short("their passages at rank 1", ", ".join(f"{100 * one['accuracy']:.1f} %" for one in both))


def growth(figures, results):
    """Questions' time over the number of passages."""
    curves = {}
    for result in results:
        if result["set"].startswith("gen-"):
            curves.setdefault(result["engine"], []).append((result["passages"], result["seconds_a_question"] * 1e6))
    slopes = {engine: exponent(points) for engine, points in curves.items()}
    if any(slope is None for slope in slopes.values()) or not slopes:
        return
    figures.text("A question's time grows with the number of passages to the power of: " +
                 ", ".join(f"{engine} {slope:.2f}" for engine, slope in sorted(slopes.items())) + ".")
    figures.plot("questions", "Finding a passage", "passages", "time a question, us", curves)
    figures.limit("bm25: a question's time grows with passages to the power of", slopes["crampbot, bm25"], below=0.7)


def main():
    """Measures."""
    options = parser(__doc__)
    options.add_argument("--clinc", default=os.environ.get("CLINC"), help="folder of CLINC150")
    options.add_argument("--sizes", default="1000,10000,100000", help="of the generated sets; '' for none")
    options.add_argument("--rounds", type=int, default=5)
    args = options.parse_args()
    sizes = [size for size in map(int, filter(None, args.sizes.split(","))) if size <= 10 ** args.scale]
    if args.quick:
        sizes, args.rounds = [200, 400], 1
    with Figures("Finding passages, side by side", TEXT, 2, args.out) as figures, \
            tempfile.TemporaryDirectory(prefix="crampbot-bench-") as folder:
        bench = Bench(folder, args.rounds)
        bench.faq()
        if args.clinc:
            bench.clinc(args.clinc)
        for size in sizes:
            bench.generated(size)
        figures.table(COLUMNS, bench.results)
        growth(figures, bench.results)
        promises(figures, bench.results)
        short(figures, bench.results)


if __name__ == "__main__":
    main()
