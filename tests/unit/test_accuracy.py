"""How good the shipped FAQ is on tests/questions: it may not fall below what was reached.

A change of words or constants that makes it better moves the limits up; one that
makes it worse is looked at (`build/crampfaq eval tests/questions`), not let through.
"""
import os
import pathlib
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", TOP / "build"))
if not BUILD.is_absolute():
    BUILD = TOP / BUILD

REACHED = {
    "--min-accepted": "98.2",   # percent of the questions with an accepted passage
    "--max-wrong": "0.7",       # percent with another passage
    "--min-urgent": "100",      # percent of the warning signs with the urgent line
    "--max-uncovered": "0",     # uncovered questions with a passage
    "--max-offtopic": "0",      # off-topic lines, addressed or not, with a passage or a choice
    "--max-notsigns": "0",      # urgent lines without need
    "--min-dialogues": "93",    # percent of the follow-ups with an accepted passage
}

# The same for questions that nobody tunes to.
REACHED_HELD_OUT = REACHED | {
    "--min-accepted": "98.7",
    "--max-wrong": "0",
    "--min-dialogues": "95",
}

# And to a bot of which one knows what it is about: half of them do not name the topic.
REACHED_OFFHAND = REACHED | {
    "--min-accepted": "92",
    "--max-wrong": "1.5",
    "--max-offtopic": "2",      # a band called Spasm, and painfully slow tests
    "--min-dialogues": "88.9",
}

# And those that were written last and never mended for.
REACHED_UNSEEN = REACHED | {
    "--min-accepted": "97.5",
    "--max-wrong": "0.7",       # one, of old people in a home, is told what a cramp is; others gained three
    "--max-notsigns": "2",
    "--min-dialogues": "96",
}

# And of five very different voices; four of the warnings without need are left alone, as
# words that would stop them might stop one that is needed.
REACHED_STRANGERS = REACHED | {
    "--min-accepted": "90.4",
    "--max-wrong": "0.5",
    "--max-notsigns": "4",
    "--min-dialogues": "86",
}

# And of five passers-by; one sign is told half in Dutch, and the warnings without need are films, figures of
# speech and what nurses ask.
REACHED_PASSERS_BY = REACHED | {
    "--min-urgent": "99.7",
    "--max-wrong": "0.8",
    "--min-accepted": "96",
    "--max-offtopic": "1",
    "--max-notsigns": "16",
    "--min-dialogues": "90.3",
}

# And of six newcomers, who tell situations and doubts more than they ask; most signs left are in Scots, Pidgin or
# Portuguese, and the warnings without need a heart that skips a beat and a weak Wi-Fi.
REACHED_NEWCOMERS = REACHED | {
    "--min-urgent": "99.3",
    "--max-wrong": "1.7",
    "--min-accepted": "91.1",
    "--max-uncovered": "3",     # which nerve, which trace elements, which room temperature
    "--max-notsigns": "3",
    "--min-dialogues": "85",
}
del REACHED_NEWCOMERS["--max-offtopic"]  # they wrote no such lines

# And of ten visitors, one of whom leaves the vowels out; of the signs the one left
# calls a foot a fit; the warnings without need are strokes for joy and for a poster, television and a film, denials, a
# horse, and socks against clots.
REACHED_VISITORS = REACHED | {
    "--min-urgent": "99.8",
    "--max-wrong": "1.1",
    "--min-accepted": "95.1",
    "--max-uncovered": "3",     # which nerve, fingers without vowels, a cold lake beside a pool
    "--max-offtopic": "1",      # "cold night here", said to the bot
    "--max-notsigns": "8",
    "--min-dialogues": "85.7",
}

# And of nine guests: signs as unlike a textbook's as could be thought of (a boot that fits on one foot only, a sample that
# is called a stout), follow-ups of a word or two, and without need films, novels, denials, animals and machines.
REACHED_GUESTS = REACHED | {
    "--min-urgent": "97.7",
    "--max-wrong": "1.2",
    "--min-accepted": "93.2",
    "--max-uncovered": "3",     # sciatica, a hen with a cramp, whether to walk it off
    "--max-offtopic": "8",      # spasming screens and crampons
    "--max-notsigns": "45",
    "--min-dialogues": "79.6",
}

# And of whoever mended last, in six goes, each scored before anything was mended for it: strange tellings of signs,
# and what hides a sign (a dog on the bed, mates who laugh); without need a team that is weak on the left, "hot leg day",
# a dead phone and questions in general of a swollen leg.
REACHED_CALLERS = REACHED | {
    "--min-accepted": "95.3",
    "--max-wrong": "0.7",
    "--min-urgent": "97.1",
    "--max-notsigns": "8",
    "--min-dialogues": "100",
}
del REACHED_CALLERS["--max-offtopic"]  # no such lines


SETS = {
    "questions": REACHED, "questions/held-out": REACHED_HELD_OUT, "questions/offhand": REACHED_OFFHAND,
    "questions/unseen": REACHED_UNSEEN, "questions/strangers": REACHED_STRANGERS, "questions/passers-by": REACHED_PASSERS_BY,
    "questions/newcomers": REACHED_NEWCOMERS, "questions/visitors": REACHED_VISITORS, "questions/guests": REACHED_GUESTS,
    "questions/callers": REACHED_CALLERS,
}


def evaluate(limits, folder):
    """crampfaq eval of a folder in tests/ with these limits; the finished process."""
    options = [word for pair in limits.items() for word in pair]
    return subprocess.run([BUILD / "crampfaq", "eval", "-f", TOP / "faq" / "calf-cramps.cfg", *options,
                           TOP / "tests" / folder],
                          capture_output=True, text=True, errors="replace", check=False)


@pytest.mark.parametrize("folder", SETS)
def test_accuracy_is_what_was_reached(folder):
    done = evaluate(SETS[folder], folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_set_is_without_limits():
    assert {str(path.parent.relative_to(TOP / "tests")) for path in TOP.glob("tests/questions/**/questions.tsv")} == set(SETS)


def test_a_limit_out_of_reach_fails():
    assert evaluate({"--min-accepted": "100"}, "questions").returncode == 1
