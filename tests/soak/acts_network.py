"""What networks do to a bot, and people."""
from irc_client import same

NOISE = ["\x01VERSION\x01", "\x01PING 1\x01", "\x01DCC SEND x 1 2 3\x01", "\x02\x0304crampbot\x03: why", "crampbot:",
         "!cramp", "!cramp " + "a" * 390, "\xff\xfe", "crampbot: \u202ewhy", "crampbot: " + "why " * 100, "%s%n%d",
         "crampbot: my leg is swollen, hot and red", "reply private", "crampbot: reply channel", "1", "more"]


def act_questions(stage):
    """One after the other, in the channel and in private."""
    with stage.person() as person:
        for _ in range(10):
            stage.check(person)
        for _ in range(10):
            passage = stage.dice.choice(stage.world.ids)
            assert person.ask(f"topic {passage}", target="crampbot").text == stage.texts[passage]


def act_flood(stage):
    """Ten people ask five things each at once: all are answered, in each one's order."""
    people = []
    try:
        for number in range(10):
            context = stage.person(nick=f"f{number}")
            people.append((context, context.__enter__()))
        asked = stage.dice.sample(stage.world.ids, 5)
        for _, person in people:
            for passage in asked:
                person.say("#cramps", f"crampbot: topic {passage}")
        for _, person in people:
            for passage in asked:
                said = person.expect(lambda m, nick=person.nick: m.nick == "crampbot"
                                     and m.text.startswith(nick + ": "), "an answer").text
                assert said.partition(": ")[2] == stage.texts[passage]
    finally:
        for context, _ in people:
            context.__exit__(None, None, None)


def act_noise(stage):
    """Whatever comes to people's minds; then it answers as before."""
    with stage.person() as person:
        for _ in range(200):
            person.say(stage.dice.choice(["#cramps", "crampbot"]), stage.dice.choice(NOISE))
    with stage.person() as person: # another: choices made above do not matter to this one
        stage.check(person)


def act_restart(stage):
    """The server is killed, and comes back."""
    stage.ngircd.kill()
    stage.ngircd.start()
    stage.there()


def act_cut(stage):
    """A link is cut in the middle of a sentence, or of a TLS record."""
    server, relay = stage.dice.choice([(stage.ngircd, stage.relay), (stage.pair.first, stage.secure_relay)])
    with stage.person(server) as person:
        relay.cut_after(stage.dice.randrange(1, 60))
        person.say("#cramps", "crampbot: why do my legs cramp?")
        person.expect(lambda m: m.command == "QUIT" and same(m.nick, "crampbot"), "the bot's end")
    stage.there()


def act_dead_link(stage):
    """The link dies without a word; the ghost of the bot has its nick for a while."""
    with stage.person() as person:
        mark = stage.bot.mark()
        stage.relay.freeze()
        person.expect(lambda m: m.command == "JOIN" and m.nick.startswith("crampbot"), "the bot, once more")
        stage.relay.thaw()
        stage.bot.wait_log('(online|now known) as crampbot"', mark)
    stage.there()


def act_split(stage):
    """The two servers part and meet again."""
    pair = stage.pair
    with stage.person(pair.second) as person:
        pair.relay.shut()
        person.expect(lambda m: m.command == "QUIT" and same(m.nick, "crampbot"), "the split")
        pair.relay.shut(False)
        person.expect(lambda m: m.command == "JOIN" and same(m.nick, "crampbot"), "the rejoin", 60)
        stage.check(person)


def act_crowd(stage):
    """Many come and go, with nicks like the bot's."""
    for number in range(20):
        with stage.person(nick=f"crampbot{number}", wait=False) as person:
            person.send(f"NICK other{number}")
            person.expect(lambda m: m.command == "NICK", "the new nick")
    stage.there()
