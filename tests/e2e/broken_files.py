"""bot.cfg, a FAQ and a lexicon that are right, and hundreds of ways to break them.

Each setting stands in a line of its own, `KEY = VALUE;`, so that the line of a
mistake is known. A case is what is put in the place of what, in which file, and
what must be said: the file, the line and a part of the reason.
"""
import collections
import re

BOT = b"""\
log = {
    level = "info";
    levels = {
        wire = "info";
    };
    format = "logfmt";
};
state = "state";
metrics = "figures.prom";
watch = false;
sandbox = true;
core_dumps = false;
networks = ( {
    name = "test";
    host = "127.0.0.1";
    port = @PORT@;
    tls = false;
    nick = "crampbot";
    alternatives = [ "crampbot_" ];
    user = "cramp";
    realname = "a bot under test";
    quit = "Goodbye.";
    ignore = [ "nobody" ];
    talk_to_bots = false;
    flood = {
        burst = 100;
        interval = 1;
        bytes = 100000;
    };
    limits = {
        questions = 0;
        channel = 0;
        cool_down = 60;
        repeat = 0;
        loop = 0;
    };
    prefix = "!tea";
    reply = "privmsg";
    private = false;
    ambient = false;
    lines = 1;
    offer_private = false;
    quiet_urgent = false;
    operators = false;
    busy = "Busy.";
    slow_down = "Slow down.";
    see_above = "See above.";
    channels = ( {
        name = "#cramps";
        key = "tea";
        forward = false;
        quiet = false;
    } );
}, {
    name = "other";
    servers = ( {
        host = "127.0.0.1";
        port = 1;
        ca_file = "ca.pem";
        tls = false;
    } );
    nick = "other";
    realname = "goes nowhere";
    bind = "127.0.0.1";
    password = "secret";
    sasl = {
        account = "me";
        password = "secret";
        mechanisms = [ "PLAIN" ];
        plain_without_tls = true;
        on_failure = "nickserv";
    };
    nickserv = {
        nick = "NickServ";
        account = "me";
        password_file = "password";
        without_tls = true;
        recover = "ghost";
    };
    proxy = {
        type = "socks5";
        host = "127.0.0.1";
        port = 1;
        user = "me";
        password = "secret";
    };
} );
admins = ( {
    account = "anna";
    hostmask = "*!*@home.example.org";
    networks = [ "test" ];
} );
plugins = ( {
    path = "@PLUGIN@";
    name = "tea";
    faq = [ "tea.cfg" ];
    threshold = 0.35;
    threshold_private = 0.35;
    threshold_ambient = 0.6;
    inbox = {
        file = "state/inbox.db";
        keep = 10;
        show_from = 2;
        rows = 100;
    };
} );
"""

FAQ = b"""\
article = {
    id = "tea";
    title = "Tea";
    language = "english";
    lexicon = "words.cfg";
    disclaimer = "This is not advice.";
    source = "A book.";
    reviewed = "2026-01-01";
    topic = [ "TEA" ];
};
says = {
    help = "Ask about tea.";
    unknown = "I know tea alone.";
    uncovered = "The book is silent.";
    choice = "Do you mean";
    more = "Say more.";
    no_more = "That is all.";
    no_topic = "No such topic.";
};
concepts = ( {
    name = "TEA";
    says = [ "tea" ];
    place = false;
}, {
    name = "SCALD";
    says = [ "scald" ];
} );
passages = ( {
    id = "steep";
    title = "How long tea steeps";
    answer = "Black tea three to five minutes, green tea two.";
    more = "It grows bitter after that.";
    section = "One";
    author = "me";
    reviewed = "2026-01-02";
    asks = [ "how long does tea steep", "steeping time of tea", "how many minutes for tea" ];
    keywords = [ "steep" ];
}, {
    id = "origin";
    title = "Where tea comes from";
    answer = "From the hills of Yunnan, long ago.";
    asks = [ "where does tea come from", "which country grew tea first", "the origin of tea" ];
} );
uncovered = ( {
    id = "price";
    title = "Prices";
    line = "The book names no prices.";
    asks = [ "what does tea cost", "is tea expensive" ];
} );
warnings = ( {
    id = "burn";
    title = "Burns";
    line = "Cool it under water, and see a doctor.";
    signs = [ "TEA + SCALD" ];
} );
"""

WORDS = b"""\
language = "english";
words = "list.words";
dictionary = "dictionary";
contractions = (
    ( "can't", "can not" )
);
misspellings = (
    ( "taa", "tea" )
);
synonyms = ( {
    word = "tea";
    means = [ "cuppa" ];
} );
negators = [ "no" ];
negation_ends = [ "but" ];
empty = [ "please" ];
lists = {
    help = [ "help" ];
    topics = [ "topics" ];
    topic = [ "topic" ];
    more = [ "more" ];
    source = [ "source" ];
    disclaimer = [ "disclaimer" ];
    why = [ "why this answer" ];
    thanks = [ "thanks" ];
    wrong = [ "wrong" ];
    first = [ "first" ];
    second = [ "second" ];
    third = [ "third" ];
    greeting = [ "hi" ];
    polite = [ "kindly" ];
    follow = [ "and" ];
    pronoun = [ "it" ];
    others = [ "dog" ];
    person = [ "i" ];
};
"""

LIST = b"tea\t10\nthe\t5000\nlong\t300\n"

GOOD = {"bot.cfg": BOT, "tea.cfg": FAQ, "words.cfg": WORDS, "list.words": LIST, "dictionary": b"tea\n",
        "password": b"secret\n"}
PRIVATE = {"bot.cfg", "password"}

Case = collections.namedtuple("Case", "name file text where line reason")
"""In `file`, `text` (None: no file) makes a mistake of `where`, in `line`."""


def find(file, key, nth=0):
    """The nth line `KEY = ...;` of a file, as a match."""
    found = list(re.finditer(rb"^ *" + key.encode() + rb" = (.*);$", GOOD[file], re.M))
    return found[nth]


def line_of(text, at):
    """The line that a place of a text is in."""
    return text.count(b"\n", 0, at) + 1


def with_value(file, key, value, nth=0, name=None):
    """(text, line) of a file in which a setting has another value, and perhaps another name."""
    good, at = GOOD[file], find(file, key, nth)
    line = good[at.start():at.end()]
    new = re.sub(rb"(\w+) = .*", lambda m: (name or m.group(1)) + b" = " + value + b";", line, flags=re.S)
    return good[:at.start()] + new + good[at.end():], line_of(good, at.start())


def without(file, key, nth=0):
    """A file in which a setting's line is blank."""
    good, at = GOOD[file], find(file, key, nth)
    return good[:at.start()] + good[at.end():]


TEXT, NUMBER, FLAG, TEXTS, REAL, LIST_OF, GROUP = "text number flag texts real list group".split()

# bot.cfg: key, which one of that name, kind, and for numbers the range.
BOT_KEYS = [
    ("level", 0, TEXT), ("wire", 0, TEXT), ("format", 0, TEXT), ("state", 0, TEXT), ("metrics", 0, TEXT),
    ("watch", 0, FLAG), ("sandbox", 0, FLAG), ("core_dumps", 0, FLAG),
    ("name", 0, TEXT), ("host", 0, TEXT), ("port", 0, NUMBER, 1, 65535), ("tls", 0, FLAG),
    ("nick", 0, TEXT), ("alternatives", 0, TEXTS), ("user", 0, TEXT), ("realname", 0, TEXT),
    ("quit", 0, TEXT), ("ignore", 0, TEXTS), ("talk_to_bots", 0, FLAG),
    ("burst", 0, NUMBER, 1, 100), ("interval", 0, NUMBER, 1, 60000), ("bytes", 0, NUMBER, 512, 100000),
    ("questions", 0, NUMBER, 0, 1000), ("channel", 0, NUMBER, 0, 10000),
    ("cool_down", 0, NUMBER, 1, 3600), ("repeat", 0, NUMBER, 0, 3600), ("loop", 0, NUMBER, 0, 100),
    ("prefix", 0, TEXT), ("reply", 0, TEXT), ("private", 0, FLAG), ("ambient", 0, FLAG),
    ("lines", 0, NUMBER, 1, 5), ("offer_private", 0, FLAG), ("quiet_urgent", 0, FLAG), ("operators", 0, FLAG),
    ("busy", 0, TEXT), ("slow_down", 0, TEXT), ("see_above", 0, TEXT),
    ("name", 1, TEXT), ("key", 0, TEXT), ("forward", 0, FLAG), ("quiet", 0, FLAG),
    ("name", 2, TEXT), ("host", 1, TEXT), ("port", 1, NUMBER, 1, 65535), ("ca_file", 0, TEXT), ("tls", 1, FLAG),
    ("bind", 0, TEXT), ("password", 0, TEXT), ("account", 0, TEXT), ("password", 1, TEXT),
    ("mechanisms", 0, TEXTS), ("plain_without_tls", 0, FLAG), ("on_failure", 0, TEXT),
    ("nick", 2, TEXT), ("account", 1, TEXT), ("password_file", 0, TEXT), ("without_tls", 0, FLAG),
    ("recover", 0, TEXT), ("type", 0, TEXT), ("host", 2, TEXT), ("port", 2, NUMBER, 1, 65535),
    ("user", 1, TEXT), ("password", 2, TEXT),
    ("account", 2, TEXT), ("hostmask", 0, TEXT), ("networks", 0, TEXTS),
    ("path", 0, TEXT), ("name", 3, TEXT),
]

MUST = {TEXT: "must be a text in quotes", NUMBER: "must be a whole number", FLAG: "must be true or false",
        TEXTS: "must be texts in [ ]"}
WRONG = {TEXT: [b"5", b"[ \"a\" ]"], NUMBER: [b'"5"', b"1.5"], FLAG: [b"1", b'"yes"'], TEXTS: [b'"a"', b"{ }"]}
LONG = b'"' + b"a" * 2000 + b'"'


def bot_key_cases():
    """Each key of bot.cfg with a wrong type, out of range and hostile."""
    for key, nth, kind, *limits in BOT_KEYS:
        for value in WRONG[kind]:
            text, line = with_value("bot.cfg", key, value, nth)
            yield Case(f"{key}/{nth} = {value.decode()}", "bot.cfg", text, "bot.cfg", line, f"{key}: {MUST[kind]}")
        hostile = []
        if kind == TEXT:
            hostile = [(b'"a\\x07b"', f"{key}: "), (b'"\xff\xfe"', f"{key}: "), (LONG, f"{key}: "),
                       (b'"a\x00b"', "byte 0x00 cannot stand in a text")]
        elif kind == NUMBER:
            least, most = limits
            hostile = [(str(n).encode(), f"{key}: {n} is out of range; {least} to {most} would be right")
                       for n in (least - 1, most + 1)] + [(b"9" * 30, "is too big a number")]
        elif kind == TEXTS:
            hostile = [(b'[ "a\\r\\nQUIT" ]', f"{key}: "), (b"[ 1, 2 ]", f"{key}: ")]
        for value, reason in hostile:
            text, line = with_value("bot.cfg", key, value, nth)
            yield Case(f"{key}/{nth} = {value[:30]!r}", "bot.cfg", text, "bot.cfg", line, reason)
        if (key, nth) in (("path", 0), ("name", 3)): # then no plugin is there to say what it knows
            continue
        text, line = with_value("bot.cfg", key, b"1", nth, name=key[:-1].encode() + b"qq")
        yield Case(f"{key[:-1]}qq/{nth}", "bot.cfg", text, "bot.cfg", line, f"{key[:-1]}qq: unknown here; ")


# What must be there: key, which, and the line that starts its group.
BOT_NEEDED = [("name", 0, b"networks = ("), ("host", 0, b"networks = ("), ("nick", 0, b"networks = ("),
              ("realname", 0, b"networks = ("), ("name", 1, b"channels = ("), ("name", 2, b"}, {"),
              ("host", 1, b"servers = ("), ("type", 0, b"proxy = {"), ("host", 2, b"proxy = {"),
              ("path", 0, b"plugins = (")]


def missing_cases():
    """Each setting that must be there is not."""
    for key, nth, group in BOT_NEEDED:
        yield Case(f"no {key}/{nth}", "bot.cfg", without("bot.cfg", key, nth), "bot.cfg",
                   line_of(BOT, BOT.index(group)), f"{key} is missing; {key} = ")
    for group in (b"networks", b"plugins"):
        text = re.sub(rb"^" + group + rb" = \(.*?^\} \);$", lambda m: b"\n" * m.group().count(b"\n"), BOT,
                      flags=re.M | re.S)
        yield Case(f"no {group.decode()}", "bot.cfg", text, "bot.cfg", 1, f"{group.decode()} is missing; ")
    yield Case("no faq", "bot.cfg", without("bot.cfg", "faq"), "bot.cfg", line_of(BOT, BOT.index(b"plugins = (")),
               "faq is missing; faq = ")


# (key, which, value, reason): what the plugin says of its own settings.
PLUGIN_VALUES = [
    ("faq", 0, b"5", "faq is no list of files; faq = ["), ("faq", 0, b"[ ]", "faq is empty"),
    ("faq", 0, b'[ "" ]', "faq holds something that is no file"),
    ("faq", 0, b'[ "tea.cfg", "tea.cfg" ]', "faq names tea.cfg twice"),
    *[(key, 0, value, reason) for key in ("threshold", "threshold_private", "threshold_ambient")
      for value, reason in ((b'"high"', f"{key} is no number"), (b"true", f"{key} is no number"),
                            (b"0.0", f"{key}: 0 is out of range"), (b"1.01", f"{key}: 1.01 is out of range"),
                            (b"-1", f"{key}: -1 is out of range"), (b"1e300", f"{key}: 1e+300 is out of range"))],
    ("file", 0, b"5", "file"), ("file", 0, b'""', "file"),
    *[(key, 0, value, key) for key in ("keep", "show_from", "rows")
      for value in (b"-1", b"1000000", b'"many"', b"1.5", b"true")],
]

# The same for the rest of bot.cfg.
BOT_VALUES = [
    ("path", 0, b'"no.so"', "no.so\" cannot be opened: No such file"),
    ("path", 0, b'"."', "is not a plain file with something in it"),
    ("ca_file", 0, b'"no.pem"', "ca_file: \""), ("ca_file", 0, b'"tea.cfg"', "a PEM file of certificates would be right"),
    ("password_file", 0, b'"no"', "password_file: \""), ("password_file", 0, b'"tea.cfg"', "chmod 600 would be right"),
    ("alternatives", 0, b'[ "CRAMPBOT" ]', 'alternatives: "CRAMPBOT" is there twice'),
    ("alternatives", 0, b'[ "a", "b", "c", "d", "e", "f", "g", "h" ]', "8 nicks are too many; at most 7"),
    ("mechanisms", 0, b'[ ]', "mechanisms: there are none"),
    ("mechanisms", 0, b'[ "PLAIN", "PLAIN" ]', 'mechanisms: "PLAIN" is there twice'),
    ("mechanisms", 0, b'[ "MD5" ]', 'mechanisms: "MD5" will not do; "EXTERNAL", "SCRAM-SHA-256"'),
    ("networks", 0, b'[ "elsewhere" ]', 'networks: there is no network "elsewhere"'),
    ("networks", 0, b"[ ]", "networks: is empty"),
    ("hostmask", 0, b'"anna"', "hostmask: \"anna\" will not do; nick!user@host"),
    ("hostmask", 0, b'"*!*@*"', "anybody can take a nick"),
    ("ignore", 0, b'[ "*!*@*" ]', "that does not fit everybody"),
    ("name", 1, b'"cramps"', "name: \"cramps\" will not do; # and a name"),
    ("name", 1, b'"#a,#b"', "without spaces and commas"),
    ("name", 2, b'"TEST"', 'networks: "TEST" is there twice'),
    ("state", 0, b'""', "state: is empty"), ("level", 0, b'"loud"', '"error", "warn", "info" or "debug"'),
    ("nick", 0, b'"9lives"', "with no digit or - in front"), ("host", 0, b'"a b"', "a host name such as"),
    ("bind", 0, b'"here"', "bind: \"here\" will not do; an address such as"),
    ("type", 0, b'"socks4"', '"socks5" or "http"'), ("recover", 0, b'"kill"', '"regain", "ghost" or "none"'),
    ("on_failure", 0, b'"panic"', '"stop", "go_on" or "nickserv"'), ("reply", 0, b'"shout"', '"privmsg" or "notice"'),
]


def value_cases():
    """Single values that will not do, whose reason is theirs alone."""
    for key, nth, value, reason in BOT_VALUES + PLUGIN_VALUES:
        text, line = with_value("bot.cfg", key, value, nth)
        if key == "name" and nth == 2:
            line -= 1 # two networks are compared as a whole
        yield Case(f"{key}/{nth} = {value.decode()}", "bot.cfg", text, "bot.cfg", line, reason)
    for key, name in (("faq", b"fqa"), ("threshold", b"treshold"), ("threshold_private", b"colour"), ("name", b"nmae"),
                      ("keep", b"kepe"), ("rows", b"colour")):
        text, line = with_value("bot.cfg", key, b"0.5", 3 if key == "name" else 0, name=name)
        yield Case(f"{name.decode()}", "bot.cfg", text, "bot.cfg", line, f'there is no setting "{name.decode()}"; ')


# Whole files of bytes, as they are saved by mistake, half, or by the wrong program.
def byte_cases():
    """Files that are no configuration at all."""
    shift = {"bot.cfg": 0, "tea.cfg": 0, "words.cfg": 0}
    for file in shift:
        good = GOOD[file]
        lines = good.count(b"\n") + 1
        # A lexicon is told of where it is named.
        where, line = (file, 0) if file != "words.cfg" else ("tea.cfg", line_of(FAQ, FAQ.index(b"words.cfg")))
        yield Case(f"no {file}", file, None, where, line, "No such file")
        yield Case(f"empty {file}", file, b"", file, None, "")
        yield Case(f"NULs in {file}", file, b"\0" * 5000, file, None, "")
        yield Case(f"noise in {file}", file, bytes(range(256)) * 40, file, None, "")
        yield Case(f"UTF-16 in {file}", file, good.decode().encode("utf-16"), file, 1, "save it as UTF-8")
        yield Case(f"half of {file}", file, good[:len(good) // 2], file, None, "")
        yield Case(f"deep {file}", file, good + b"deep = " + b"( " * 3000 + b") " * 3000 + b";\n", file, lines,
                   "brackets")
        yield Case(f"a bracket too many in {file}", file, good + b"};\n", file, lines, "} closes nothing")
        yield Case(f"an open bracket in {file}", file, good + b"x = {\n\n\n", file, lines, "never closed")
        yield Case(f"an open comment in {file}", file, good + b"/* x\n\n", file, lines, "never ends")
        yield Case(f"an open text in {file}", file, good + b'x = "y;\n\n', file, lines, "never ends")
        yield Case(f"a lost text in {file}", file, good + b'"x";\n', file, lines, "cannot stand here")
        yield Case(f"a setting twice in {file}", file, good + good, file, None, "twice")
        yield Case(f"a binary in {file}", file, b"\x7fELF\2\1\1" + b"\0" * 9 + b"\x03\0>\0", file, None, "")
        yield Case(f"@include of nothing in {file}", file, good + b'@include "no.cfg"\n', file, lines, "no.cfg")
        yield Case(f"@include of itself in {file}", file, good + b'@include "' + file.encode() + b'"\n', file, lines,
                   "includes itself in the end")
        yield Case(f"@include of a folder in {file}", file, good + b'@include "/tmp"\n', file, lines, "folder")
        yield Case(f"@include of a device in {file}", file, good + b'@include "/dev/zero"\n', file, lines, "file")
        yield Case(f"@include without a name in {file}", file, good + b"@include\nx;", file, None, "")
        yield Case(f"huge {file}", file, good + b"# " + b"x" * (3 << 20) + b"\nqq = 1;\n", file,
                   0 if file == "bot.cfg" else lines + 1, "at most 1048576" if file == "bot.cfg" else 'no "qq"')
        # What is fine in itself: only the unknown key is told, in its line.
        for name, odd in (("a mark", b"\xef\xbb\xbf" + good), ("CRLF", good.replace(b"\n", b"\r\n")),
                          ("no last line end", good.rstrip() + b" "), ("Latin-1 comments", good + b"# caf\xe9 ")):
            line = odd.count(b"\n") + 2
            yield Case(f"{name} in {file}", file, odd + b"\nqq = 1;", file, line, "qq")


# The FAQ: (key, which, value, reason). None as a value: the line is not there.
FAQ_TEXTS = [
    ("id", 0), ("title", 0), ("language", 0), ("lexicon", 0), ("disclaimer", 0), ("source", 0), ("reviewed", 0),
    ("help", 0), ("unknown", 0), ("uncovered", 0), ("choice", 0), ("more", 0), ("no_more", 0), ("no_topic", 0),
    ("name", 0), ("id", 1), ("title", 1), ("answer", 0), ("more", 1), ("section", 0), ("author", 0),
    ("reviewed", 1), ("id", 3), ("title", 3), ("line", 0), ("id", 4), ("title", 4), ("line", 1),
]
FAQ_LISTS = [("topic", 0), ("says", 0), ("asks", 0), ("keywords", 0), ("asks", 2), ("signs", 0)]
FAQ_VALUES = [
    ("id", 0, b'"no id!"', "may only hold letters"), ("id", 2, b'"steep"', 'the id "steep" is taken'),
    ("language", 0, b'"klingon"', "there is no stemmer for"), ("reviewed", 0, b'"2026-02-30"', "is no day"),
    ("reviewed", 1, b'"tomorrow"', "is no day"), ("lexicon", 0, b'"no.cfg"', "No such file"),
    ("lexicon", 0, b'"/dev/zero"', "not a regular file"), ("lexicon", 0, b'"."', "folder"),
    ("name", 0, b'"Tea"', "capital letters"), ("name", 1, b'"TEA"', 'the concept "TEA" stands here twice'),
    ("says", 0, b"[ ]", "says is empty"), ("says", 0, b'[ ".." ]', '".." must stand between words'),
    ("place", 0, b"1", "place must be true or false"), ("asks", 0, b"[ ]", "asks is empty"),
    ("asks", 0, b'[ "a", 5 ]', ""), ("signs", 0, b'[ "TEE + SCALD" ]', 'no concept "TEE"; is "TEA" meant?'),
    ("signs", 0, b'[ "TEA +" ]', "a sign is concepts joined by +"),
    ("signs", 0, b'[ "TEA - TEA" ]', "this sign can never be"), ("topic", 0, b'[ "COFFEE" ]', 'no concept "COFFEE"'),
    ("answer", 0, b'"' + b"a" * 301 + b'"', "answer has 301 bytes; at most 300 will do"),
    ("disclaimer", 0, b'"' + b"a" * 121 + b'"', "disclaimer has 121 bytes; at most 120"),
    ("title", 1, b'"' + b"a" * 61 + b'"', "title has 61 bytes; at most 60"),
]
FAQ_NEEDED = [("id", 0, b"article"), ("title", 0, b"article"), ("language", 0, b"article"),
              ("disclaimer", 0, b"article"), ("source", 0, b"article"), ("reviewed", 0, b"article"),
              *[(key, 0, b"says") for key in ("help", "unknown", "uncovered", "choice", "no_more", "no_topic")],
              ("name", 0, b"concepts"), ("says", 0, b"concepts"), ("id", 1, b"passages"), ("title", 1, b"passages"),
              ("answer", 0, b"passages"), ("asks", 0, b"passages"), ("id", 3, b"uncovered = ("),
              ("title", 3, b"uncovered = ("), ("line", 0, b"uncovered = ("), ("asks", 2, b"uncovered = ("),
              ("id", 4, b"warnings"), ("title", 4, b"warnings"), ("line", 1, b"warnings")]


def faq_cases():
    """The article's file: each key missing, of a wrong type, hostile."""
    for key, nth in FAQ_TEXTS:
        for value, reason in ((b"5", "must be a text"), (b'[ "a" ]', "must be a text"), (b'""', "is empty"),
                              (b'"a\\x02b"', "control character"), (b'"caf\xe9"', "is not valid UTF-8"),
                              (b'"a\\nb"', "control character")):
            text, line = with_value("tea.cfg", key, value, nth)
            yield Case(f"{key}/{nth} = {value!r}", "tea.cfg", text, "tea.cfg", line, reason)
    for key, nth in FAQ_LISTS:
        for value, reason in ((b'"a"', "must be a list of texts"), (b"5", "must be a list of texts"),
                              (b'[ "\xff" ]', "is not valid UTF-8")):
            text, line = with_value("tea.cfg", key, value, nth)
            yield Case(f"{key}/{nth} = {value!r}", "tea.cfg", text, "tea.cfg", line, reason)
    for key, nth, value, reason in FAQ_VALUES:
        text, line = with_value("tea.cfg", key, value, nth)
        where = "tea.cfg"
        if reason.startswith("the id"):
            line -= 1 # that is the passage's own line
        yield Case(f"{key}/{nth} = {value[:30]!r}", "tea.cfg", text, where, line, reason)
    for key, nth, group in FAQ_NEEDED:
        yield Case(f"no {key}/{nth}", "tea.cfg", without("tea.cfg", key, nth), "tea.cfg",
                   line_of(FAQ, FAQ.index(group)), f'no "{key}"')
    for key, nth in (("id", 0), ("help", 0), ("name", 0), ("asks", 0), ("line", 0), ("signs", 0)):
        text, line = with_value("tea.cfg", key, b'"x"', nth, name=key.encode() + b"q")
        yield Case(f"{key}q", "tea.cfg", text, "tea.cfg", line, f'knows no "{key}q"')


LEXICON_LISTS = ("help topics topic more source disclaimer why thanks wrong first second third greeting polite "
                 "follow pronoun others person").split()


def lexicon_cases():
    """The lexicon, and the lists of words beside it."""
    for key in ["negators", "negation_ends", "empty", *LEXICON_LISTS]:
        for value, reason in ((b"5", "must be a list of texts"), (b'[ "\xff" ]', "is not valid UTF-8"),
                              (b'[ "" ]', "is empty")):
            text, line = with_value("words.cfg", key, value)
            yield Case(f"{key} = {value!r}", "words.cfg", text, "words.cfg", line, f"{key} {reason}")
        text, line = with_value("words.cfg", key, b"[ ]", name=key[:-1].encode() + b"qq")
        yield Case(f"{key[:-1]}qq", "words.cfg", text, "words.cfg", line, f'no "{key[:-1]}qq"')
    for key, value, reason in (
            ("language", b"5", "language must be a text"), ("language", b'"german"', 'this lexicon is for "german"'),
            ("words", b"5", "words must be a text"), ("words", b'"no.words"', "No such file"),
            ("words", b'"/tmp"', "folder"), ("dictionary", b"5", "dictionary must be a text"),
            ("dictionary", b'"no"', "no"), ("word", b"5", "word must be a text"), ("word", b'""', "word is empty"),
            ("word", b'"a b c d e f g h i"', "word must be one to"), ("means", b"5", "means must be a list of texts"),
            ("means", b"[ 5 ]", "means must be a text")):
        text, line = with_value("words.cfg", key, value)
        yield Case(f"{key} = {value!r}", "words.cfg", text, "words.cfg", line, reason)
    for old, new, reason in ((b'( "can\'t", "can not" )', b"5", "contractions must be pairs"),
                             (b'( "can\'t", "can not" )', b'( "can\'t" )', "contractions must be pairs"),
                             (b'( "taa", "tea" )', b'( "taa", 5 )', "misspellings must be a text"),
                             (b'( "taa", "tea" )', b'( "t a a", "tea" )', "must be a single word"),
                             (b'( "taa", "tea" )', b'( "taa", "" )', "misspellings is empty"),
                             (b'( "taa", "tea" )', b'( "taa", "a b c d e f g h i" )', "is more than")):
        yield Case(f"{old.decode()} -> {new.decode()}", "words.cfg", WORDS.replace(old, new), "words.cfg",
                   line_of(WORDS, WORDS.index(old)), reason)
    for text, line, reason in ((b"tea\n", 1, "must be a word, a tab and a number"), (LIST + b"x\ty\n", 4, "must end in"),
                               (LIST + b"x\t-1\n", 4, "must end in a number"), (LIST + b"x\t1e99\n", 4, "must end in"),
                               (b"\0\xff\n" + LIST, 1, "must be a word"), (b"\n" + LIST, 1, "must be a word")):
        yield Case(f"{text[-20:]!r} in list.words", "list.words", text, "list.words", line, reason)


def all_cases():
    """Every case; no two are called alike."""
    cases = [*bot_key_cases(), *missing_cases(), *value_cases(), *byte_cases(), *faq_cases(), *lexicon_cases()]
    return list({(case.file, case.name): case for case in cases}.values())
