/* admin_table.c - the commands: what they are called, and the short ones.
 *
 * help tells of those that whoever asks may give, and of no other.
 */
#include <stdio.h>
#include <string.h>

#include "admin_own.h"
#include "line.h"
#include "log.h"

#define NAMES_BYTES 380

static void run_help(struct order *order);

/* -- status, networks ------------------------------------------------------- */

static void run_status(struct order *order)
{
        bot_status(order->bot, admin_print, order);
}

static void run_networks(struct order *order)
{
        const struct config *config = order->bot->held->config;

        for (size_t i = 0; i < config->network_count; i++) {
                const struct network *network = bot_network(order->bot, config->network[i].name);

                if (network)
                        network_describe(network, admin_print, order);
        }
}

/* -- reload, log, quit ------------------------------------------------------- */

/* Here the file and line matter. */
static void report_whole(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        const char *kind = severity == CONFIG_ERROR ? "" : "warning: ";

        if (line)
                admin_say(context, "%s:%u: %s%s", file, line, kind, what);
        else
                admin_say(context, "%s: %s%s", file, kind, what);
}

static void run_reload(struct order *order)
{
        const char *first = order->count ? order->word[0] : "", *second = order->count > 1 ? order->word[1] : NULL;
        bool forced = strcasecmp(first, "force") == 0, code = strcasecmp(first, "plugin") == 0;
        struct bot *bot = order->bot;

        if ((*first && !forced && !code) || (forced && second)) {
                admin_say(order, "%s", order->command->usage);
                return;
        }
        if (code && !plugins_renew(bot->plugins, second)) {
                admin_say(order, "There is no plugin \"%s\".", second);
                return;
        }
        admin_log(order, "reload%s%s", *first ? " " : "", first);
        if (bot_reload(bot, forced, report_whole, order))
                admin_say(order, "Reloaded%s.", code ? ", with the plugins' code" : "");
        else
                admin_say(order, "Not reloaded: the old settings and answers stay in use.%s",
                          forced ? "" : " `reload force` takes over answers that got worse, but no mistakes.");
}

static void run_log(struct order *order)
{
        const char *module = order->count == 3 ? order->word[1] : NULL, *name = order->word[order->count - 1];
        int level = log_level_parse(name);

        if (strcasecmp(order->word[0], "level") != 0 || level < 0) {
                admin_say(order, "%s, and LEVEL is error, warn, info or debug", order->command->usage);
                return;
        }
        if (!module) {
                log_set_level((enum log_level)level);
        } else if (!log_set_module_level(module, (enum log_level)level)) {
                char names[300] = "";

                for (size_t i = 0; i < LOG_MODULES; i++)
                        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? ", " : "", log_module_name(i));
                admin_say(order, "There is no such module; there are: %s", names);
                return;
        }
        admin_log(order, "log level %s%s%s", module ? module : "", module ? " " : "", name);
        admin_say(order, "The log's level is %s%s%s, until the next reload or start; `log` in bot.cfg keeps it.", name,
                  module ? " for " : "", module ? module : "");
}

/* "quit smoking helps" is no reason to end. */
static void run_quit(struct order *order)
{
        struct bot *bot = order->bot;

        if (order->count && !order->outright) {
                admin_say(order, "As that may be talk, I stay: `quit` alone ends me, and `admin quit MESSAGE` with a message.");
                return;
        }
        if (order->count)
                snprintf(bot->farewell, sizeof bot->farewell, "%.*s",
                         (int)line_cut(order->rest[0], strlen(order->rest[0]), sizeof bot->farewell - 1), order->rest[0]);
        admin_log(order, "quit");
        if (bot->asked_to_quit)
                bot->asked_to_quit(bot->asked_context);
}

/* -- the table ---------------------------------------------------------------- */

#define WHERE "WHERE is #channel, a network, or network/#channel. "

static const struct admin_command commands[] = {
        {"status", "status", "How the bot fares.", 0, 0, false, false, run_status},
        {"networks", "networks", "Each network and its channels, and how the bot is there.", 0, 0, false, false,
         run_networks},
        {"join", "join [NETWORK/]#CHANNEL [KEY]", "Goes into a channel, also after the next start. Ask its operators "
         "first. Inviting the bot does the same.", 1, 2, false, false, admin_join},
        {"part", "part [NETWORK/]#CHANNEL", "Leaves a channel for good, even one of bot.cfg; `join` takes that back.", 1, 1,
         false, false, admin_part},
        {"quiet", "quiet [NETWORK/]#CHANNEL [DURATION]", "Says nothing there any more, for a time as 30m, 2h or 1d, or "
         "until `speak`; not even at a warning sign, unless bot.cfg has quiet_urgent.", 0, 2, true, false, admin_quiet},
        {"speak", "speak [NETWORK/]#CHANNEL", "Ends `quiet`.", 0, 1, true, false, admin_speak},
        {"set", "set [WHERE] [KEY [VALUE]]", WHERE "Alone it lists what was set by command; with WHERE all that holds "
         "there; with a VALUE it changes that, also after the next start. Keys are those of a channel in bot.cfg, as prefix, "
         "ambient, reply, private, lines, limits.questions.", 0, ADMIN_ANY_WORDS, true, false, admin_set},
        {"unset", "unset [WHERE] [KEY]", WHERE "Takes back what `set` has changed: one key, or all.", 0, 2, true, false,
         admin_unset},
        {"save", "save", "Writes what was set by command into a file that bot.cfg includes; never into bot.cfg.", 0, 0,
         false, false, admin_save},
        {"ignore", "ignore [NETWORK/]WHOM [DURATION]", "Never answers WHOM: a nick, a mask as *!*@host, or account:NAME; for "
         "a time as 2h, or for good.", 1, 2, false, false, admin_ignore},
        {"unignore", "unignore [NETWORK/]WHOM", "Ends that.", 1, 1, false, false, admin_unignore},
        {"ignores", "ignores", "Who is ignored, since when by whom, and for how long yet.", 0, 0, false, false,
         admin_ignores},
        {"reload", "reload [force | plugin [NAME]]", "Reads bot.cfg and the plugins' files again; with a mistake the old "
         "ones stay. force: even if answers got worse. plugin: loads the plugins' code anew.", 0, 2, false, false, run_reload},
        {"log", "log level [MODULE] LEVEL", "How much is logged, until the next reload: error, warn, info or debug.", 2, 3,
         false, false, run_log},
        {"quit", "quit | admin quit MESSAGE", "Leaves all networks and ends.", 0, ADMIN_ANY_WORDS, false, false, run_quit},
        {"more", "more", "The rest of what was too long to say at once.", 0, 0, true, false, admin_more},
        {"help", "help [COMMAND]", "The commands that you may give, or one of them.", 0, 1, true, true, run_help},
};

const struct admin_command *admin_command(const char *name)
{
        for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
                if (strcasecmp(commands[i].name, name) == 0)
                        return &commands[i];
        return NULL;
}

/* -- help --------------------------------------------------------------------- */

static bool may(const struct order *order, bool operators)
{
        return order->standing == ADMIN_ADMIN || operators;
}

static void help_one(struct order *order, const char *name)
{
        const struct admin_command *own = admin_command(name);
        const struct plugin_command *plugins = own ? NULL : plugins_command(order->bot->plugins, name);

        if (own && may(order, own->operators))
                admin_say(order, "%s - %s", own->usage, own->help);
        else if (plugins && may(order, plugins->for_operators))
                admin_say(order, "%s - %s", plugins->usage, plugins->help);
        else
                admin_say(order, "There is no command \"%s\"; `help` lists them.", name);
}

static void add_name(struct order *order, char *names, const char *name)
{
        if (strlen(names) + strlen(name) + 2 > NAMES_BYTES) {
                admin_print(order, names);
                *names = '\0';
        }
        snprintf(names + strlen(names), NAMES_BYTES - strlen(names), "%s%s", *names ? " " : "", name);
}

static void run_help(struct order *order)
{
        char names[NAMES_BYTES] = "Commands:";
        const struct plugin_command *plugins;

        if (order->count) {
                help_one(order, order->word[0]);
                return;
        }
        for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
                if (may(order, commands[i].operators))
                        add_name(order, names, commands[i].name);
        for (size_t i = 0; (plugins = plugins_command_at(order->bot->plugins, i)); i++)
                if (may(order, plugins->for_operators) && !admin_command(plugins->name))
                        add_name(order, names, plugins->name);
        admin_print(order, names);
        admin_say(order, "`help COMMAND` tells more. What begins with my nick is a question, as everybody asks it; what "
                  "begins with `admin` is a command.");
}
