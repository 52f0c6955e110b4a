"""A line of input at the bottom of a terminal while other lines appear above it.

Keys: letters, left, right, Home, End, Backspace, Delete, up and down (what was
typed before), Ctrl-A, E, U, K, W, L. Ctrl-C and Ctrl-D end it.
"""
import codecs
import os
import re
import sys
import termios
import unicodedata

KEYS = {
    "\x1b[A": "up", "\x1b[B": "down", "\x1b[C": "right", "\x1b[D": "left",
    "\x1bOA": "up", "\x1bOB": "down", "\x1bOC": "right", "\x1bOD": "left",
    "\x1b[H": "home", "\x1b[F": "end", "\x1bOH": "home", "\x1bOF": "end",
    "\x1b[1~": "home", "\x1b[4~": "end", "\x1b[7~": "home", "\x1b[8~": "end",
    "\x1b[3~": "delete", "\x7f": "backspace", "\x08": "backspace",
    "\x01": "home", "\x05": "end", "\x15": "cut before", "\x0b": "cut after",
    "\x17": "cut word", "\x0c": "redraw", "\r": "enter", "\n": "enter",
    "\x03": "stop", "\x04": "leave",
}
# One key: an escape sequence, or any one character.
KEY = re.compile(r"\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|[^\x1b]|\x1b(?=\x1b)|\x1b(?![\[O])")


def width(text):
    """How many columns it takes on a terminal."""
    columns = 0
    for char in text:
        if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Me", "Mn"):
            continue
        columns += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return columns


class Prompt:
    """Use as `with Prompt() as prompt`: outside, the terminal is as it was."""

    def __init__(self, mark="> "):
        self.mark = mark
        self.line = ""
        self.at = 0
        self.history = []
        self.back = 0
        self.keys = ""
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.saved = None

    def __enter__(self):
        self.saved = termios.tcgetattr(0)
        raw = termios.tcgetattr(0)
        raw[0] &= ~(termios.ICRNL | termios.IXON)
        raw[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN)
        raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
        termios.tcsetattr(0, termios.TCSADRAIN, raw)
        self.draw()
        return self

    def __exit__(self, *_):
        try:
            self.write("\r\x1b[K")
            termios.tcsetattr(0, termios.TCSADRAIN, self.saved)
        except (OSError, termios.error):
            pass  # the terminal is gone

    @staticmethod
    def write(text):
        """To the terminal at once."""
        sys.stdout.write(text)
        sys.stdout.flush()

    def show(self, text):
        """Prints a line above the one being typed."""
        self.write("\r\x1b[K" + text + "\n")
        self.draw()

    def draw(self):
        """Draws what is being typed; of a long line, the part around the cursor."""
        columns = os.get_terminal_size(1).columns or 80
        room = max(8, columns - len(self.mark) - 1)
        start = 0
        while width(self.line[start:self.at]) > room * 3 // 4 and start < self.at:
            start += 1
        end = len(self.line)
        while width(self.line[start:end]) > room:
            end -= 1
        column = len(self.mark) + width(self.line[start:self.at])
        self.write(f"\r{self.mark}{self.line[start:end]}\x1b[K\r\x1b[{column}C")

    def read(self):
        """What was typed: a list of whole lines. EOFError when it is to end."""
        try:
            data = os.read(0, 4096)
        except OSError:
            data = b""
        if not data:
            raise EOFError
        self.keys += self.decoder.decode(data)
        lines = []
        while True:
            match = KEY.match(self.keys)
            if not match:
                break
            self.keys = self.keys[match.end():]
            line = self.press(match.group())
            if line is not None:
                lines.append(line)
        self.draw()
        return lines

    def press(self, key):
        """One key; returns the line if it ends one."""
        name = KEYS.get(key)
        if name == "enter":
            return self.take()
        if name == "stop" or (name == "leave" and not self.line):
            raise EOFError
        if name in ("up", "down"):
            self.recall(1 if name == "up" else -1)
        elif name:
            self.edit(name)
        elif key.isprintable():
            self.line = self.line[:self.at] + key + self.line[self.at:]
            self.at += 1
        return None

    def edit(self, name):
        """Moves the cursor, or takes something out."""
        start = end = self.at
        if name in ("backspace", "left"):
            start = max(0, self.at - 1)
        elif name in ("delete", "leave", "right"):
            end = min(len(self.line), self.at + 1)
        elif name in ("cut before", "home"):
            start = 0
        elif name in ("cut after", "end"):
            end = len(self.line)
        elif name == "cut word":
            start = len(self.line[:self.at].rstrip().rpartition(" ")[0])
        if name in ("left", "home"):
            self.at = start
        elif name in ("right", "end"):
            self.at = end
        else:
            self.line = self.line[:start] + self.line[end:]
            self.at = start

    def recall(self, step):
        """Fetches an earlier line (1) or a later one (-1)."""
        self.back = min(max(self.back + step, 0), len(self.history))
        self.line = self.history[-self.back] if self.back else ""
        self.at = len(self.line)

    def take(self):
        """The line is done."""
        line, self.line, self.at, self.back = self.line, "", 0, 0
        if line.strip() and (not self.history or self.history[-1] != line):
            self.history = self.history[-99:] + [line]
        return line
