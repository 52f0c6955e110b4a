/* mutated.h - a server that has gone mad: lines as real ones say them, changed
 * by chance, with a fixed seed. For test_hostile.c and tests/soak/soak_wire.c.
 *
 * Only lines count that the bot has taken in: behind each batch goes a PING, and
 * its PONG says so. A bot that neither answers it nor hangs up has gone deaf.
 */
#ifndef TEST_MUTATED_H
#define TEST_MUTATED_H

#include "../../plugin/bot/frame.h"
#include "network_fixture.h"

#define MUTATED_BATCH 40      /* lines between two PINGs */
#define MUTATED_BATCHES 10    /* on one connection: it is soon in no channel, or has another nick */
#define MUTATED_LINE_MAX (FRAME_MAX + 2000) /* more than a server may send */

struct mutated {
        struct fixture *f;
        uint64_t random;
        unsigned syncs;
        long lines;             /* taken in */
        int connections, ends;  /* ends: of these a batch ended */
};

static const char *const mutated_seeds[] = {
        ":anna!a@b PRIVMSG #cramps :why do my legs cramp", ":anna!a@b PRIVMSG crampbot :x",
        ":crampbot!a@b NICK crampbot", ":anna!a@b NICK crampbotty", ":crampbot!cramp@h JOIN #cramps",
        "@time=2026-01-01T00:00:00.000Z;account=anna;msgid=x :a!b@c PRIVMSG #cramps :z",
        "@batch=1;+draft/reply=y :anna!a@b PRIVMSG @#cramps :crampbot: x", ":irc.test BATCH +1 chathistory #cramps",
        "@bot :other!a@b PRIVMSG #cramps :crampbot: x", "@+typing=active :anna!a@b TAGMSG #cramps",
        ":irc.test 001 crampbot :Welcome", ":irc.test 376 crampbot :End", ":irc.test 422 crampbot :none",
        ":irc.test 005 crampbot CHANTYPES=#& PREFIX=(qaohv)~&@%+ CASEMAPPING=rfc1459 STATUSMSG=@+ NICKLEN=30 "
        "LINELEN=512 TARGMAX=JOIN:4,PRIVMSG:4 BOT=B MONITOR=100 :are supported",
        ":irc.test 311 crampbot crampbot u h * :r", ":irc.test 352 crampbot #cramps u h s anna HB :0 r",
        ":irc.test 335 crampbot anna :is a bot", ":irc.test 396 crampbot some.host :is now your host",
        ":irc.test 353 crampbot = #cramps :@op crampbot anna", ":irc.test 366 crampbot #cramps :End",
        ":irc.test 311 crampbot anna a b * :r\r\n:irc.test 330 crampbot anna boss :is logged in as\r\n"
        ":irc.test 318 crampbot anna :End", ":anna!a@b PRIVMSG crampbot :status",
        ":op!o@p MODE #cramps +ov-k anna bert key", ":op!o@p MODE #cramps -o anna", ":anna!a@b NICK bert",
        ":op!o@p MODE crampbot +i", ":op!o@p MODE #cramps +o crampbot", ":op!o@p KICK #cramps anna :x",
        ":op!o@p KICK #cramps crampbot :x", ":op!o@p INVITE crampbot #cramps", ":crampbot!a@b PART #cramps",
        ":anna!a@b QUIT :x", ":irc.test 303 crampbot :x", ":irc.test 731 crampbot :crampbot",
        ":irc.test 433 crampbot crampbot :in use", ":irc.test 470 crampbot #cramps ##other :forwarding",
        ":irc.test 474 crampbot #cramps :banned", ":irc.test 477 crampbot #cramps :registered only",
        "PING :x", "PONG irc.test :x", ":anna!a@b PRIVMSG crampbot :\x01VERSION\x01",
        ":anna!a@b PRIVMSG #cramps :\x01" "ACTION asks crampbot why\x01", ":anna!a@b NOTICE crampbot :x",
        "CAP * LS * :multi-prefix sasl=PLAIN,SCRAM-SHA-256 server-time", "CAP * LS :message-tags account-tag sts=port=1",
        "CAP crampbot ACK :sasl message-tags", "CAP crampbot NAK :batch", "CAP crampbot NEW :sasl=PLAIN",
        "CAP crampbot DEL :sasl", "AUTHENTICATE +", "AUTHENTICATE cj1meWtvLWQyNQ==",
        ":irc.test 900 crampbot crampbot!a@b anna :logged in", ":irc.test 903 crampbot :fine",
        ":irc.test 904 crampbot :failed", ":irc.test 908 crampbot PLAIN :mechanisms",
        ":NickServ!s@services.test NOTICE crampbot :This nickname is registered",
        ":anna!a@b ACCOUNT anna", ":crampbot!a@b CHGHOST u h.test", ":anna!a@b SETNAME :x",
        ":crampbot!cramp@bot.example JOIN #cramps * :r", ":x FAIL * NEED_REGISTRATION :no",
};

static inline unsigned mutated_roll(struct mutated *m, size_t below)
{
        m->random ^= m->random << 13;
        m->random ^= m->random >> 7;
        m->random ^= m->random << 17;
        return (unsigned)((m->random >> 20) % below);
}

static inline const char *mutated_seed(struct mutated *m)
{
        return mutated_seeds[mutated_roll(m, sizeof mutated_seeds / sizeof mutated_seeds[0])];
}

/* One change somewhere in line[*length]; there is room for MUTATED_LINE_MAX. */
static inline void mutated_change(struct mutated *m, char *line, size_t *length)
{
        static const char special[] = " :!@#,;=\\\r\n\0\x01\x7f\xc3\xff~{+-*09";
        size_t at = mutated_roll(m, *length + 1), left = *length - at, n = mutated_roll(m, left + 1);
        const char *other = mutated_seed(m);

        switch (mutated_roll(m, 8)) {
        case 0: /* another byte */
        case 1:
                if (left)
                        line[at] = (char)mutated_roll(m, 256);
                break;
        case 2: /* one that means something */
        case 3:
                if (left)
                        line[at] = special[mutated_roll(m, sizeof special - 1)];
                break;
        case 4: /* something is missing */
                memmove(line + at, line + at + n, left - n);
                *length -= n;
                break;
        case 5: /* something is there twice */
                if (*length + n <= MUTATED_LINE_MAX) {
                        memmove(line + at + n, line + at, left);
                        *length += n;
                }
                break;
        case 6: /* it goes on as another line */
                *length = at;
                while (*other && *length < MUTATED_LINE_MAX)
                        line[(*length)++] = *other++;
                break;
        default: /* much of one byte */
                if (mutated_roll(m, 20) == 0 && left) {
                        n = mutated_roll(m, MUTATED_LINE_MAX - *length + 1);
                        memmove(line + at + n, line + at, left);
                        memset(line + at, line[at], n);
                        *length += n;
                }
        }
}

/* A line with its end into out; how many bytes. */
static inline size_t mutated_line(struct mutated *m, char *out)
{
        const char *seed = mutated_seed(m);
        size_t length = strlen(seed);

        memcpy(out, seed, length);
        for (unsigned i = mutated_roll(m, 4); i > 0; i--)
                mutated_change(m, out, &length);
        if (mutated_roll(m, 8))
                out[length++] = '\r';
        out[length++] = '\n';
        return length;
}

/* True: the bot took all of them in; false: it hung up. */
static inline bool mutated_batch(struct mutated *m)
{
        static char bytes[MUTATED_BATCH * (MUTATED_LINE_MAX + 2)];
        struct scripted *server = &m->f->server;
        int accepted = server->accepted;
        size_t used = 0, cut;
        char sync[60], wanted[60];
        bool there;

        server->used = server->looked_at = 0;
        server->log[0] = logged[0] = '\0';
        for (int i = 0; i < MUTATED_BATCH; i++)
                used += mutated_line(m, bytes + used);
        cut = mutated_roll(m, used);
        scripted_send(server, bytes, cut); /* the second part comes later */
        uv_run(server->loop, UV_RUN_NOWAIT);
        scripted_send(server, bytes + cut, used - cut);
        snprintf(sync, sizeof sync, "\r\nPING :sync%u\r\n", ++m->syncs);
        snprintf(wanted, sizeof wanted, "PONG :sync%u\r", m->syncs);
        scripted_say(server, sync);
        scripted_guard_start(server->loop, SCRIPTED_GUARD_MS);
        while ((there = server->client && server->accepted == accepted) && !strstr(server->log, wanted))
                if (!scripted_turn(server->loop))
                        fail_msg("deaf after %ld lines (batch %u); the log:\n%s", m->lines, m->syncs, logged);
        scripted_guard_stop(server->loop);
        m->lines += there ? MUTATED_BATCH : 0;
        m->ends += !there;
        return there;
}

static inline void mutated_drop(struct mutated *m)
{
        struct scripted *server = &m->f->server;

        scripted_drop(server);
        server->used = server->looked_at = 0;
        server->log[0] = logged[0] = '\0';
        m->connections++;
        network_change(m->f->network, &m->f->config); /* three kicks are forgiven */
}

/* On a new connection it registers, joins, hears and answers as ever; somebody
 * whom nobody has called a bot. */
static inline void mutated_check(struct mutated *m)
{
        char text[100];

        fixture_online(m->f);
        snprintf(text, sizeof text, ":zoe%u!a@b PRIVMSG #cramps :alive?\r\n", ++m->syncs);
        scripted_say(&m->f->server, text);
        snprintf(text, sizeof text, "PRIVMSG #cramps :zoe%u: heard 6", m->syncs);
        assert_string_equal(fixture_expect(m->f, "PRIVMSG"), text);
}

/* What fixture_config sets is not enough: SASL, and no waiting between connections. */
static inline void mutated_prepare(struct mutated *m, struct fixture *f, uint64_t seed)
{
        static const struct config_sasl sasl = {
                .mechanism = {MECHANISM_PLAIN, MECHANISM_SCRAM_SHA_256}, .mechanism_count = 2,
                .account = "cramp", .password = {.text = "secret"}, .plain_without_tls = true,
                .on_failure = FAILURE_GO_ON,
        };

        *m = (struct mutated){.f = f, .random = seed};
        f->config.sasl = sasl;
        f->identify = true;
        f->channel[0].manner.operators = true;
        f->timing.retry_soon = f->timing.retry_least = f->timing.retry_most = 1;
        f->timing.rejoin[0] = f->timing.rejoin[1] = f->timing.retry_join = 1;
}

/* It may hang up now and then; a bot that always does has gone deaf another way. */
static inline void mutated_check_ends(const struct mutated *m)
{
        if (m->ends > 3 + m->connections / 100)
                fail_msg("the bot ended %d of %d connections; the log:\n%s", m->ends, m->connections, logged);
}

/* So many lines: while it registers, and when it is online. Afterwards it still
 * comes back and answers. */
static inline void mutated_feed(struct mutated *m, long lines)
{
        for (long end = m->lines + lines; m->lines < end; mutated_drop(m)) {
                bool early = mutated_roll(m, 4) == 0;

                if (early)
                        fixture_expect(m->f, "USER ");
                else
                        mutated_check(m);
                for (int i = 0; i < MUTATED_BATCHES; i++)
                        if (!mutated_batch(m))
                                break;
        }
        mutated_check(m);
        mutated_check_ends(m);
        mutated_drop(m);
}

#endif
