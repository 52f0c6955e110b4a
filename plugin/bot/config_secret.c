/* config_secret.c - what is secret in bot.cfg, and who else can read it.
 *
 * It refuses to know what a secret is for.
 */
#include "config_secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fnv.h"
#include "secret.h"
#include "source.h"

#define KEY_BYTES 40

struct config_kept {
        struct config_kept *next;
        bool is_path; /* of a file that a secret stands in, and not a secret */
        char text[];
};

/* The member `key` with `end` behind it, if it is right. */
static const config_setting_t *find(const config_setting_t *group, const char *key, const char *end, rule_fn *rule)
{
        char name[KEY_BYTES];
        const config_setting_t *at;

        snprintf(name, sizeof name, "%s%s", key, end);
        at = check_member(group, name, CHECK_TEXT);
        return at && config_setting_get_string(at) && (!rule || !rule(config_setting_get_string(at))) ? at : NULL;
}

void config_secret_private(struct check *check, const config_setting_t *at, const char *path)
{
        struct stat is;

        if (path && stat(path, &is) == 0 && is.st_mode & S_IRWXO)
                check_mistake(check, at, "%s: everybody on this machine can read \"%s\"; "
                              "chmod 600 would be right", config_setting_name(at), path);
}

/* bot.cfg itself, or what it includes. */
static void doubt_open_file(struct check *check, const config_setting_t *at, const char *key)
{
        const char *file = config_setting_source_file(at);
        struct stat is;

        if (file && stat(file, &is) == 0 && is.st_mode & S_IROTH)
                check_doubt(check, at, "%s: everybody on this machine can read it here; chmod 640 \"%s\", or %s_file = "
                            "\"...\", would be right", key, file, key);
}

void config_secret_take(struct check *check, const config_setting_t *group, const char *key,
                        struct config_secret *secret)
{
        const config_setting_t *text = find(group, key, "", NULL), *file = find(group, key, "_file", rule_path),
                               *env = find(group, key, "_env", rule_variable);
        struct secret read = {""};
        char why[300];

        *secret = (struct config_secret){
                .text = text ? config_setting_get_string(text) : NULL,
                .file = file ? source_resolve(config_setting_source_file(file), config_setting_get_string(file)) : NULL,
                .env = env ? config_setting_get_string(env) : NULL,
        };
        check_names(check, secret->file);
        if (file && !secret->file)
                check_mistake(check, file, "%s_file: not enough memory", key);
        else if (!!text + !!file + !!env > 1)
                check_mistake(check, group, "%s: it is there in %d ways; one of %s, %s_file and %s_env would be right",
                              key, !!text + !!file + !!env, key, key, key);
        else if ((file || env) && !secret_read(secret, &read, why, sizeof why))
                check_mistake(check, file ? file : env, "%s%s: %s", key, file ? "_file" : "_env", why);
        else if (text)
                doubt_open_file(check, text, key);
        secret->sum = fnv_text(FNV_BASIS, read.text);
        secret_wipe(&read);
}

void config_secret_fini(struct config_secret *secret)
{
        if (secret->text) /* libconfig has it; it will free it, but not wipe it */
                explicit_bzero((char *)secret->text, strlen(secret->text));
        free(secret->file);
        *secret = (struct config_secret){0};
}

/* A copy that is the network's. */
static const char *keep(struct config_network *network, const char *text, bool is_path)
{
        size_t size = strlen(text) + 1;
        struct config_kept *kept = malloc(sizeof *kept + size);

        if (!kept)
                return NULL;
        memcpy(kept->text, text, size);
        kept->is_path = is_path;
        kept->next = network->kept;
        network->kept = kept;
        return kept->text;
}

const char *config_secret_text(struct check *check, const config_setting_t *group, const char *key, rule_fn *rule,
                               struct config_network *network)
{
        const config_setting_t *from = find(group, key, "_file", NULL);
        struct config_secret secret;
        struct secret read = {""};
        const char *text = NULL, *right;
        size_t before = check->mistakes;
        char why[300];

        config_secret_take(check, group, key, &secret);
        if (secret.file && !keep(network, secret.file, true))
                check_mistake(check, group, "%s_file: not enough memory", key);
        if (check->mistakes == before && secret_is_set(&secret) && secret_read(&secret, &read, why, sizeof why)) {
                right = rule(read.text);
                if (!right && !(text = keep(network, read.text, false)))
                        check_mistake(check, group, "%s: not enough memory", key);
                else if (right && !secret.text) /* else check_group has said so */
                        check_mistake(check, from ? from : group, "%s%s: %s would be right", key,
                                      from ? "_file" : "_env", right);
        }
        secret_wipe(&read);
        config_secret_fini(&secret);
        return text;
}

void config_secret_files(const struct config_network *network, struct paths *files)
{
        for (const struct config_kept *kept = network->kept; kept; kept = kept->next)
                if (kept->is_path)
                        paths_add(files, kept->text);
}

void config_secret_forget(struct config_network *network)
{
        while (network->kept) {
                struct config_kept *kept = network->kept;

                network->kept = kept->next;
                explicit_bzero(kept->text, strlen(kept->text));
                free(kept);
        }
}
