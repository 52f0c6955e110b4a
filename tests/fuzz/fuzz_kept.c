/* fuzz_kept.c - small doors: the file of hosts that want TLS and what servers say of
 * that, masks, and texts on their way into the log and to who starts the bot.
 *
 * The first byte chooses. Checked: of the file, what is read is written as it can be
 * read again, and its bounds; a mask against a naive twin; texts for being one clean
 * line within their room, in JSON too.
 */
#include "files.h"
#include "isupport.h"
#include "mask.h"
#include "quiet.h"
#include "rule.h"
#include "sts.h"
#include "told.h"

#define NOW 1700000000

/* -- hosts that want TLS --------------------------------------------------------- */

static size_t lines_of(const char *text)
{
        size_t count = 0;

        for (; (text = strchr(text, '\n')); text++)
                count++;
        return count;
}

static void keep_hosts(struct fuzz_input *in)
{
        char why[400], *said = fuzz_text(in), *host = fuzz_text(in), *first, *second;
        struct sts_said policy = sts_parse(said);
        struct sts *sts;

        must(policy.port == -1 || (policy.port >= 1 && policy.port <= 65535), "a port");
        must(policy.duration >= -1 && policy.duration <= (int64_t)10 * 366 * 24 * 3600, "a duration");
        files_write("sts", in->at, in->left);
        sts = sts_open(files_folder, why, sizeof why);
        must(sts != NULL, "no sts");
        must_of(fuzz_clean(why), "a reason that is no clean line", why);
        must(sts_port(sts, "irc.example.org", NOW) <= 65535, "a kept port");
        if (!rule_host(host) && policy.port > 0 && policy.duration >= 0) {
                bool kept = sts_keep(sts, host, (unsigned)policy.port, policy.duration, NOW, why, sizeof why);

                must(!kept || sts_port(sts, host, NOW) == (policy.duration ? (unsigned)policy.port : 0), "it is not kept");
                must(!kept || sts_port(sts, host, NOW + policy.duration) == 0, "it is never over");
        }
        sts_keep(sts, "last.example.org", 6697, 1000, NOW, why, sizeof why);
        sts_close(sts);
        first = files_read("sts");
        must(lines_of(first) <= STS_HOSTS_MAX + 1, "no bound");
        sts = sts_open(files_folder, why, sizeof why);
        must_of(sts && (!*why || lines_of(first) > STS_HOSTS_MAX), "what was written cannot be read", why);
        sts_keep(sts, "last.example.org", 6697, 1000, NOW, why, sizeof why);
        sts_close(sts);
        second = files_read("sts");
        must(strlen(first) == strlen(second), "another file the second time");
        free(first);
        free(second);
        free(said);
        free(host);
        files_remove();
}

/* -- masks ------------------------------------------------------------------------- */

/* By the definition; exponential, so only of short ones. */
static bool naive(const char *mask, const char *text)
{
        while (mask[0] == '*' && mask[1] == '*') /* each would double the time */
                mask++;
        if (*mask == '*')
                return naive(mask + 1, text) || (*text && naive(mask, text + 1));
        if (!*mask || !*text)
                return !*mask && !*text;
        return (*mask == '?' || *mask == *text) && naive(mask + 1, text + 1);
}

static void compare_masks(struct fuzz_input *in)
{
        struct isupport isupport;
        char *mask = fuzz_text(in), *source = fuzz_text(in), bare[40], folded[40], text[40];

        isupport_init(&isupport);
        mask_fits(&isupport, mask, source);
        if (strlen(mask) < 12 && strlen(source) < 30) {
                isupport_fold(&isupport, mask, folded, sizeof folded);
                snprintf(bare, sizeof bare, "%s", source);
                if (!strpbrk(mask, "!@"))
                        bare[strcspn(bare, "!")] = '\0';
                isupport_fold(&isupport, bare, text, sizeof text);
                must_of(mask_fits(&isupport, mask, source) == naive(folded, text), "another answer than the twin's", mask);
        }
        free(mask);
        free(source);
}

/* -- texts --------------------------------------------------------------------------- */

/* A string of JSON ends where it should: RFC 8259, 7. */
static const char *json_string(const char *at)
{
        must_of(*at == '"', "no string", at);
        for (at++; *at && *at != '"'; at += *at == '\\' && at[1] ? 2 : 1)
                ;
        must(*at == '"', "a string that never ends");
        return at + 1;
}

static void check_json(char *line)
{
        const char *at = line;

        must_of(line[strlen(line) - 1] == '\n', "no line", line);
        line[strlen(line) - 1] = '\0';
        must_of(fuzz_clean(line) && *at++ == '{', "not clean", line);
        for (int member = 0; member < 4; member++) {
                at = json_string(at);
                must_of(*at++ == ':', "no member", line);
                at = member == 1 ? at + strspn(at, "0123456789") : json_string(at);
                must_of(*at++ == (member < 3 ? ',' : '}'), "its members", line);
        }
        must_of(!*at, "more than one", line);
}

static void make_lines(struct fuzz_input *in)
{
        char out[4096], told[TOLD_BYTES], *file, *what;
        size_t room = 1 + fuzz_byte(in) * 4u;
        uint8_t number = fuzz_byte(in);

        file = fuzz_text(in);
        what = fuzz_text(in);
        must_of(strlen(log_quote(out, room, file)) < room && fuzz_clean(out), "a quoted text", out);
        for (const char *at = out; *at; at += *at == '\\' && at[1] ? 2 : 1)
                must_of(*at != '"', "a bare quotation mark", out);
        must_of(strlen(log_clean(out, room, what)) < room && fuzz_clean(out), "a text", out);
        told_line(told, false, CONFIG_WARNING, file, number, what);
        must_of(strcspn(told, "\n") == strlen(told) - 1, "more than a line", told);
        told_line(told, true, CONFIG_ERROR, file, number, what);
        check_json(told);
        log_line(LOG_INFO, "network=n", "%s", what);
        free(file);
        free(what);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        fuzz_quiet();
        files_begin();
        return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct fuzz_input in = {data, size};

        switch (fuzz_byte(&in) % 3) {
        case 0:
                keep_hosts(&in);
                break;
        case 1:
                compare_masks(&in);
                break;
        default:
                make_lines(&in);
        }
        return 0;
}
