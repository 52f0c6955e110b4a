"""Whole conversations, each one person's, written by people who had not seen the FAQ and knew what was
measured: everyday talk in which nobody describes a warning sign, and signs that only come out over
several messages. Each message is put to the bot in turn; a warning anywhere counts. In two more a
warning comes first: what takes it back ends it, and what does not must leave it standing.

The limits are what was reached. They are for people to lower and raise, never to make a change pass.
"""
import concurrent.futures
import os
import pathlib
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("BUILD", "build")
TALKS = TOP / "tests/questions/talks"


def talks(name):
    return [talk.strip("\n") + "\n" for talk in (TALKS / name).read_text().split("---\n")]


def warnings(talk):
    """Of each message: was it met with a warning?"""
    done = subprocess.run([BUILD / "crampfaq", "ask", "--batch", "--dialog", "-f", TOP / "faq/calf-cramps.cfg"],
                          input=talk, capture_output=True, text=True, check=True, timeout=60)
    replies = done.stdout.splitlines()
    assert len(replies) == talk.count("\n")
    return [line.startswith("urgent\t") for line in replies]


def warned(name, counts=any):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        every = talks(name)
        return [talk for talk, found in zip(every, pool.map(warnings, every)) if counts(found)], len(every)


def test_everyday_talk():
    found, count = warned("everyday.txt")
    assert count == 101
    assert not found, "\n".join(found)


def test_signs_in_pieces():
    found, count = warned("pieces.txt")
    assert count == 101
    assert len(found) >= 100, f"{len(found)} of {count}"


def test_what_takes_a_warning_back():
    found, count = warned("taken-back.txt", lambda each: any(each) and each[-1])
    assert count == 80
    assert len(found) <= 2, "\n".join(found)


def test_what_leaves_a_warning_standing():
    found, count = warned("stays.txt", lambda each: each[-1])
    assert count == 66
    assert len(found) == count, f"{len(found)} of {count}"
