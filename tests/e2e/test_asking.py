"""Being asked, in every way that counts as asking, and silence otherwise."""
import pytest

from harness import NOT_OURS, QUESTION


@pytest.mark.parametrize("form", [
    "crampbot: {}", "crampbot, {}", "crampbot:{}", "@crampbot {}", "@crampbot: {}",
    "CRAMPBOT: {}", "CrampBot, {}", "@CrampBot {}",
    "!cramp {}", "  crampbot:   {}",
])
def test_addressed_in_channel(world, form):
    asker = world.person()
    reply = asker.ask(form.format(QUESTION))
    assert reply.command == "PRIVMSG"
    assert reply.params[0] == "#cramps"
    assert reply.text.startswith("asker: ")
    assert reply.text.count(world.disclaimer) == 1


@pytest.mark.parametrize("text", [
    "why do my legs cramp at night, crampbot?", "why do my legs cramp at night crampbot ?",
    "why do my legs cramp at night CRAMPBOT?",
])
def test_addressed_at_the_end(world, text):
    reply = world.person().ask(text)
    assert reply.text.startswith("asker: ")
    assert world.disclaimer in reply.text


def test_answer_is_one_line(world):
    asker = world.person()
    asker.say("#cramps", f"crampbot: {QUESTION}")
    asker.say("#cramps", "crampbot: disclaimer")
    assert world.disclaimer in asker.reply().text
    second = asker.reply().text
    assert second.startswith("asker: ") and world.disclaimer in second
    assert len(second) < len(world.disclaimer) + 60, "the first answer took two lines"


def test_private(world):
    asker = world.person(channel=None)
    reply = asker.ask(QUESTION, target="crampbot")
    assert reply.params[0] == "asker"
    assert not reply.text.startswith("asker")
    assert world.disclaimer in reply.text


def test_private_and_channel_stay_apart(world):
    asker, other = world.person(), world.person("other")
    asker.say("crampbot", QUESTION)
    other.say("#cramps", f"crampbot: {QUESTION}")
    heard = other.reply()
    assert heard.params[0] == "#cramps" and heard.text.startswith("other: ")
    told = asker.reply(target="asker").text
    assert heard.text == f"other: {told}"
    # Nobody else reads what was asked in private: the next that other hears is the next that is said in the channel.
    assert world.disclaimer not in other.ask("crampbot: help").text


@pytest.mark.parametrize("talk", [
    QUESTION, "I had a calf cramp last night", "crampbotty: why do my legs cramp at night?",
    "crampbots are fun", "somebody said crampbot: is nice", "!crampy why do my legs cramp at night?",
    "!help", "the crampbot?no",
])
def test_silence(world, talk):
    talker, asker = world.person("talker"), world.person()
    talker.say("#cramps", talk)
    # The bot takes messages in order: its first words must be for the one who asks.
    asker.expect(lambda m: m.command == "PRIVMSG" and m.nick == "talker", "the talk")
    reply = asker.ask(f"crampbot: {QUESTION}")
    assert reply.text.startswith("asker: ")


def test_not_about_the_topic(world):
    reply = world.person().ask(f"crampbot: {NOT_OURS}")
    assert reply.text.startswith("asker: ")
    assert world.disclaimer not in reply.text


@pytest.mark.parametrize("command", ["help", "topics", "source", "disclaimer", "topic {}"])
@pytest.mark.parametrize("target", ["#cramps", "crampbot"])
def test_commands(world, command, target):
    text = command.format(world.ids[0])
    prefix = "crampbot: " if target == "#cramps" else ""
    reply = world.person().ask(prefix + text, target=target)
    assert len(reply.text) > 20
    if command.startswith("topic "):
        assert world.disclaimer in reply.text


def test_every_passage_carries_the_disclaimer(world):
    asker = world.person()
    for number, passage in enumerate(world.ids):
        reply = asker.ask(f"crampbot: topic {passage}")
        assert world.disclaimer in reply.text, f"passage {number}, {passage}"


def test_notice(empty_world):
    empty_world.start_bot(manner='reply = "notice";')
    asker = empty_world.person()
    assert asker.ask(f"crampbot: {QUESTION}").command == "NOTICE"
    assert asker.ask(QUESTION, target="crampbot").command == "NOTICE"


def test_reply_in_private(empty_world):
    empty_world.start_bot(channels='{ name = "#cramps"; private = true; }')
    reply = empty_world.person().ask(f"crampbot: {QUESTION}")
    assert reply.params[0] == "asker"
    assert empty_world.disclaimer in reply.text


def test_prefix_of_a_channel(empty_world):
    empty_world.start_bot(channels='{ name = "#cramps"; prefix = "?"; }, { name = "#other"; }')
    asker = empty_world.person()
    asker.join("#other")
    asker.say("#cramps", f"!cramp {QUESTION}")
    assert asker.ask(f"!cramp {QUESTION}", target="#other").params[0] == "#other"
    assert asker.ask(f"? {QUESTION}").params[0] == "#cramps"


def test_ambient(empty_world):
    empty_world.start_bot(channels='{ name = "#cramps"; ambient = true; }, { name = "#other"; }')
    asker = empty_world.person()
    asker.join("#other")
    asker.say("#other", QUESTION)
    asker.say("#cramps", NOT_OURS)
    reply = asker.ask(QUESTION)
    assert reply.params[0] == "#cramps"
    assert empty_world.disclaimer in reply.text


def test_the_nick_of_the_moment(empty_world):
    empty_world.person("crampbot", channel=None)
    empty_world.start_bot(joins_as="crampbot_")
    asker = empty_world.person()
    asker.say("#cramps", f"crampbot: {QUESTION}")
    reply = asker.ask(f"crampbot_: {NOT_OURS}", source="crampbot_")
    assert empty_world.disclaimer not in reply.text, "it answered to somebody else's nick"


SIGN = "one of my legs is swollen, hot and red"
ONLY_A_CRAMP = "is it just a cramp?"
PLACES = pytest.mark.parametrize("place", ["crampbot", "#cramps"])


def said(person, text, place):
    """What the bot says to that, without the nick in front."""
    return person.ask(f"crampbot: {text}", target=place).text.removeprefix(f"{person.nick}: ")


@PLACES
def test_who_changes_their_nick_is_still_warned(world, place):
    anna, other = world.person("anna"), world.person("other")
    warning = said(anna, SIGN, place)
    reminder = said(anna, ONLY_A_CRAMP, place)
    anna.send("NICK anna_afk")
    other.expect(lambda m: m.command == "NICK", "the new nick")
    anna.nick = "anna_afk"
    assert said(anna, ONLY_A_CRAMP, place) == reminder
    assert warning != reminder and reminder != said(other, ONLY_A_CRAMP, place)


@PLACES
def test_who_leaves_is_forgotten(world, place):
    other = world.person("other")
    nothing = said(other, "why this answer", place)
    anna = world.person("anna")
    said(anna, SIGN, place)
    assert said(anna, "why this answer", place) != nothing
    anna.quit()
    other.expect(lambda m: m.command == "QUIT" and m.nick == "anna", "that she left")
    assert said(world.person("anna"), "why this answer", place) == nothing


RULES = '''
article = { id = "rules"; title = "The rules of #cramps"; language = "english"; reviewed = "2026-01-01";
  disclaimer = "As the operators have it."; source = "The rules are the operators'."; };
says = { help = "Ask me about calf cramps, or about the rules."; unknown = "I know calf cramps and the rules."; };
passages = (
  { id = "bans"; title = "Bans"; answer = "A ban ends after a week.";
    asks = [ "how long does a ban last", "why was i banned", "lift my ban" ]; },
  { id = "languages"; title = "Languages"; answer = "English, please.";
    asks = [ "may i write in german", "is spanish ok", "which language is spoken" ]; },
  { id = "logs"; title = "Logs"; answer = "Nobody logs this channel.";
    asks = [ "is this channel logged", "are there logs", "who reads the log" ]; } );
'''


def test_a_file_of_ones_own(empty_world):
    """Beside the article: what names no cramp is answered from it, with its own disclaimer."""
    (empty_world.folder / "rules.cfg").write_text(RULES, encoding="utf-8")
    empty_world.start_bot(faq='faq/calf-cramps.cfg", "rules.cfg')
    asker = empty_world.person()
    assert asker.ask("crampbot: hi, how long does a ban last here?").text == (
        "asker: A ban ends after a week. As the operators have it.")
    assert empty_world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text
    assert asker.ask("crampbot: topics").text.endswith(", bans, languages, logs")
    asker = empty_world.person("another")
    assert asker.ask(f"crampbot: {NOT_OURS}").text == "another: I know calf cramps and the rules."
