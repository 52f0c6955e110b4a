"""Makes build/bench/report.md, and its plots, of what the benchmarks left there (see figures.py).

    tests/bench/report.py [FOLDER]

First the rows for README's table, then what the project promises beside what was measured, how
far things are from their floors, the machine, and each benchmark's own figures. Exit status
0 whether or not a promise is met: that is for the reader, and for the last lines it prints.
"""
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

from figures import BUILD, missing, output

PEERS = ("libsqlite3-0", "libxapian30", "eggdrop", "limnoria", "weechat-headless", "irssi", "ngircd", "inspircd",
         "libircclient1")
COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b", "#17becf", "#7f7f7f")


def number(value):
    """Three digits that count, and none where there is nothing."""
    if value is None:
        return "-"
    if isinstance(value, str) or isinstance(value, int) and abs(value) < 1000:
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def markdown(headings, rows):
    """A table of strings."""
    return ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings),
            *("| " + " | ".join(row) + " |" for row in rows), ""]


def cell(value, form):
    """A figure as its column wants it."""
    return number(value) if not form or value is None or isinstance(value, str) else form.format(value)


def with_unit(value, unit):
    """1.2 s; 1.2 % ; 1.2"""
    return f"{number(value)} {unit}".rstrip()


def draw(plot, folder):
    """One SVG, by gnuplot; everything it needs goes in on standard input."""
    quoted = {key: str(plot[key]).replace("'", "''") for key in ("title", "x", "y", "name")}
    script = ["set terminal svg size 760,420 dynamic font 'sans,13' background '#ffffff'",
              f"set output '{quoted['name']}.svg'", f"set title '{quoted['title']}' noenhanced",
              f"set xlabel '{quoted['x']}' noenhanced", f"set ylabel '{quoted['y']}' noenhanced",
              "set grid lc rgb '#cccccc' lw 1", "set autoscale xfix", "set border 3", "set tics nomirror", "set key outside right top noenhanced"]
    script += [f"set logscale {axis}\nset format {axis} '%g'" for axis in plot["log"]]
    for at, series in enumerate(plot["series"]):
        script += [f"$d{at} << EOD", *(" ".join(map(repr, point)) for point in series["points"]), "EOD"]
    curves = []
    for at, series in enumerate(plot["series"]):
        label = series["name"].replace("'", "''")
        curves.append(f"$d{at} using 1:2 with linespoints lw 2 pt 7 ps 0.6 "
                      f"lc rgb '{COLOURS[at % len(COLOURS)]}' title '{label}'")
    script.append("plot " + ", ".join(curves))
    try:
        subprocess.run(["gnuplot", "-"], input="\n".join(script) + "\n", text=True, cwd=folder, check=True)
    except OSError:
        missing("gnuplot", "gnuplot-nox")
    return f"![{plot['title']}]({plot['name']}.svg)"


def section(lines, folder):
    """What one benchmark has to say."""
    head = lines[0]
    text = [f"## {head['title']}", "", f"{head['text']} `{head['command']}`, begun at {head['began']}, when the machine's "
            f"load was {head['load']}.", ""]
    for line in lines:
        if line["kind"] == "text":
            text += [line["text"], ""]
        elif line["kind"] == "table":
            keys = [(key, form) for key, _, form in line["columns"]]
            text += markdown([heading for _, heading, _ in line["columns"]],
                             [[cell(row.get(key), form) for key, form in keys] for row in line["rows"]])
        elif line["kind"] == "plot":
            text += [draw(line, folder), ""]
    return text


def machine():
    """What it ran on; no names, no paths."""
    info = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    total = re.search(r"^MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text(encoding="ascii"), re.M)
    model = re.search(r"^model name\s*:\s*(.+)$", info, re.M)
    system = re.search(r'^PRETTY_NAME="?([^"\n]+)', pathlib.Path("/etc/os-release").read_text(encoding="utf-8"), re.M)
    hypervisor = " (virtual machine)" if re.search(r"^flags\s*:.*\bhypervisor\b", info, re.M) else ""
    rows = [("processor", (model.group(1) if model else platform.machine()) + hypervisor),
            ("cores", str(len(os.sched_getaffinity(0)))),
            ("memory", f"{int(total.group(1)) / 2 ** 20:.1f} GiB"),
            ("kernel", f"{platform.system()} {platform.release()}"),
            ("system", system.group(1) if system else "?"),
            ("compiler", output(os.environ.get("CC", "cc"), "--version").split("\n")[0])]
    for package in PEERS:
        version = output("dpkg-query", "-W", "-f", "${Version}", package)
        if version:
            rows.append((package, version))
    return markdown(["what", "which"], rows)


def gather(folder):
    """The lines of each benchmark, in the report's order."""
    found = []
    for path in folder.glob("*.json"):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        if lines and isinstance(lines[0], dict) and lines[0].get("kind") == "benchmark":
            found.append(lines)
    return sorted(found, key=lambda lines: (lines[0]["place"], lines[0]["title"]))


def every(benchmarks, kind):
    """(line, its benchmark's head) of all lines of a kind."""
    return [(line, lines[0]) for lines in benchmarks for line in lines if line["kind"] == kind]


def write(benchmarks, folder):
    """The report as text."""
    days = sorted({lines[0]["began"][:10] for lines in benchmarks})
    commits = sorted({lines[0]["commit"] or "unknown" for lines in benchmarks})
    model = [row for row in machine() if row.startswith("| processor")][0].split("|")[2].strip()
    text = ["# crampbot: figures", "",
            f"Measured {' to '.join(days[::len(days) - 1] if len(days) > 1 else days)} on {len(os.sched_getaffinity(0))} "
            f"cores of {model}; commit {', '.join(commits)}. `make bench` repeats all of it, `make bench SCALE=5` with "
            "FAQs of up to 10^5 passages; each benchmark is a program of its own, named beside its figures.", "",
            "## In short", ""]
    text += markdown(["what", "figure", "command"], [[line["what"], line["figure"], f"`{head['command']}`"]
                                                     for line, head in every(benchmarks, "short")])
    text += ["## What is promised", ""]
    text += markdown(["what", "promised", "measured", "met"],
                     [[line["what"], f"{line['sense']} {with_unit(line['limit'], line['unit'])}",
                       with_unit(line["measured"], line["unit"]), "yes" if line["met"] else "**no**"]
                      for line, _ in every(benchmarks, "limit")])
    text += ["## How far from the floor", "", "What a thing would cost at the least, measured on the same machine in the "
             "same run.", ""]
    text += markdown(["what", "ours", "floor", "times", "what the floor is"],
                     [[line["what"], with_unit(line["ours"], line["unit"]), with_unit(line["floor"], line["unit"]),
                       number(line["ours"] / line["floor"]) if line["floor"] else "-", line["name"]]
                      for line, _ in every(benchmarks, "floor")])
    text += ["## The machine", "", *machine()]
    for lines in benchmarks:
        text += section(lines, folder)
    return "\n".join(text).rstrip("\n") + "\n"


def main():
    """Exit status 1: there are no figures."""
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else BUILD / "bench").resolve()
    benchmarks = gather(folder)
    if not benchmarks:
        print(f"There are no figures in {folder}: `make bench` makes them.", file=sys.stderr)
        return 1
    report = folder / "report.md"
    report.write_text(write(benchmarks, folder), encoding="utf-8")
    promised = every(benchmarks, "limit")
    broken = [line for line, _ in promised if not line["met"]]
    for line in broken:
        print(f"not met: {line['what']}: {with_unit(line['measured'], line['unit'])}, promised is {line['sense']} "
              f"{with_unit(line['limit'], line['unit'])}")
    print(f"{len(promised) - len(broken)} of {len(promised)} promises are met. The report: {report}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
