"""A machine that lets the bot down: what tests/e2e/preload.c does for it, from any moment on."""
import mmap
import os
import struct

from harness import BUILD

LIBRARY = BUILD / "tests" / "preload.so"
BYTES = 4096
PLACES = {"nth": (0, "Q"), "seen": (8, "Q"), "behind": (16, "Q"), "later": (24, "q"), "names": (32, "q"),
          "asked": (40, "Q")}
ADDRESSES = 48
HANG, SAY = 1, 2                    # for names; or one of these, from netdb.h
EAI_NONAME, EAI_AGAIN, EAI_FAIL, EAI_MEMORY, EAI_SYSTEM = -2, -3, -4, -10, -11


class Faults:
    """Set an attribute and it is so in the bot at once: nth, behind, later, names. Read: seen, asked."""

    def __init__(self, folder):
        path = folder / "faults"
        path.write_bytes(bytes(BYTES))
        with open(path, "r+b") as file:
            self.__dict__["map"] = mmap.mmap(file.fileno(), BYTES)
        self.__dict__["path"] = path

    def __getattr__(self, name):
        at, kind = PLACES[name]
        return struct.unpack_from("=" + kind, self.map, at)[0]

    def __setattr__(self, name, value):
        at, kind = PLACES[name]
        struct.pack_into("=" + kind, self.map, at, value)

    def fail(self, nth, behind=False):
        """The nth allocation from now on fails."""
        self.nth = 0
        self.seen = 0
        self.behind = int(behind)
        self.nth = nth

    def stop(self):
        """None fails any more. Did one?"""
        nth, self.nth = self.nth, 0
        return self.seen >= nth > 0

    def say(self, *addresses):
        """Every host has these addresses."""
        text = " ".join(addresses).encode()
        self.map[ADDRESSES:BYTES] = text.ljust(BYTES - ADDRESSES, b"\0")
        self.names = SAY

    def program(self, program):
        """That program, with these faults."""
        script = self.path.with_name("faulty")
        script.write_text(f'#!/bin/sh\nLD_PRELOAD={LIBRARY} CRAMPBOT_FAULTS={self.path} exec {program} "$@"\n',
                          encoding="utf-8")
        os.chmod(script, 0o755)
        return script
