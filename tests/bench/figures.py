"""What the benchmarks share: how they are started, and where their figures go.

A benchmark is an executable file in this folder. It measures, and says here what it found:

    with Figures("Round trip", "What was measured, and how.", place=1, out=args.out) as figures:
        figures.table([("bot", "bot"), ("us", "median, us")], rows)
        figures.limit("round trip, times the echo bot's", 1.1, at_most=1.3)

That is kept as JSON lines in build/bench/NAME.json, one a thing said, and report.py makes the
report and the plots of all such files; it knows none of the benchmarks. A benchmark that
fails leaves no file.
"""
import argparse
import datetime
import json
import math
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("BUILD", "build")
MAX_SCALE = 6
SENSES = {"at_most": ("at most", lambda value, limit: value <= limit),
          "below": ("below", lambda value, limit: value < limit),
          "at_least": ("at least", lambda value, limit: value >= limit)}


def parser(about):
    """The options that every benchmark has."""
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--scale", type=int, default=MAX_SCALE, choices=range(2, MAX_SCALE + 1), metavar="N",
                      help=f"of FAQs up to 10^N passages (2 to {MAX_SCALE})")
    made.add_argument("--quick", action="store_true", help="as little as shows that it works; the figures say nothing")
    made.add_argument("--out", default=BUILD / "bench", type=pathlib.Path, metavar="FOLDER",
                      help="where the figures go (build/bench)")
    return made


def missing(what, packages):
    """Ends the benchmark: a peer is not there."""
    sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {what} is missing. It needs the Debian packages {packages}: "
             "plugin/packaging/install-packages build run bench adapters")


def output(*command):
    """What a command prints, or "" where it does not run."""
    try:
        return subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def commit():
    """What is measured."""
    found = output("git", "rev-parse", "--short=12", "HEAD")
    return found + (" with changes" if found and output("git", "status", "--porcelain", "-uno") else "")


def exponent(points):
    """How y grows with x, as a power of it: least squares of logarithms. None where there are too few."""
    logs = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len({x for x, _ in logs}) < 2:
        return None
    mean_x, mean_y = (sum(column) / len(logs) for column in zip(*logs))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def percentile(values, share):
    """The value that `share` of 100 of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(share / 100 * len(ordered)) - 1))]


class Figures:
    """The figures of one benchmark.

    text: what was measured and how, for somebody who doubts it. place: where it stands in the
    report. out: the folder.
    """

    def __init__(self, title, text, place, out):
        self.name = pathlib.Path(sys.argv[0]).stem
        self.path = pathlib.Path(out) / f"{self.name}.json"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        self.lines = []
        self.add("benchmark", title=title, text=text, place=place, command=f"tests/bench/{pathlib.Path(sys.argv[0]).name}",
                 began=datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"), commit=commit(),
                 load=round(os.getloadavg()[0], 2))

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if not kind:
            self.path.write_text("".join(json.dumps(line) + "\n" for line in self.lines), encoding="utf-8")

    def add(self, kind, **what):
        """Keeps a line."""
        self.lines.append({"kind": kind, **what})

    def text(self, text):
        """A paragraph."""
        self.add("text", text=text)

    def table(self, columns, rows):
        """columns: (key, heading) or (key, heading, format as in "{:.2f}"); rows: dicts."""
        self.add("table", columns=[[*column, ""][:3] for column in columns],
                 rows=rows)

    def plot(self, name, title, x, y, series, log="xy"):
        """series: name -> [(x, y)...]; x and y: what stands at the axes; log: which of them are logarithmic."""
        self.add("plot", name=f"{self.name}_{name}", title=title, x=x, y=y, log=log,
                 series=[{"name": label, "points": [list(point) for point in points]}
                         for label, points in series.items()])

    def limit(self, what, measured, unit="", **sense):
        """What the project promises: one of at_most, below, at_least = the limit."""
        (name, limit), = sense.items()
        words, holds = SENSES[name]
        self.add("limit", what=what, measured=measured, unit=unit, sense=words, limit=limit,
                 met=bool(holds(measured, limit)))

    def floor(self, what, ours, floor, unit, name):
        """How far something is from what it could cost at the least; name: what that least is."""
        self.add("floor", what=what, ours=ours, floor=floor, unit=unit, name=name)

    def short(self, what, figure):
        """A row of README's table."""
        self.add("short", what=what, figure=figure)
