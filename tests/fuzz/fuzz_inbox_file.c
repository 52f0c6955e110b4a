/* fuzz_inbox_file.c - a hostile database file: the inbox does not crash, hang or
 * believe it, and goes on.
 *
 * The first byte chooses: the rest is the file as it is, or patches to a good one
 * (offset, 2 bytes; length, 1 byte; that many bytes), of this version or the first. */
#include <unistd.h>

#include "../../plugin/inbox/inbox.h"
#include "../../plugin/inbox/store.h"
#include "fuzz.h"

#define GOOD_MAX 65536
#define TODAY 20000

static char folder[] = "/dev/shm/fuzz_inbox_file.XXXXXX"; /* in memory: nothing waits for a disk */
static char path[64];
static uint8_t good[2][GOOD_MAX];
static size_t good_size[2];

static void clean_up(void)
{
        static const char *const tails[] = {"", "-wal", "-shm", "-journal", ".broken", ".broken-wal", ".broken-journal"};
        char name[100];

        for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
                snprintf(name, sizeof name, "%s%s", path, tails[i]);
                unlink(name);
        }
}

static void end(void)
{
        clean_up();
        rmdir(folder);
}

static void keep(int which)
{
        FILE *file = fopen(path, "r");

        must(file, "no good file");
        good_size[which] = fread(good[which], 1, GOOD_MAX, file);
        fclose(file);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        const struct inbox_options options = {.file = path};
        struct store store = {.db = NULL};
        struct inbox *inbox;
        char words[60], why[200];

        must(mkdtemp(folder), "no folder");
        snprintf(path, sizeof path, "%s/inbox.db", folder);
        atexit(end);
        inbox = inbox_open(&options);
        for (int i = 0; i < 60; i++) {
                snprintf(words, sizeof words, "a question with the number %d", i % 50);
                inbox_note(inbox, &(struct inbox_note){.kind = INBOX_UNKNOWN, .words = words, .best = {"night"}}, TODAY);
        }
        inbox_vote(inbox, "night", true, TODAY);
        inbox_close(inbox, TODAY);
        keep(0);
        must(store_open(&store, path, NULL, true, why, sizeof why) == STORE_FINE, why);
        must(store.sqlite.exec(store.db, "DROP TABLE vote; ALTER TABLE question DROP COLUMN dismissed;"
                               "PRAGMA user_version = 1", NULL, NULL, NULL) == SQLITE_OK, "no older file");
        store_close(&store);
        keep(1);
        clean_up();
        return 0;
}

static void write_file(const uint8_t *data, size_t size)
{
        static uint8_t bytes[GOOD_MAX];
        size_t length = good_size[*data & 1];
        FILE *file = fopen(path, "w");

        must(file, "no file");
        if (*data & 2) {
                fwrite(data + 1, 1, size - 1, file);
        } else {
                memcpy(bytes, good[*data & 1], length);
                for (size_t at = 1; at + 3 < size; at += 3u + data[at + 2]) {
                        size_t offset = (size_t)(data[at] << 8 | data[at + 1]) % length, count = data[at + 2];

                        count = count < size - at - 3 ? count : size - at - 3;
                        count = count < length - offset ? count : length - offset;
                        memcpy(bytes + offset, data + at + 3, count);
                }
                fwrite(bytes, 1, *data & 4 ? length / 2 : length, file);
        }
        fclose(file);
}

static void see(void *context, const struct inbox_question *q)
{
        const char *const texts[] = {q->words, q->given, q->best};
        utf8proc_int32_t c;

        for (size_t i = 0; i < 3; i++)
                for (utf8proc_ssize_t n, at = 0; texts[i][at]; at += n) {
                        n = utf8proc_iterate((const utf8proc_uint8_t *)texts[i] + at, -1, &c);
                        must(n > 0 && c >= ' ' && c != 0x7f, "a text is not clean");
                }
        must(strlen(q->words) < CLEAN_BYTES, "words are too long");
        if (strcmp(q->words, "what the fuzzer asks") == 0)
                *(bool *)context = true;
}

static void see_vote(void *context, const char *id, int64_t up, int64_t down)
{
        (void)context, (void)up, (void)down;
        must(strlen(id) < INBOX_ID_BYTES, "an id is too long");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        const struct inbox_options options = {.file = path, .keep = 0};
        struct inbox *inbox;
        bool seen = false;
        char why[300];

        if (!size)
                return 0;
        write_file(data, size);
        inbox = inbox_open(&options);
        inbox_list(inbox, &(struct inbox_wanted){.dismissed = true}, see, &seen, why, sizeof why);
        seen = false;
        inbox_note(inbox, &(struct inbox_note){.kind = INBOX_UNKNOWN, .words = "what the fuzzer asks"}, TODAY);
        inbox_vote(inbox, "night", false, TODAY);
        inbox_idle(inbox, 100000, TODAY);
        if (inbox_flush(inbox, TODAY, why, sizeof why)) {
                must(inbox_list(inbox, &(struct inbox_wanted){.dismissed = true}, see, &seen, why, sizeof why) || *why,
                     "no reason");
                inbox_votes(inbox, see_vote, NULL, why, sizeof why);
                inbox_dismiss(inbox, 1, true, why, sizeof why);
        }
        inbox_close(inbox, TODAY);
        clean_up();
        return 0;
}
