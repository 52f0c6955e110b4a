"""Where a setting belongs, as --check tells it, against the tables of settings, as --check tells them too."""
import os
import pathlib
import re
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("BUILD", "build")

# A group of each sort, by the words in which a mistake says that something belongs there.
GROUPS = {
    "at the top of bot.cfg, outside of every { }": "{}",
    "into log = { }": "log = {{ {} }};",
    "into admins = ( { } )": "admins = ( {{ {} }} );",
    "into a network, in networks = ( { } )": "networks = ( {{ {} }} );",
    "into flood = { }": "networks = ( {{ flood = {{ {} }}; }} );",
    "into limits = { }": "networks = ( {{ limits = {{ {} }}; }} );",
    "into sasl = { }": "networks = ( {{ sasl = {{ {} }}; }} );",
    "into nickserv = { }": "networks = ( {{ nickserv = {{ {} }}; }} );",
    "into a channel, in channels = ( { } )": "networks = ( {{ channels = ( {{ {} }} ); }} );",
    "into a plugin, in plugins = ( { } )": f'plugins = ( {{{{ path = "{BUILD / "cramp_faq.so"}"; {{}} }}}} );',
    "": "networks = ( {{ proxy = {{ {} }}; servers = ( {{ {} }} ); }} ); overrides = ( {{ {} }} );", # no hint leads there
}
NETWORK, CHANNEL = "into a network, in networks = ( { } )", "into a channel, in channels = ( { } )"
# These stand in one place, but may well be meant otherwise: the user of a proxy, a channel's name ...
SILENT = {"channel", "file", "key", "key_env", "user"}
HINTS = (TOP / "plugin" / "bot" / "hint.c").read_text(encoding="utf-8")


@pytest.fixture(name="check")
def make_check(tmp_path):
    """What --check says of a bot.cfg."""
    def check(text):
        (tmp_path / "bot.cfg").write_text(text, encoding="utf-8")
        return subprocess.run([BUILD / "crampbot", "--check", "-c", tmp_path / "bot.cfg"], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60, check=False).stderr
    return check


def tables(check):
    """The settings of each sort of group."""
    found = {}
    for place, group in GROUPS.items():
        told = check(group.replace("{}", "{0}").format("zzzzzz = 1;"))
        lists = re.findall(r"zzzzzz: unknown here; one of (.*) would be right|this plugin knows (.*)", told)
        found[place] = {name for names in lists for name in re.split(r", | and ", "".join(names))}
        assert found[place], told
    return found


def place_of(name, kept):
    """Where it belongs, in the words of a mistake, if that is one place; else None."""
    places = {place for place, keys in kept.items() if place and name in keys}
    if places == {NETWORK, CHANNEL} and name != "name":
        return "into a network or a channel"
    return places.pop() if len(places) == 1 and name not in SILENT else None


def test_each_setting_is_known_to_belong_where_it_does(check):
    kept = tables(check)
    for name in set().union(*kept.values()):
        elsewhere = "into flood = { }" if name not in kept["into flood = { }"] else "into limits = { }"
        told = check(GROUPS[elsewhere].format(f"{name} = 1;"))
        hint = re.search(rf"\b{name}: unknown here; it belongs (.*)", told)
        wanted = place_of(name, kept)
        if name == "networks": # the list of all of them, and the names in admins
            wanted = "at the top of bot.cfg, outside of every { }"
        assert (hint and hint.group(1)) == wanted, told


def test_no_hint_is_left_of_a_setting_that_is_gone(check):
    names = set().union(*tables(check).values())
    hints = re.findall(r'\{"(\w+)", (?:[a-z]+|"into [^"]*")\}', HINTS)
    aliases = re.findall(r'\{"(\w+)", "(\w+)"\}', HINTS)
    assert len(hints) > 60 and len(aliases) > 20
    assert not set(hints) - names
    assert not {meant for _, meant in aliases} - names
