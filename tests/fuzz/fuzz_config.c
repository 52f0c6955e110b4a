/* fuzz_config.c - any bytes as bot.cfg, what it includes, and what admins have set
 * (state/runtime.cfg); see files.h for how they stand in one input. `bot.cfg` comes
 * first; `runtime.cfg` is the other one.
 *
 * Checked: it is refused if and only if an error was reported; every mistake is one
 * clean line and names a line that is there; what is taken keeps the bounds of config.h
 * and the rules of rule.h; what is read from runtime.cfg is written as it can be read
 * again; nothing but that is written.
 */
#include <dirent.h>

#include "config.h"
#include "config_manner.h"
#include "files.h"
#include "quiet.h"
#include "rule.h"
#include "runtime.h"

static size_t errors;

static void on_report(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        must_of(*what && fuzz_clean(what), "a mistake is no clean line", what);
        must_of(*file && line < 1 << 20, "a mistake in no file or line", what);
        errors += severity == CONFIG_ERROR;
}

/* -- what was taken ---------------------------------------------------------- */

static void follows(rule_fn *rule, const char *text)
{
        must_of(text && !rule(text), "against the rule", text);
}

static void check_manner(const struct config_manner *manner)
{
        must(manner->lines >= 1 && manner->lines <= 5, "lines");
        if (manner->prefix)
                follows(rule_prefix, manner->prefix);
        for (size_t i = 0; i < 3; i++) {
                const char *word = i == 0 ? manner->busy : i == 1 ? manner->slow_down : manner->see_above;

                if (word)
                        follows(config_manner_word, word);
        }
}

static void check_secret(const struct config_secret *secret)
{
        must(!!secret->text + !!secret->file + !!secret->env <= 1, "a password in more than one way");
}

static void check_servers(const struct config_network *network)
{
        must(network->server_count >= 1 && network->server_count <= CONFIG_SERVERS_MAX, "servers");
        must(network->host == network->server[0].host && network->port == network->server[0].port, "the first server");
        for (size_t i = 0; i < network->server_count; i++) {
                const struct config_server *server = &network->server[i];

                follows(rule_host, server->host);
                must(server->port >= 1 && server->port <= 65535 && server->pin_count <= CONFIG_PINS_MAX, "a server");
                for (size_t k = 0; k < server->pin_count; k++)
                        follows(rule_pin, server->pin[k]);
        }
        if (network->bind)
                follows(rule_address, network->bind);
        if (network->proxy.type != PROXY_NONE)
                must(network->proxy.host && !rule_host(network->proxy.host) && network->proxy.port >= 1 &&
                     network->proxy.port <= 65535, "a proxy");
}

static void check_network(const struct config_network *network)
{
        follows(rule_word, network->name);
        follows(rule_user, network->user);
        follows(rule_realname, network->realname);
        follows(rule_quit, network->quit);
        check_servers(network);
        must(network->nick_count >= 1 && network->nick_count <= CONFIG_NICKS_MAX, "nicks");
        for (size_t i = 0; i < network->nick_count; i++)
                follows(rule_nick, network->nick[i]);
        must(network->flood.burst >= 1 && network->flood.interval >= 1 && network->flood.bytes >= 512, "flood");
        must(network->sasl.mechanism_count <= MECHANISM_COUNT, "mechanisms");
        check_secret(&network->sasl.password);
        check_secret(&network->nickserv.password);
        check_manner(&network->manner);
        must(network->channel_count <= CONFIG_CHANNELS_MAX, "channels");
        for (size_t i = 0; i < network->channel_count; i++) {
                follows(rule_channel, network->channel[i].name);
                if (network->channel[i].key)
                        follows(rule_key, network->channel[i].key);
                check_manner(&network->channel[i].manner);
        }
        for (size_t i = 0; i < network->ignore_count; i++)
                follows(config_manner_mask, network->ignore[i]);
}

static void check(const struct config *config)
{
        struct paths files = {0};

        must(config->network_count >= 1 && config->network_count <= CONFIG_NETWORKS_MAX, "networks");
        must(config->plugin_count >= 1 && config->plugin_count <= CONFIG_PLUGINS_MAX, "plugins");
        must(config->admin_count <= CONFIG_ADMINS_MAX && config->state != NULL, "admins");
        for (size_t i = 0; i < config->network_count; i++)
                check_network(&config->network[i]);
        for (size_t i = 0; i < config->plugin_count; i++)
                must(config->plugin[i].path && config->plugin[i].settings, "a plugin");
        for (size_t i = 0; i < config->admin_count; i++)
                must(config->admin[i].account || config->admin[i].hostmask, "an admin who is everybody");
        config_files(config, &files);
        must(files.count >= 1, "its files");
        paths_fini(&files);
}

/* -- what admins have set ------------------------------------------------------ */

static struct runtime *read_runtime(void)
{
        char why[300];
        struct runtime *runtime = runtime_open(files_folder, why, sizeof why), *again;

        must(runtime != NULL, "no runtime");
        must_of(fuzz_clean(why), "a reason that is no clean line", why);
        if (!*why) {
                runtime_expire(runtime, 1700000000);
                runtime_tidy(runtime);
                must_of(runtime_write(runtime, files_folder, why, sizeof why), "it cannot be written", why);
                again = runtime_open(files_folder, why, sizeof why);
                must_of(again && !*why, "what was written cannot be read", why);
                must(runtime_next(again) == runtime_next(runtime), "it was changed on the way");
                runtime_close(again);
        }
        return runtime;
}

static void check_over(const struct config *config)
{
        struct runtime *runtime = read_runtime(), *merged;
        struct config *over;
        const char *file;
        bool alone;

        errors = 0;
        over = config_over(config, runtime_root(runtime), on_report, NULL);
        must(over ? errors == 0 : errors > 0, "laid over, and refused without an error, or taken with one");
        if (over) {
                check(over);
                must(over->network_count == config->network_count && over->plugin_count == config->plugin_count,
                     "settings of admins make or take away networks");
                config_close(over);
        }
        if ((merged = runtime_merge(config_overrides(config, &file, &alone), runtime)))
                runtime_close(merged);
        runtime_close(runtime);
}

/* Nothing has appeared beside what was there. */
static size_t files_there(void)
{
        DIR *folder = opendir(files_folder);
        size_t count = 0;

        must(folder != NULL, "no folder");
        while (readdir(folder))
                count++;
        closedir(folder);
        return count;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        fuzz_quiet();
        files_begin();
        return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct config *config, *looked;
        char path[64];
        size_t before;
        char *state;

        files_put(data, size, "bot.cfg");
        snprintf(path, sizeof path, "%s", files_path("bot.cfg"));
        before = files_there();
        errors = 0;
        config = config_open(path, NULL, on_report, NULL);
        must(config ? errors == 0 : errors > 0, "refused without an error, or taken with one");
        looked = config_look(path, on_report, NULL);
        must(looked || !config, "it cannot be looked at");
        must((state = config_state(path)) != NULL, "no state");
        must(files_there() == before, "a file has appeared, or gone");
        free(state);
        if (looked)
                config_close(looked);
        if (config) {
                check(config);
                check_over(config);
                config_close(config);
        }
        files_remove();
        return 0;
}
