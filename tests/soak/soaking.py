"""What the soaks share: figures of a process, and where they are written."""
import json
import os
import pathlib

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("BUILD", "build")
SANITIZED = BUILD.name in ("sanitize", "coverage") # they take memory of their own
# What a long run may add to what it had after warm-up: pages that malloc keeps
# at hand, not a leak.
SLACK_KIB = 256


def growth(before, after):
    """Fails if memory has grown. A sanitizer keeps what was freed for a while."""
    assert SANITIZED or after - before <= SLACK_KIB, f"it grew from {before} to {after} KiB"


def report(name, figures):
    """Writes build/soak/NAME.json and prints it."""
    out = BUILD / "soak" / f"{name}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(f"{name}: {json.dumps(figures)}", flush=True)
