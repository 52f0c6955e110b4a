"""Many people at once: nothing lost, nobody starved, never faster than allowed."""
import collections
import signal
import time

from harness import QUESTION


def test_fifty_questions_from_ten_people(empty_world):
    world = empty_world
    world.start_bot(burst=1, interval=20)
    witness = world.person("witness")
    people = [world.person(f"person{n}") for n in range(10)]
    asked = [world.ids[k % len(world.ids)] for k in range(5)]
    world.bot.signal(signal.SIGSTOP) # until all have asked, however long that takes
    for person in people:
        for passage in asked:
            person.say("#cramps", f"crampbot: topic {passage}")
    for _ in range(50):
        witness.expect(lambda m: m.command == "PRIVMSG", "a question")
    world.bot.signal(signal.SIGCONT)
    replies = [witness.reply(target="#cramps").text for _ in range(50)]
    order = [reply.partition(":")[0] for reply in replies]
    assert collections.Counter(order) == {f"person{n}": 5 for n in range(10)}
    assert all(world.disclaimer in reply for reply in replies)
    # Fair: everybody has one answer before anybody has had three.
    last_first = max(order.index(f"person{n}") for n in range(10))
    assert max(collections.Counter(order[:last_first]).values()) <= 3
    # Everybody's own answers come in the order of the questions.
    texts = [[r.partition(": ")[2] for r in replies if r.startswith(f"person{n}:")] for n in range(10)]
    assert all(text == texts[0] for text in texts)
    assert len(set(texts[0])) == len(set(asked))


def test_pace(empty_world):
    """After the burst, a line every 300 ms."""
    empty_world.start_bot(burst=1, interval=300)
    asker = empty_world.person()
    start = time.monotonic()
    for _ in range(4):
        asker.say("crampbot", "disclaimer")
    for _ in range(4):
        asker.reply()
    assert 0.8 < time.monotonic() - start < 3


def test_urgent_goes_first(empty_world):
    """A warning sign overtakes everybody who waits."""
    world = empty_world
    world.start_bot(burst=1, interval=400)
    worried, witness = world.person("worried"), world.person("witness")
    world.bot.signal(signal.SIGSTOP)
    for number in range(8):
        world.person(f"person{number}").say("#cramps", f"crampbot: {QUESTION}")
    for _ in range(8):
        worried.expect(lambda m: m.command == "PRIVMSG", "a question")
    worried.say("#cramps", "crampbot: one of my legs is swollen, hot and red")
    witness.expect(lambda m: m.command == "PRIVMSG" and m.nick == "worried", "the sign")
    world.bot.signal(signal.SIGCONT)
    order = [worried.reply().text.partition(":")[0] for _ in range(2)]
    assert "worried" in order, order


def test_one_person_cannot_starve_another(empty_world):
    """Who asks once does not wait for all that somebody else asked before."""
    world = empty_world
    world.start_bot(burst=1, interval=30)
    greedy, modest, witness = (world.person(nick) for nick in ("greedy", "modest", "witness"))
    world.bot.signal(signal.SIGSTOP)
    for _ in range(20):
        greedy.say("#cramps", f"crampbot: {QUESTION}")
    for _ in range(20):
        modest.expect(lambda m: m.nick == "greedy", "a question")
    modest.say("#cramps", f"crampbot: {QUESTION}")
    witness.expect(lambda m: m.nick == "modest", "the question")
    world.bot.signal(signal.SIGCONT)
    order = [witness.reply().text.partition(":")[0] for _ in range(3)]
    assert "modest" in order, order
