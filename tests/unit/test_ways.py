"""Plain questions, each in many ways of saying "cramp" or its cause, and warning signs, each of many people in
many forms: all of a row ask for the same thing.

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
      "cold weather", "low temperatures", "a cold bedroom", "an unheated room", "cold feet at night", "no heating",
      "an open window", "air conditioning at night", "sleeping with a fan on"], {"cause-cold"}),
    (["tiredness", "fatigue", "lack of sleep", "not enough sleep", "too much walking", "walking too far",
      "too much exercise", "overexertion", "running too long", "a long hike", "lactic acid", "hard training",
      "exhaustion", "too much rest", "sleeping too long"], {"cause-fatigue", "circulation"}),
    (["walking for hours", "running for hours", "cycling too far", "playing football for hours", "working out too much",
      "gardening too long", "jogging for miles", "working too hard", "climbing stairs all day", "a double shift"],
     {"cause-fatigue"}),
    (["low calcium", "calcium deficiency", "a lack of calcium", "the menopause", "osteoporosis", "low oestrogen",
      "thin bones", "low blood calcium", "not enough calcium", "brittle bones"],
     {"cause-calcium", "calcium-myth", "causes-overview"}),
    (["sleeping on my back", "sleeping on your stomach", "a bad sleeping position", "lying face down", "the way i sleep",
      "how i lie in bed", "lying on my back", "sleeping posture", "sleeping on my tummy", "a bad posture in bed"],
     {"cause-posture"}),
    (["poor circulation", "bad circulation", "poor blood flow", "bad blood flow", "sitting too long",
      "sitting still for hours", "staying in one position", "slow blood flow", "blood flow problems",
      "reduced circulation", "standing too long", "kneeling for hours", "driving for hours", "a long flight",
      "keeping still too long"], {"circulation", "elderly"}),
    (["a pinched nerve", "a trapped nerve", "nerve compression", "pressure on a nerve", "a squeezed nerve",
      "nerve pressure", "local nerve pressure", "a compressed nerve"], {"nerve"}),
]
IS_IT = ["can {} cause leg cramps", "does {} cause calf cramps", "do calves cramp from {}", "does {} give you cramp",
         "is {} a reason for calf cramps", "{} and leg cramps", "leg cramps because of {}?",
         "are my calf cramps from {}", "could {} be why my calf seizes up", "what has {} got to do with leg cramps",
         "is {} behind my leg cramps", "calf cramp caused by {}?", "do people get charley horses from {}",
         "{} = leg cramps?", "why does {} make my legs cramp", "my calf cramped, is it {}"]
IS_IT_LEFT = 21  # of 1,360: mostly "the way i sleep" in forms of five words more, and choices

MEDICINES = ["salbutamol", "ventolin", "furosemide", "indapamide", "amlodipine", "lisinopril", "ramipril", "metoprolol", "omeprazole",
             "levothyroxine", "sertraline", "zoloft", "prozac", "citalopram", "venlafaxine", "tamoxifen", "letrozole", "ozempic",
             "pregabalin", "lithium", "atorvastatin", "crestor", "warfarin", "donepezil", "xanax", "methotrexate"]
IS_IT_A_MEDICINE = ["can {} cause leg cramps", "does {} cause calf cramps", "can {} give you calf cramps", "are my calf cramps from {}",
                    "could {} be behind my leg cramps", "is {} why my calves cramp", "i take {}, is that why my legs cramp",
                    "i'm on {}, can that cause leg cramps", "{} and leg cramps, any link?", "are leg cramps a side effect of {}",
                    "my legs cramp since i started {}", "should i stop {} because of leg cramps", "does {} make your legs cramp"]
ILLNESSES = ["ms", "parkinson's", "lupus", "fibromyalgia", "hypothyroidism", "anemia", "gout", "arthritis", "cancer", "leukemia", "copd",
             "asthma", "hepatitis", "heart failure", "high blood pressure", "low blood pressure", "varicose veins", "sleep apnea",
             "crohn's", "scoliosis", "raynaud's", "pcos", "obesity", "epilepsy", "depression", "motor neurone disease", "als"]
IS_IT_AN_ILLNESS = ["can {} cause leg cramps", "does {} cause calf cramps", "can {} give you calf cramps", "are my calf cramps from {}",
                    "could {} be behind my leg cramps", "is {} why my calves cramp", "i have {}, is that why my legs cramp",
                    "do people with {} get leg cramps", "{} and leg cramps, any link?", "are leg cramps a sign of {}",
                    "do you get calf cramps with {}", "does {} make your legs cramp"]

TOPICS = [
    (["posture", "sleeping position"], {"cause-posture"}), (["blankets"], {"cause-posture", "cause-cold"}),
    (["circulation", "blood flow"], {"circulation"}), (["nerves"], {"nerve"}), (["calcium"], {"cause-calcium", "calcium-myth"}),
    (["osteoporosis", "the menopause", "oestrogen"], {"cause-calcium"}), (["old people", "old age", "the elderly"], {"elderly"}),
    (["the pain"], {"pain"}), (["the cold"], {"cause-cold"}), (["tiredness", "lactic acid", "carbon dioxide"], {"cause-fatigue"}),
    (["the tests", "osteocalcin"], {"tests"}), (["diagnosis"], {"diagnosis"}), (["the causes"], {"causes-overview"}),
    (["magnesium", "pregnancy", "statins", "salt", "stretching", "treatment", "diabetes"], NOT_COVERED),
]
ABOUT = ["tell me about {}", "tell me more about {}", "can you tell me about {}?", "what can you tell me about {}",
         "what does the article say about {}", "what does it say about {}", "what do you know about {}",
         "does the article say anything about {}", "does it say something about {}?", "i want to know about {}",
         "info on {} please", "more on {}", "give me the bit about {}", "talk to me about {}", "anything about {}?",
         "how about {}?", "what about {}?"]
ABOUT_LEFT = 5  # of 493: a choice, in "what does the article say about"
ABOUT_NOTHING = ["yourself", "the weather", "python", "the war", "linux", "pizza", "your owner", "this channel", "love",
                 "bitcoin", "computers", "radio", "guitars", "the news", "the release", "the server", "time", "cars"]

# {P}: whose, {p}: the same again, {S}: who
SIGNS = [
    "{P} calf is swollen", "{P} calf is swollen and red", "one of {p} legs is swollen",
    "{P} left calf is bigger than the right one", "{P} leg is red and hot", "{P} calf is hot to the touch",
    "{P} calf has swollen up since the flight", "{P} leg is puffy and red", "{P} calf is twice the size of the other",
    "{S} {be} worried it's a blood clot", "{P} calf is warm, red and tender", "{p} leg cramps and {S} can't breathe",
    "{S} {have} leg pain and chest pain", "{P} calf hurts and {S} {be} short of breath", "{S} coughed up blood",
    "{P} calf is sore and {p} chest feels tight", "{S} fainted after a leg cramp", "{S} passed out with leg pain",
    "{P} leg hurts and {p} heart is racing", "{S} {have} a calf cramp and chest pain", "{P} leg is pale and cold",
    "{P} foot is cold and numb", "{P} leg went white and numb", "{S} can't move {p} leg", "{S} can't feel {p} foot",
    "{P} leg suddenly went weak", "{P} foot is blue and cold", "{P} leg is completely numb", "{S} can't lift {p} foot",
    "{P} toes have gone white and numb", "{P} face is drooping", "{S} can't lift one arm", "one side of {p} body is weak",
    "{P} speech is slurred and {p} leg is weak", "{S} suddenly {have} no strength on the left side",
    "{P} right arm and leg are weak", "{S} {be} numb between the legs", "{S} can't control {p} bladder",
    "{S} lost control of {p} bowels", "{S} can't pee and {p} legs are cramping", "{P} saddle area is numb",
    "{P} urine is dark brown and {p} legs cramp", "{P} pee looks like cola", "{S} {be} on statins and {p} urine is dark",
    "{P} muscles ache badly and {p} pee is brown", "{S} {have} terrible cramps and tea coloured urine",
    "{P} wee is dark red after the gym", "{S} {be} cramping in the heat and confused",
    "{S} collapsed in the heat with cramps", "{S} {have} cramps and {be} vomiting in the heat",
    "{S} {have} been in the sun, {have} cramps and {be} throwing up",
    "{S} {have} cramps, it's boiling hot and {S} {be} not making sense", "{P} jaw is stiff after a cut",
    "{S} stepped on a rusty nail and now {p} jaw is tight", "{S} can't open {p} mouth since the wound",
    "{P} whole body is stiff after a dog bite", "{S} cut {p} hand last week and {p} jaw is locked",
]
OF_WOMEN = ["{S} {be} pregnant and bleeding", "{S} {be} pregnant with strong belly cramps",
            "{S} {be} 30 weeks pregnant and {have} bad stomach cramps", "{S} {be} pregnant, cramping and there is blood"]
I = ("my", "i", "am", "have", "my")  # {P}, {S}, {be}, {have}, {p}
MEN = [("me", "i", "am", "have", "me"), ("his", "he", "is", "has", "his"), ("my dad's", "my dad", "is", "has", "his")]
WOMEN = [("her", "she", "is", "has", "her"), ("my wife's", "my wife", "is", "has", "her")]
TOLD = ["{}", "{}, is that a cramp?", "help, {}", "since yesterday {}", "hi all, {}", "not sure if it's only a cramp but {}",
        "{} what is it", "{} and it won't go away", "{} do i need to worry", "weird one: {}", "{} :("]
# What stands before a sign in the same message: none of it hides the sign, with a comma behind it or without.
BEFORE = ["mates are laughing at me but {}", "did leg day on monday, {}", "the dog is asleep on the bed, {}", "i stroke my cat, {}",
          "rode my horse this morning. {}", "had roast lamb for dinner, {}", "playing the sims, {}", "my parrot says hi. {}",
          "i have no insurance and {}", "not slept {}", "couldnt sleep {}", "no breakfast {}", "i dont smoke {}", "not sure {}",
          "i dance ballet. {}", "went to the gym, {}", "the blanket is heavy, {}", "i'm a server in a restaurant, {}", "lol ok so {}",
          "google says nothing useful so {}", "my mum had a clot once, {}", "just wondering, {}",
          "i read something on the internet, {}", "in general i am healthy, {}"]
HIDDEN = ["chest pain and a calf cramp", "the calf is red and swollen", "coughed up blood and one calf hurts",
          "the leg is white and completely numb", "fainted twice and the calf cramps", "my pee is brown like cola, calves cramp",
          "wet myself without noticing, sciatica in both legs", "speech is slurred and one leg is weak",
          "is my calf pain a clot", "i am 10 weeks pregnant and bleeding"]
SYMPTOMS = ["swelling", "redness", "numbness", "chest pain", "dark urine", "fever", "weakness", "bleeding",
            "swelling or redness", "confusion"]
DENIED = ["no {}, just a cramp", "my calf cramps but there is no {}", "leg cramp without {}", "cramp at night, no {}",
          "i don't have any {}, only leg cramps", "no sign of {}, why does my calf cramp", "my dog has {}",
          "there was never any {}, it's a plain cramp", "not a hint of {} here, just cramp"]
WELL = ["my calf is not swollen", "my leg isn't red or hot", "my foot is not numb", "i can breathe fine",
        "my pee is a normal colour", "my calf looks normal", "neither swollen nor red", "it's not a clot, i was scanned",
        "my leg is tired", "my calf is sore from the gym", "my legs ache after the run", "my leg fell asleep",
        "my foot is asleep from sitting", "my calf twitches", "it hurts when the cramp comes", "my calf is tight"]
AND_CRAMPS = ["{}", "{}, just cramps", "leg cramp, but {}", "why do i get cramps, {}", "hi all, {}", "{} :)"]
# Told as no rule has it.
MAY_BE_SIGNS = ["can you faint from a leg cramp", "calves cramping after tennis at noon and i threw up. heat?",
                "my calf is stiff, my mouth gets stuck when i yawn since i tore my arm on the fence"]
SOMETHING = ["and winter?", "and grandma?", "what about a thin quilt", "what about calcium?", "and tennis?"]
NOTHING = ["what about sausages?", "what about tuesdays", "and my car?"]
ARE_NONE = ["our horse has a hot swollen leg, the vet's on the way", "i'm not short of breath, my calf just cramped", "what is the capital of france",
            "do calf cramps pay taxes", "how do i stop my calf cramping"]


def replies_to(lines, *options):
    """What each is given: kind, id, confidence, other candidates, reply."""
    asked = "".join(line + "\n" for line in lines)
    done = subprocess.run([BUILD / "crampfaq", "ask", "--batch", *options, "-f", TOP / "faq" / "calf-cramps.cfg"], input=asked,
                          capture_output=True, text=True, check=True)
    replies = [line.split("\t") for line in done.stdout.splitlines()]
    assert len(replies) == len(lines)
    return replies


def ask(lines):
    """What each is given: (kind, id)."""
    return [tuple(reply[:2]) for reply in replies_to(lines)]


def missed(rows):
    """Of (question, what is accepted): those that are given something else, with it."""
    replies = ask([question for question, _ in rows])
    return [(question, kind, name) for (question, accepted), (kind, name) in zip(rows, replies)
            if (name if kind == "answer" else kind) not in accepted]


def test_each_way_to_say_cramp():
    """A question that names one thing more than the cramp."""
    assert not missed([(form.format(way), accepted) for form, ways, accepted in GRID for way in ways])


def test_each_cause():
    """A question that names a cause, in each form."""
    left = missed([(form.format(cause), accepted) for causes, accepted in BY_CAUSE for cause in causes for form in IS_IT])
    assert len(left) <= IS_IT_LEFT, left


def test_each_medicine_and_illness():
    """The article names none of them: none is given a cause."""
    named = [(MEDICINES, IS_IT_A_MEDICINE), (ILLNESSES, IS_IT_AN_ILLNESS)]
    assert not missed([(form.format(name), NOT_COVERED) for names, forms in named for name in names for form in forms])


def test_each_topic_by_its_name():
    """A topic that is asked about with no word of cramps; and what is no topic."""
    left = missed([(form.format(name), accepted) for names, accepted in TOPICS for name in names for form in ABOUT])
    assert len(left) <= ABOUT_LEFT, left
    assert not missed([(form.format(name), {"unknown"}) for name in ABOUT_NOTHING for form in ABOUT])


def test_why_in_each_way():
    """A question that names nothing but the cramp: what it is, or all causes."""
    assert not missed([(form.format(way), CAUSES | {"pain"}) for form in WHY for way in WAYS + MORE_WAYS])


def test_each_sign():
    """Somebody's own sign, or that of somebody near, in each form."""
    told = [form.format(sign.format(P=whose, S=who, be=be, have=have, p=again))
            for signs, people in ((SIGNS, [I] + MEN + WOMEN), (OF_WOMEN, [I] + WOMEN))
            for sign in signs for whose, who, be, have, again in people for form in TOLD]
    assert not [line for line, (kind, _) in zip(told, ask(told)) if kind != "urgent"]


def test_what_hides_no_sign():
    told = [before.format(sign) for before in BEFORE for sign in HIDDEN]
    assert not [line for line, (kind, _) in zip(told, ask(told)) if kind != "urgent"]


def test_what_may_be_a_sign():
    """Whoever is refused, but seems to tell of a sign, hears where there is help; and nobody else."""
    heard = [reply[0] != "answer" and "112, 999 or 911" in reply[4] for reply in replies_to(MAY_BE_SIGNS + ARE_NONE)]
    assert heard == [True] * len(MAY_BE_SIGNS) + [False] * len(ARE_NONE)


def test_what_goes_on_to_nowhere():
    """A few words behind an answer: only if they are about a passage there is one."""
    for behind, kind in [(SOMETHING, "answer"), (NOTHING, "uncovered")]:
        for words in behind:
            reply = replies_to(["why do my legs cramp at night?", words], "--dialog")[1]
            assert reply[0] == kind and "112" not in reply[4], (words, reply)


def test_no_sign():
    """What is denied, and what is harmless."""
    said = [form.format(symptom) for form in DENIED for symptom in SYMPTOMS] + \
        [form.format(well) for form in AND_CRAMPS for well in WELL]
    assert not [line for line, (kind, _) in zip(said, ask(said)) if kind == "urgent"]
