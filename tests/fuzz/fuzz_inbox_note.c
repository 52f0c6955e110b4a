/* fuzz_inbox_note.c - any bytes said by somebody of any name: what is kept of them.
 *
 * The first bytes are the lengths of nick, account and the bot's nick; these follow, then
 * what was said. What must hold: clean small UTF-8, no mark of an address, not the
 * asker's nick; and every 16th time that it goes through the file and comes back. */
#include <unistd.h>

#include "../../plugin/inbox/inbox.h"
#include "fuzz.h"

static char folder[] = "/dev/shm/fuzz_inbox_note.XXXXXX"; /* in memory: nothing waits for a disk */
static char path[64];

static void clean_up(void)
{
        unlink(path);
        rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        must(mkdtemp(folder), "no folder");
        snprintf(path, sizeof path, "%s/inbox.db", folder);
        atexit(clean_up);
        return 0;
}

/* A name out of the input, NUL-terminated. */
static void take(const uint8_t **data, size_t *size, size_t wanted, char out[32])
{
        size_t n = wanted % 31 < *size ? wanted % 31 : *size;

        memcpy(out, *data, n);
        out[n] = '\0';
        *data += n;
        *size -= n;
}

static void check_text(const char *text)
{
        utf8proc_int32_t c;

        for (utf8proc_ssize_t n; *text; text += n) {
                n = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &c);
                must(n > 0 && c >= ' ' && c != 0x7f, "it is no clean UTF-8");
                must(c > 0x7f || !strchr("@#_|/\\[]{}<>\"$%&*()+=~^`", (char)c), "a mark is left");
                must(c < 'A' || c > 'Z', "a capital is left");
        }
}

static void find(void *context, const struct inbox_question *question)
{
        const char **words = context;

        if (strcmp(question->words, *words) == 0)
                *words = NULL;
}

static void round_trip(const char *words)
{
        const struct inbox_options options = {.file = path};
        struct inbox *inbox = inbox_open(&options);
        const char *wanted = words;
        char why[200];

        inbox_note(inbox, &(struct inbox_note){.kind = INBOX_UNKNOWN, .words = words}, 20000);
        must(inbox_flush(inbox, 20000, why, sizeof why), why);
        must(inbox_list(inbox, &(struct inbox_wanted){.most = 0}, find, &wanted, why, sizeof why), why);
        must(!wanted, "it did not come back");
        inbox_close(inbox, 20000);
        unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static unsigned runs;
        char nick[32], account[32], self[32], words[CLEAN_BYTES], fold[CLEAN_BYTES], again[CLEAN_BYTES];
        struct clean_names names = {nick, account, self};
        uint8_t head[3] = {0};
        size_t length;

        memcpy(head, data, size < 3 ? size : 3);
        data += size < 3 ? size : 3;
        size -= size < 3 ? size : 3;
        take(&data, &size, head[0], nick);
        take(&data, &size, head[1], account);
        take(&data, &size, head[2], self);
        length = clean_words(words, (const char *)data, size, &names);
        must(length == strlen(words) && length < CLEAN_BYTES, "its length");
        check_text(words);
        must(clean_fold(fold, words) <= length && !strpbrk(fold, ".,!?;:"), "its fold");
        clean_fold(again, fold);
        must(strcmp(again, fold) == 0, "a fold that folds");
        if (length && ++runs % 16 == 0)
                round_trip(words);
        return 0;
}
