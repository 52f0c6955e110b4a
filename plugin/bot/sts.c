/* sts.c - which hosts must be reached by TLS: a small table and its file.
 *
 *   HOST PORT DURATION EXPIRES      one a line, in FOLDER/sts
 *
 * Deleting a line (or the file) while the bot does not run takes a policy back.
 * Has no clock and no connection; refuses to know what is done with a policy.
 */
#include "sts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keep.h"
#include "rule.h"

#define PATH_BYTES 4096
#define HOST_BYTES 256
#define FILE_NAME "sts"
#define DURATION_MAX ((int64_t)10 * 366 * 24 * 3600) /* ten years */
#define HEAD "# Hosts that must be reached by TLS: host, port, seconds, until when (Unix time).\n"

struct policy {
        char host[HOST_BYTES];
        unsigned port;
        bool kept;                 /* said by TLS: in the file */
        int64_t duration, expires; /* if kept */
};

struct sts {
        char folder[PATH_BYTES]; /* empty: nothing is kept */
        bool unread;             /* there is a file, and what stands in it is not known */
        size_t count;
        struct policy policy[STS_HOSTS_MAX];
};

/* -- what was said ------------------------------------------------------- */

/* Digits only, up to most; -1: something else. */
static int64_t number(const char *text, size_t length, int64_t most)
{
        int64_t value = 0;

        if (!length || length > 18)
                return -1;
        for (size_t i = 0; i < length; i++) {
                if (text[i] < '0' || text[i] > '9')
                        return -1;
                value = value * 10 + (text[i] - '0');
        }
        return value < most ? value : most;
}

struct sts_said sts_parse(const char *policy)
{
        struct sts_said said = {.port = -1, .duration = -1};

        while (*policy) {
                size_t length = strcspn(policy, ",");

                if (length > 5 && memcmp(policy, "port=", 5) == 0)
                        said.port = (long)number(policy + 5, length - 5, 65536);
                else if (length > 9 && memcmp(policy, "duration=", 9) == 0)
                        said.duration = number(policy + 9, length - 9, DURATION_MAX);
                policy += length;
                policy += *policy == ',';
        }
        if (said.port < 1 || said.port > 65535)
                said.port = -1;
        return said;
}

/* -- the table ----------------------------------------------------------- */

static struct policy *find(const struct sts *sts, const char *host)
{
        for (size_t i = 0; i < sts->count; i++)
                if (strcasecmp(sts->policy[i].host, host) == 0)
                        return (struct policy *)&sts->policy[i];
        return NULL;
}

static struct policy *find_or_add(struct sts *sts, const char *host)
{
        struct policy *policy = find(sts, host);

        if (policy || sts->count == STS_HOSTS_MAX || strlen(host) >= HOST_BYTES)
                return policy;
        policy = &sts->policy[sts->count++];
        *policy = (struct policy){.port = 0};
        snprintf(policy->host, sizeof policy->host, "%s", host);
        return policy;
}

static void forget(struct sts *sts, struct policy *policy)
{
        *policy = sts->policy[--sts->count];
}

/* What is over makes room for others. Not before that is needed: where the clock went too far
 * ahead, and is put right, it is not over. */
static void sweep(struct sts *sts, int64_t now)
{
        for (size_t i = 0; sts->count == STS_HOSTS_MAX && i < sts->count;)
                if (sts->policy[i].kept && sts->policy[i].expires <= now)
                        forget(sts, &sts->policy[i]);
                else
                        i++;
}

/* -- the file ------------------------------------------------------------ */

static void read_line(struct sts *sts, const char *line, unsigned *broken)
{
        char host[HOST_BYTES];
        unsigned port;
        int64_t duration, expires;
        struct policy *policy;

        if (!*line || *line == '#')
                return;
        if (sscanf(line, "%255s %5u %18" SCNd64 " %18" SCNd64, host, &port, &duration, &expires) != 4 ||
            rule_host(host) || port < 1 || port > 65535 || duration < 1 || expires < 1 ||
            !(policy = find_or_add(sts, host))) {
                ++*broken;
                return;
        }
        policy->port = port;
        policy->kept = true;
        policy->duration = duration < DURATION_MAX ? duration : DURATION_MAX;
        policy->expires = expires;
}

static void read_file(struct sts *sts, char *why, size_t cap)
{
        char path[PATH_BYTES + sizeof FILE_NAME + 1], line[512];
        unsigned broken = 0;
        FILE *file;
        int fd;

        snprintf(path, sizeof path, "%s/%s", sts->folder, FILE_NAME);
        fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        file = fd < 0 ? NULL : fdopen(fd, "r");
        sts->unread = !file && errno != ENOENT && errno != ENOTDIR;
        if (!file) {
                if (sts->unread)
                        snprintf(why, cap, "\"%.200s\" cannot be read: %s", path, strerror(errno));
                if (fd >= 0)
                        close(fd);
                return;
        }
        for (unsigned i = 0; i < 4 * STS_HOSTS_MAX && fgets(line, sizeof line, file); i++) {
                line[strcspn(line, "\r\n")] = '\0';
                read_line(sts, line, &broken);
        }
        sts->unread = ferror(file) != 0;
        if (sts->unread)
                snprintf(why, cap, "\"%.200s\" cannot be read: %s", path, strerror(errno));
        else if (broken)
                snprintf(why, cap, "\"%.200s\" has %u lines that make no sense; they are left out",
                         path, broken);
        fclose(file);
}

static bool write_policies(FILE *file, const void *context)
{
        const struct sts *sts = context;
        bool fine = fputs(HEAD, file) >= 0;

        for (size_t i = 0; i < sts->count; i++) {
                const struct policy *p = &sts->policy[i];

                if (p->kept)
                        fine = fprintf(file, "%s %u %" PRId64 " %" PRId64 "\n", p->host, p->port,
                                       p->duration, p->expires) > 0 && fine;
        }
        return fine;
}

static bool write_file(const struct sts *sts, char *why, size_t cap)
{
        if (sts->unread) {
                snprintf(why, cap, "\"%.200s/%s\" is left as it is: what stood in it could not be read", sts->folder,
                         FILE_NAME);
                return false;
        }
        return !*sts->folder || keep_write(sts->folder, FILE_NAME, write_policies, sts, why, cap);
}

/* -- for everybody else -------------------------------------------------- */

struct sts *sts_open(const char *folder, char *why, size_t cap)
{
        struct sts *sts = calloc(1, sizeof *sts);

        *why = '\0';
        if (!sts)
                return NULL;
        snprintf(sts->folder, sizeof sts->folder, "%s", folder ? folder : "");
        if (folder)
                read_file(sts, why, cap);
        return sts;
}

void sts_close(struct sts *sts)
{
        free(sts);
}

bool sts_move(struct sts *sts, const char *folder, char *why, size_t cap)
{
        if (strcmp(sts->folder, folder ? folder : "") == 0)
                return true;
        snprintf(sts->folder, sizeof sts->folder, "%s", folder ? folder : "");
        sts->unread = false;
        return !sts->count || write_file(sts, why, cap);
}

unsigned sts_port(const struct sts *sts, const char *host, int64_t now)
{
        const struct policy *policy = find(sts, host);

        return policy && (!policy->kept || policy->expires > now) ? policy->port : 0;
}

bool sts_upgrade(struct sts *sts, const char *host, unsigned port)
{
        struct policy *policy = find_or_add(sts, host);

        if (!policy)
                return false;
        policy->port = port;
        policy->kept = false;
        return true;
}

void sts_reached(struct sts *sts, const char *host)
{
        struct policy *policy = find(sts, host);

        if (policy && !policy->kept)
                forget(sts, policy);
}

bool sts_keep(struct sts *sts, const char *host, unsigned port, int64_t duration, int64_t now,
              char *why, size_t cap)
{
        struct policy *policy;

        sweep(sts, now);
        if (duration <= 0) {
                policy = find(sts, host);
                if (!policy)
                        return true;
                forget(sts, policy);
                return write_file(sts, why, cap);
        }
        policy = find_or_add(sts, host);
        if (!policy) {
                snprintf(why, cap, "there are too many hosts with such a policy");
                return false;
        }
        policy->port = port;
        policy->kept = true;
        policy->duration = duration;
        policy->expires = now + duration;
        return write_file(sts, why, cap);
}
