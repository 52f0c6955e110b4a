/* admin.c - who may command the bot, and which command it is.
 *
 * Takes a private message apart, finds out whose it is, and hands it to the
 * command. It refuses to remember who anybody is. What a plugin's command says
 * is neither looked at nor logged.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin_own.h"
#include "log.h"
#include "mask.h"

#define WORD "admin"          /* in front of a command that a question could begin with */
#define SET_WORDS 3           /* [WHERE] KEY VALUE; more is a text, behind a key that there is */
#define OPERATOR_MOST 12      /* commands of one operator in a minute */
#define OPERATOR_PAUSE 60000

struct admin *admin_open(struct bot *bot)
{
        struct admin *admin = calloc(1, sizeof *admin);

        if (admin)
                admin->quota = quota_open(uv_hrtime());
        if (!admin || !admin->quota) {
                free(admin);
                return NULL;
        }
        admin->bot = bot;
        return admin;
}

static void forget_kept(struct admin *admin)
{
        while (admin->kept_count)
                free(admin->kept[--admin->kept_count]);
        *admin->kept_for = '\0';
}

void admin_close(struct admin *admin)
{
        if (!admin)
                return;
        forget_kept(admin);
        quota_close(admin->quota);
        free(admin);
}

/* -- saying --------------------------------------------------------------- */

static void kept_name(const struct order *order, char *out, size_t cap)
{
        snprintf(out, cap, "%s %s", order->message->network, order->message->source);
}

static void keep(struct order *order, const char *line)
{
        struct admin *admin = order->admin;

        if (!admin->kept_count)
                kept_name(order, admin->kept_for, sizeof admin->kept_for);
        if (admin->kept_count < ADMIN_KEPT_MAX && (admin->kept[admin->kept_count] = strdup(line)))
                admin->kept_count++;
}

void admin_print(void *context, const char *line)
{
        struct order *order = context;

        if (!line)
                return;
        if (order->printed++ < ADMIN_LINES_MAX)
                network_tell(order->network, order->message->nick, line);
        else
                keep(order, line);
}

void admin_say(struct order *order, const char *format, ...)
{
        char line[ADMIN_TEXT_MAX];
        va_list args;

        va_start(args, format);
        vsnprintf(line, sizeof line, format, args);
        va_end(args);
        admin_print(order, line);
}

void admin_report(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        (void)file;
        (void)line;
        if (severity == CONFIG_ERROR)
                admin_print(context, what);
}

void admin_log(const struct order *order, const char *format, ...)
{
        char what[ADMIN_TEXT_MAX], where[ADMIN_BY_MAX * 2], by[ADMIN_BY_MAX];
        va_list args;

        va_start(args, format);
        vsnprintf(what, sizeof what, format, args);
        va_end(args);
        snprintf(where, sizeof where, "network=%s by=\"%s\"", order->message->network, log_quote(by, sizeof by, order->by));
        log_line(LOG_INFO, where, "%s", what);
}

void admin_more(struct order *order)
{
        struct admin *admin = order->admin;
        size_t count = admin->kept_count < ADMIN_LINES_MAX ? admin->kept_count : ADMIN_LINES_MAX;

        for (size_t i = 0; i < count; i++) {
                admin_print(order, admin->kept[i]);
                free(admin->kept[i]);
        }
        admin->kept_count -= count;
        memmove(admin->kept, admin->kept + count, admin->kept_count * sizeof admin->kept[0]);
}

/* -- who ------------------------------------------------------------------ */

/* Does this entry of bot.cfg name them? */
static enum admin_standing entry_fits(const struct config_admin *entry, const struct network *network,
                                      const struct network_message *message)
{
        const struct isupport *isupport = network_isupport(network);

        if (!config_admin_on(entry, message->network) ||
            (entry->hostmask && !mask_fits(isupport, entry->hostmask, message->source)))
                return ADMIN_STRANGER;
        if (!entry->account)
                return ADMIN_ADMIN;
        if (!message->proven)
                return ADMIN_UNKNOWN;
        return *message->proven && isupport_same(isupport, entry->account, message->proven) ? ADMIN_ADMIN : ADMIN_STRANGER;
}

enum admin_standing admin_standing(const struct bot *bot, const struct network *network,
                                   const struct network_message *message, char *by, size_t cap)
{
        const struct config *config = bot->held->config;
        enum admin_standing best = ADMIN_STRANGER;

        for (size_t i = 0; i < config->admin_count; i++) {
                const struct config_admin *entry = &config->admin[i];
                enum admin_standing one = entry_fits(entry, network, message);

                if (one > best)
                        best = one;
                if (one == ADMIN_ADMIN && by) {
                        snprintf(by, cap, "%s %s", entry->account ? "account" : "hostmask",
                                 entry->account ? message->proven : message->source);
                        by = NULL;
                }
        }
        if (best == ADMIN_ADMIN || best == ADMIN_UNKNOWN || !network_operated(network, message->nick))
                return best;
        if (by)
                snprintf(by, cap, "operator %s", message->source);
        return ADMIN_OPERATOR;
}

/* -- which ---------------------------------------------------------------- */

struct wanted {
        const struct admin_command *own;      /* or NULL: */
        const struct plugin_command *plugins; /* or NULL: it is none */
        bool outright; /* "admin" stands in front */
        bool common;   /* a question may begin so */
};

/* Cuts order->text into words. */
static void cut(struct order *order, const char *text)
{
        char *at = order->text;

        snprintf(order->text, sizeof order->text, "%s", text);
        for (at += strspn(at, " "); *at; at += strspn(at, " ")) {
                size_t length = strcspn(at, " ");

                if (order->count < ADMIN_WORDS_MAX) {
                        order->word[order->count] = at;
                        order->rest[order->count] = text + (at - order->text);
                }
                order->count++;
                at += length;
                if (*at)
                        *at++ = '\0';
        }
}

static void drop_word(struct order *order)
{
        size_t kept = order->count < ADMIN_WORDS_MAX ? order->count : ADMIN_WORDS_MAX;

        memmove(order->word, order->word + 1, (kept - 1) * sizeof order->word[0]);
        memmove(order->rest, order->rest + 1, (kept - 1) * sizeof order->rest[0]);
        if (order->count >= ADMIN_WORDS_MAX) /* the last place has nothing new */
                order->word[ADMIN_WORDS_MAX - 1] = order->rest[ADMIN_WORDS_MAX - 1] = "";
        order->count--;
}

/* `more` is a command while something is kept for that very person. */
static bool has_more(const struct order *order)
{
        char name[sizeof order->admin->kept_for];

        kept_name(order, name, sizeof name);
        return order->admin->kept_count && strcmp(name, order->admin->kept_for) == 0;
}

/* `set` with words, the first of which is neither a key nor a place that there is. */
static bool sets_nothing(const struct order *order, const struct admin_command *own)
{
        struct admin_where where;

        return own->run == admin_set && order->count > 1 && !admin_key_find(order->word[1]).key &&
               !admin_find(order, order->word[1], &where);
}

/* Those that take any words: are these none that the command knows? */
static bool is_talk(const struct order *order, const struct admin_command *own)
{
        return own && own->most >= ADMIN_ANY_WORDS && order->count > 1 &&
               (own->run != admin_set || sets_nothing(order, own));
}

/* "#cramps", "libera/#cramps". */
static bool is_channel(const char *word)
{
        const char *slash = strchr(word, '/');

        word = slash && *word != '#' ? slash + 1 : word;
        return (*word == '#' || *word == '&') && !rule_channel(word);
}

/* A sentence that only begins like a command, as "set in an hour ago, my leg is swollen". A channel behind
 * the command's name, or one word too many, is a slip: how the command goes is the answer to that. */
static bool is_sentence(const struct order *order, const struct admin_command *own)
{
        const char *text = order->message->text;
        size_t words = order->count - 1, length = strlen(text);
        bool asks = length && text[length - 1] == '?';

        if (own->run == admin_set)
                return words > SET_WORDS && sets_nothing(order, own);
        if (own->most >= ADMIN_ANY_WORDS)
                return asks;
        return words > own->most && (asks || (!is_channel(order->word[1]) && (own->common || words > own->most + 1)));
}

/* False: no command. */
static bool find_command(struct order *order, struct wanted *wanted)
{
        if (order->count && strcasecmp(order->word[0], WORD) == 0) {
                wanted->outright = true;
                drop_word(order);
        }
        if (!order->count)
                return false;
        wanted->own = admin_command(order->word[0]);
        wanted->plugins = wanted->own ? NULL : plugins_command(order->bot->plugins, order->word[0]);
        wanted->common = wanted->plugins || (wanted->own && wanted->own->common) || is_talk(order, wanted->own);
        if (wanted->own && wanted->own->run == admin_more && !has_more(order))
                return false;
        if (wanted->own && !wanted->outright && is_sentence(order, wanted->own))
                return false;
        return wanted->own || wanted->plugins;
}

static bool for_operators(const struct wanted *wanted)
{
        return wanted->own ? wanted->own->operators : wanted->plugins->for_operators;
}

/* -- carrying out ----------------------------------------------------------- */

static void run_plugins(struct order *order, const struct plugin_command *command)
{
        struct plugin_order given = {
                .size = sizeof given,
                .name = command->name,
                .arguments = order->count ? order->rest[0] : "",
                .admin = order->standing == ADMIN_ADMIN,
                .network = order->message->network,
                .channel = order->standing == ADMIN_ADMIN ? NULL : network_operated(order->network, order->message->nick),
                .now = uv_now(order->bot->loop),
        };

        /* Its words may be somebody's question: they stay out of the log. */
        admin_log(order, "command `%s`", command->name);
        if (!plugins_order(order->bot->plugins, &given, admin_print, order) && !order->printed)
                admin_say(order, "That did not work.");
}

static void run(struct order *order, const struct wanted *wanted)
{
        bool more = wanted->own && wanted->own->run == admin_more;

        if (!more)
                forget_kept(order->admin);
        drop_word(order);
        order->command = wanted->own;
        order->outright = wanted->outright;
        if (wanted->plugins)
                run_plugins(order, wanted->plugins);
        else if (order->count < wanted->own->least || order->count > wanted->own->most)
                admin_say(order, "%s - %s", wanted->own->usage, wanted->own->help);
        else
                wanted->own->run(order);
        if (order->admin->kept_count) {
                order->printed = 0;
                admin_say(order, "(%zu more line%s: say `more`)", order->admin->kept_count,
                          order->admin->kept_count == 1 ? "" : "s");
        }
}

/* One operator's commands do not wear out a disk. */
static bool too_fast(struct order *order)
{
        uint64_t key = quota_key(order->admin->quota, 'o', order->message->source);

        return order->standing == ADMIN_OPERATOR &&
               quota_ask(order->admin->quota, key, OPERATOR_MOST, OPERATOR_PAUSE, uv_now(order->bot->loop)) != QUOTA_PASS;
}

/* Words of somebody whom the server has still to tell about. True: it will. */
static bool look_up(const struct order *order, const struct wanted *wanted)
{
        return (!wanted->common || wanted->outright) &&
               network_identify(order->network, order->message, admin_was(order->admin, order->message));
}

static bool obey(struct order *order, const struct wanted *wanted)
{
        char by[ADMIN_BY_MAX];

        order->standing =
                admin_standing(order->bot, order->network, order->message, order->by, sizeof order->by);
        if (order->standing == ADMIN_UNKNOWN && look_up(order, wanted))
                return true;
        if (order->standing == ADMIN_UNKNOWN && network_operated(order->network, order->message->nick)) {
                snprintf(order->by, sizeof order->by, "operator %s", order->message->source);
                order->standing = ADMIN_OPERATOR;
        }
        if (order->standing == ADMIN_STRANGER || order->standing == ADMIN_UNKNOWN)
                return false;
        if (order->standing == ADMIN_OPERATOR &&
            (!for_operators(wanted) || order->message->invite || (wanted->common && !wanted->outright)))
                return false;
        if (order->standing == ADMIN_ADMIN)
                admin_remember(order->admin, order->message);
        /* It is kept in a file of UTF-8, and some networks' names are none. */
        log_clean(by, sizeof by, order->by);
        snprintf(order->by, sizeof order->by, "%s", by);
        if (!too_fast(order))
                run(order, wanted);
        return true;
}

bool admin_hear(struct admin *admin, struct network *network, const struct network_message *message)
{
        struct order order = {.admin = admin, .bot = admin->bot, .network = network, .message = message};
        char text[ADMIN_TEXT_MAX];
        struct wanted wanted = {.own = NULL};

        if (message->news) {
                admin_confirm(admin, network, message);
                return true;
        }
        snprintf(text, sizeof text, "%s%s", message->invite ? "join " : "", message->text);
        if (message->channel || rule_text(text) || strlen(text) >= sizeof text - 1)
                return message->invite;
        cut(&order, text);
        return (find_command(&order, &wanted) && obey(&order, &wanted)) || message->invite;
}
