"""Plain questions, each in many ways of saying "cramp" or its cause: all of a row ask for the same thing.

Question sets hold what somebody thought of; a grid holds what nobody did. A new word for a cramp goes into
WAYS, and into `leg cramp` in faq/english.cfg where the grid shows that it is not understood.
"""
import os
import pathlib
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("BUILD", "build")

WAYS = ["cramp", "cramp up", "seize up", "lock up", "knot up", "go into spasm", "go into cramp", "get cramps", "get a cramp",
        "spasm", "tighten up", "tense up", "contract", "go hard", "catch a cramp"]
MORE_WAYS = ["get cramped", "get crampy", "ball up", "bunch up", "clench up", "turn to stone", "have cramps", "suffer cramps",
             "get charley horses"]
DOING = ["cramping", "cramping up", "seizing up", "locking up", "knotting up", "going into spasm", "getting cramps",
         "spasming", "tightening up"]
NAMES = ["leg cramps", "calf cramps", "cramps in my legs", "cramps in the calves", "a cramp in my calf", "calf spasms",
         "charley horses", "charlie horses", "leg spasms", "muscle cramps in the calf", "cramping in my calves",
         "cramped calves", "a seized calf", "cramp", "cramps"]
OLD = {"elderly", "cause-calcium", "circulation"}
CAUSES = {"causes-overview", "what"}
NOT_COVERED = {"uncovered"}
GRID = [
    ("why do my calves {} at night", WAYS, {"night"}),
    ("why do legs {} in bed", WAYS, {"night"}),
    ("my calf {}s in my sleep, why", ["cramp", "spasm", "contract"], {"night", "cause-posture"}),
    ("can cold make my calves {}", WAYS, {"cause-cold"}),
    ("do my legs {} because the room is cold", WAYS, {"cause-cold", "night"}),
    ("why do old people's legs {}", WAYS, OLD),
    ("my grandma's calves {}, why", WAYS, OLD),
    ("do calves {} after too much walking", WAYS, {"cause-fatigue"}),
    ("can being tired make your legs {}", WAYS, {"cause-fatigue"}),
    ("can a pinched nerve make my calf {}", WAYS, {"nerve"}),
    ("does low calcium make legs {}", WAYS, {"cause-calcium", "calcium-myth", "causes-overview"}),
    ("can poor circulation make my calves {}", WAYS, {"circulation", "elderly"}),
    ("does sleeping on my back make my calf {}", WAYS, {"cause-posture"}),
    ("what causes {}", NAMES, CAUSES),
    ("what is the reason for {}", NAMES, CAUSES),
    ("what are {}", NAMES, {"what"}),
    ("why do {} happen at night", NAMES, {"night"}),
    ("do cold rooms cause {}", NAMES, {"cause-cold"}),
    ("are {} always from calcium", NAMES, {"calcium-myth", "causes-overview"}),
    ("why do older people get {}", NAMES, OLD),
    ("how do doctors diagnose {}", NAMES, {"diagnosis", "tests"}),
    ("which tests are done for {}", NAMES, {"tests"}),
    ("why do {} hurt so much", NAMES, {"pain"}),
    ("can a trapped nerve cause {}", NAMES, {"nerve"}),
    ("can tiredness cause {}", NAMES, {"cause-fatigue"}),
    ("does bad circulation cause {}", NAMES, {"circulation", "elderly"}),
    ("can a bad sleeping position cause {}", NAMES, {"cause-posture"}),
    ("how do i stop my calf {}", DOING, NOT_COVERED),
    ("how do i get rid of {}", NAMES, NOT_COVERED),
    ("how do i prevent {}", NAMES, NOT_COVERED),
    ("does magnesium help with {}", NAMES, NOT_COVERED),
    ("do bananas help against {}", NAMES, NOT_COVERED),
    ("what can i take for {}", NAMES, NOT_COVERED),
    ("should i see a doctor about {}", NAMES, NOT_COVERED),
    ("is stretching good for {}", NAMES, NOT_COVERED),
    ("are {} dangerous", NAMES, NOT_COVERED),
    ("how long do {} last", NAMES, {"pain", "night", "uncovered"}),
]
WHY = ["why do my calves {}", "why does my calf {}", "what makes your calf {}", "what makes legs {}", "why do legs {}",
       "what causes calves to {}", "why would a calf {}", "how come my calves {}", "why do people's legs {}"]

BY_CAUSE = [
    (["cold", "the cold", "a cold room", "cold air", "a thin blanket", "a thin quilt", "winter", "cold nights",
      "cold weather", "low temperatures", "a cold bedroom", "an unheated room", "cold feet at night"], {"cause-cold"}),
    (["tiredness", "fatigue", "lack of sleep", "not enough sleep", "too much walking", "walking too far",
      "too much exercise", "overexertion", "running too long", "a long hike", "lactic acid", "hard training",
      "exhaustion", "too much rest", "sleeping too long"], {"cause-fatigue", "circulation"}),
    (["low calcium", "calcium deficiency", "a lack of calcium", "the menopause", "osteoporosis", "low oestrogen",
      "thin bones", "low blood calcium", "not enough calcium", "brittle bones"],
     {"cause-calcium", "calcium-myth", "causes-overview"}),
    (["sleeping on my back", "sleeping on your stomach", "a bad sleeping position", "lying face down", "the way i sleep",
      "how i lie in bed", "lying on my back", "sleeping posture", "sleeping on my tummy", "a bad posture in bed"],
     {"cause-posture"}),
    (["poor circulation", "bad circulation", "poor blood flow", "bad blood flow", "sitting too long",
      "sitting still for hours", "staying in one position", "slow blood flow", "blood flow problems",
      "reduced circulation"], {"circulation", "elderly"}),
    (["a pinched nerve", "a trapped nerve", "nerve compression", "pressure on a nerve", "a squeezed nerve",
      "nerve pressure", "local nerve pressure", "a compressed nerve"], {"nerve"}),
]
IS_IT = ["can {} cause leg cramps", "does {} cause calf cramps", "do calves cramp from {}", "does {} give you cramp",
         "is {} a reason for calf cramps", "{} and leg cramps", "leg cramps because of {}?",
         "are my calf cramps from {}", "could {} be why my calf seizes up", "what has {} got to do with leg cramps",
         "is {} behind my leg cramps", "calf cramp caused by {}?", "do people get charley horses from {}",
         "{} = leg cramps?", "why does {} make my legs cramp", "my calf cramped, is it {}"]
IS_IT_LEFT = 16  # of 1,056: mostly "the way i sleep" in forms of five words more, and choices


def missed(rows):
    """Of (question, what is accepted): those that are given something else, with it."""
    asked = "".join(question + "\n" for question, _ in rows)
    done = subprocess.run([BUILD / "crampfaq", "ask", "--batch", "-f", TOP / "faq" / "calf-cramps.cfg"], input=asked,
                          capture_output=True, text=True, check=True)
    replies = [line.split("\t") for line in done.stdout.splitlines()]
    assert len(replies) == len(rows)
    return [(question, kind, name) for (question, accepted), (kind, name, *_) in zip(rows, replies)
            if (name if kind == "answer" else kind) not in accepted]


def test_each_way_to_say_cramp():
    """A question that names one thing more than the cramp."""
    assert not missed([(form.format(way), accepted) for form, ways, accepted in GRID for way in ways])


def test_each_cause():
    """A question that names a cause, in each form."""
    left = missed([(form.format(cause), accepted) for causes, accepted in BY_CAUSE for cause in causes for form in IS_IT])
    assert len(left) <= IS_IT_LEFT, left


def test_why_in_each_way():
    """A question that names nothing but the cramp: what it is, or all causes."""
    assert not missed([(form.format(way), CAUSES | {"pain"}) for form in WHY for way in WAYS + MORE_WAYS])
