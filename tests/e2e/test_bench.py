"""The benchmarks, each as little as shows that it works: how fast anything is does not matter here."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

from harness import BUILD, SANITIZED, TOP

HERE = TOP / "tests" / "bench"
BENCHMARKS = sorted(path for path in HERE.iterdir()
                    if path.is_file() and os.access(path, os.X_OK) and path.name != "run")
FEWER = {"irc_adapters": ["weechat"]}  # of the bots

pytestmark = pytest.mark.skipif(SANITIZED, reason="what is measured is built without sanitizers")


def run(*command, **environment):
    """Exit status and all that it says."""
    done = subprocess.run([sys.executable, *map(str, command)], cwd=TOP, check=False, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=200,
                          env={**os.environ, "BUILD": str(BUILD), "PYTHONDONTWRITEBYTECODE": "1", **environment})
    return done.returncode, done.stdout


def lines(path):
    """The figures in a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("program", BENCHMARKS, ids=lambda path: path.stem)
def test_it_measures(program, tmp_path):
    """Figures of which a report can be made, with a plot for each that is announced."""
    status, said = run(program, "--quick", "--out", tmp_path, *FEWER.get(program.name, []))
    assert status == 0, said
    found = lines(tmp_path / f"{program.stem}.json")
    assert found[0]["kind"] == "benchmark" and found[0]["title"]
    assert any(line["kind"] == "short" for line in found)
    tables = [line for line in found if line["kind"] == "table"]
    assert tables and all(line["rows"] for line in tables)
    status, said = run(HERE / "report.py", tmp_path)
    assert status == 0, said
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert found[0]["title"] in report
    assert report.index("## In short") < report.index("## What is promised") < report.index("## The machine")
    plots = re.findall(r"!\[[^]]*\]\(([^)]*)\)", report)
    assert len(plots) == sum(line["kind"] == "plot" for line in found)
    for plot in plots:
        assert "</svg>" in (tmp_path / plot).read_text(encoding="utf-8")
    assert os.uname().nodename not in report and str(TOP) not in report


def test_all_in_a_row(tmp_path):
    """What an earlier run left goes; one that cannot measure is named, and the others are in the report."""
    (tmp_path / "old.json").write_text("{}", encoding="utf-8")
    programs = tmp_path / "bin" # of what there is only this
    programs.mkdir()
    (programs / "gnuplot").symlink_to(shutil.which("gnuplot"))
    status, said = run(HERE / "run", "--quick", "--out", tmp_path, "scale_people", "irc_networks", PATH=str(programs))
    assert status == 1 and "Not measured: irc_networks." in said, said
    assert "Debian packages openssl: plugin/packaging/install-packages" in said
    assert (tmp_path / "report.md").exists()
    assert {path.name for path in tmp_path.glob("*.json")} == {"scale_people.json"}


def test_a_promise_that_is_not_met(tmp_path):
    """It stands in the report and in the last lines."""
    (tmp_path / "x.json").write_text("".join(json.dumps(line) + "\n" for line in (
        {"kind": "benchmark", "title": "X", "text": "A test.", "place": 1, "command": "x", "began": "2001-02-03 04:05 UTC",
         "commit": "abc", "load": 0.5},
        {"kind": "limit", "what": "weight", "measured": 12.345, "unit": "kg", "sense": "below", "limit": 10, "met": False},
        {"kind": "floor", "what": "weight", "ours": 12.0, "floor": 3.0, "unit": "kg", "name": "a feather"})),
        encoding="utf-8")
    status, said = run(HERE / "report.py", tmp_path)
    assert status == 0 and "not met: weight: 12.3 kg, promised is below 10 kg" in said and "0 of 1" in said
    report = pathlib.Path(tmp_path, "report.md").read_text(encoding="utf-8")
    assert "| weight | below 10 kg | 12.3 kg | **no** |" in report
    assert "| weight | 12 kg | 3 kg | 4 | a feather |" in report
    assert "Measured 2001-02-03" in report


def test_nothing_to_report(tmp_path):
    status, said = run(HERE / "report.py", tmp_path)
    assert status == 1 and "make bench" in said
