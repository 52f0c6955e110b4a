/* edits.c - files, their folders, and when something has happened to them.
 *
 * It refuses to know what the files are for.
 */
#include "edits.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define QUIET 500    /* ms without another change */
#define LONGEST 10000 /* ms of changes without end: then it is now */
#define AWAY 3000    /* ms for a file that is away or empty */
#define LOOK 10000   /* ms between two looks at all of them */
#define POLL 5000    /* ms, at those on network disks */
#define COARSE 10    /* ms that a file system's clock may be behind */

/* What tells that a file has changed. All 0: it is not there. */
struct stamp {
        dev_t device;
        ino_t inode;
        off_t size;
        struct timespec changed;
};

struct file {
        struct edits *edits;
        char *path;
        char *real; /* where links lead to; or NULL */
        struct stamp known;
        bool far;   /* on a network disk */
        uv_fs_poll_t poll;
};

struct folder {
        struct edits *edits;
        char *path;
        ino_t inode;  /* of what is watched; 0: it is not */
        bool wanted;
        uv_fs_event_t event;
        struct folder *next;
};

struct edits {
        uv_loop_t *loop;
        void (*changed)(void *context);
        void *context;
        struct file *file[PATHS_MAX];
        size_t count;
        struct folder *folders;
        struct timespec looked; /* a little before edits_look; 0: not since edits_follow */
        uint64_t since; /* when the first change of those to come was seen; 0: none */
        bool partial;   /* at the last quiet a file was away or empty: what came since is not quiet yet */
        uv_timer_t quiet, look;
        int timers;
};

static struct stamp stamp_of(const char *path)
{
        struct stat is;

        if (stat(path, &is) < 0)
                return (struct stamp){0};
        return (struct stamp){.device = is.st_dev, .inode = is.st_ino, .size = is.st_size, .changed = is.st_mtim};
}

static bool differ(const struct stamp *a, const struct stamp *b)
{
        return a->device != b->device || a->inode != b->inode || a->size != b->size ||
               a->changed.tv_sec != b->changed.tv_sec || a->changed.tv_nsec != b->changed.tv_nsec;
}

/* ---- from a sign to the word ---- */

/* Has anything changed, and is all of it there? */
static void compare(const struct edits *edits, bool *any, bool *whole)
{
        *any = false;
        *whole = true;
        for (size_t i = 0; i < edits->count; i++) {
                struct stamp now = stamp_of(edits->file[i]->path);

                if (!differ(&now, &edits->file[i]->known))
                        continue;
                *any = true;
                *whole = *whole && now.size > 0;
        }
}

static void on_event(uv_fs_event_t *event, const char *name, int what, int status);

/* Watches what has that name now; which may be another than before. */
static bool watch(struct folder *folder)
{
        struct stat is;

        if (stat(folder->path, &is) < 0)
                is.st_ino = 0;
        if (is.st_ino == folder->inode)
                return folder->inode;
        uv_fs_event_stop(&folder->event);
        folder->inode = 0;
        if (is.st_ino && uv_fs_event_start(&folder->event, on_event, folder->path, 0) == 0)
                folder->inode = is.st_ino;
        return folder->inode;
}

static void on_quiet(uv_timer_t *timer)
{
        struct edits *edits = timer->data;
        bool any, whole;

        for (struct folder *folder = edits->folders; folder; folder = folder->next)
                watch(folder);
        compare(edits, &any, &whole);
        if (any && (!whole || edits->partial) && uv_now(edits->loop) - edits->since < AWAY) {
                edits->partial = !whole;
                uv_timer_start(timer, on_quiet, QUIET, 0);
                return;
        }
        edits->partial = false;
        edits->since = 0;
        if (any) {
                edits_look(edits);
                edits->changed(edits->context);
        }
}

static void nudge(struct edits *edits)
{
        uint64_t now = uv_now(edits->loop);

        if (!edits->since)
                edits->since = now ? now : 1;
        if (now - edits->since < LONGEST || !uv_is_active((uv_handle_t *)&edits->quiet))
                uv_timer_start(&edits->quiet, on_quiet, QUIET, 0);
}

static const char *last_part(const char *path)
{
        const char *slash = strrchr(path, '/');

        return slash ? slash + 1 : path;
}

/* Other files of these folders (a log, say) change without end. Its own name
 * means that the folder was moved or removed. */
static void on_event(uv_fs_event_t *event, const char *name, int what, int status)
{
        struct folder *folder = event->data;
        struct edits *edits = folder->edits;
        bool ours = !name || status < 0 || strcmp(name, last_part(folder->path)) == 0;

        (void)what;
        for (size_t i = 0; i < edits->count && !ours; i++)
                ours = strcmp(name, last_part(edits->file[i]->path)) == 0 ||
                       (edits->file[i]->real && strcmp(name, last_part(edits->file[i]->real)) == 0);
        if (ours)
                nudge(edits);
}

static void on_poll(uv_fs_poll_t *poll, int status, const uv_stat_t *before, const uv_stat_t *now)
{
        const struct file *file = poll->data;

        (void)status;
        (void)before;
        (void)now;
        nudge(file->edits);
}

/* ---- folders ---- */

static bool want_folder(struct edits *edits, const char *file)
{
        const char *name = last_part(file);
        char *path = name == file ? strdup(".") : strndup(file, name - file > 1 ? (size_t)(name - file - 1) : 1);
        struct folder *folder = edits->folders;

        if (!path)
                return false;
        while (folder && strcmp(folder->path, path) != 0)
                folder = folder->next;
        if (!folder && (folder = calloc(1, sizeof *folder))) {
                *folder = (struct folder){.edits = edits, .path = path, .next = edits->folders};
                edits->folders = folder;
                uv_fs_event_init(edits->loop, &folder->event);
                folder->event.data = folder;
                path = NULL;
        }
        free(path);
        if (folder)
                folder->wanted = true;
        return folder && watch(folder);
}

static void folder_closed(uv_handle_t *handle)
{
        struct folder *folder = handle->data;

        free(folder->path);
        free(folder);
}

/* Those that nobody wants any more go; all are unwanted from then on. */
static void sweep(struct edits *edits)
{
        for (struct folder **at = &edits->folders; *at;) {
                struct folder *folder = *at;

                if (folder->wanted) {
                        folder->wanted = false;
                        at = &folder->next;
                } else {
                        *at = folder->next;
                        uv_close((uv_handle_t *)&folder->event, folder_closed);
                }
        }
}

/* ---- files ---- */

/* Disks that others write to without this machine's kernel knowing: statfs(2). */
static bool is_far(const char *path)
{
        static const unsigned long kinds[] = {
                0x6969 /* NFS */, 0x517B /* SMB */, 0xFF534D42 /* CIFS */, 0xFE534D42 /* SMB2 */, 0x65735546 /* FUSE */,
                0x01021997 /* 9P */, 0x00C36400 /* Ceph */, 0x5346414F /* AFS */, 0x786F4256 /* VirtualBox */,
                0x7461636F /* OCFS2 */, 0x01161970 /* GFS2 */, 0x0BD00BD0 /* Lustre */,
        };
        struct statfs disk;

        if (statfs(path, &disk) < 0)
                return false;
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
                if (((unsigned long)disk.f_type & 0xFFFFFFFF) == kinds[i])
                        return true;
        return false;
}

static void file_closed(uv_handle_t *handle)
{
        struct file *file = handle->data;

        free(file->path);
        free(file->real);
        free(file);
}

static struct file *file_open(struct edits *edits, const char *path)
{
        struct file *file = calloc(1, sizeof *file);

        if (!file || !(file->path = strdup(path))) {
                free(file);
                return NULL;
        }
        file->edits = edits;
        file->known = stamp_of(path);
        file->real = realpath(path, NULL);
        file->far = is_far(path);
        uv_fs_poll_init(edits->loop, &file->poll);
        file->poll.data = file;
        if (file->far)
                uv_fs_poll_start(&file->poll, on_poll, file->path, POLL);
        return file;
}

static void on_look(uv_timer_t *timer)
{
        struct edits *edits = timer->data;
        bool any = false;

        for (struct folder *folder = edits->folders; folder; folder = folder->next)
                watch(folder);
        for (size_t i = 0; i < edits->count && !any; i++) {
                struct stamp now = edits->file[i]->far ? edits->file[i]->known : stamp_of(edits->file[i]->path);

                any = differ(&now, &edits->file[i]->known);
        }
        if (any)
                nudge(edits);
}

void edits_look(struct edits *edits)
{
        clock_gettime(CLOCK_REALTIME, &edits->looked);
        edits->looked.tv_nsec -= COARSE * 1000000L;
        if (edits->looked.tv_nsec < 0) {
                edits->looked.tv_nsec += 1000000000L;
                edits->looked.tv_sec--;
        }
        for (size_t i = 0; i < edits->count; i++)
                edits->file[i]->known = stamp_of(edits->file[i]->path);
}

/* Came since the last look: whoever read the files may not have seen it so. */
static bool is_news(const struct edits *edits, const char *path)
{
        struct stat is;

        return edits->looked.tv_sec && stat(path, &is) == 0 &&
               (is.st_ctim.tv_sec > edits->looked.tv_sec ||
                (is.st_ctim.tv_sec == edits->looked.tv_sec && is.st_ctim.tv_nsec >= edits->looked.tv_nsec));
}

bool edits_follow(struct edits *edits, const struct paths *files)
{
        struct file *old[PATHS_MAX];
        size_t old_count = edits->count, count = 0;
        bool fine = true;

        memcpy(old, edits->file, sizeof old);
        for (size_t i = 0; i < files->count; i++) {
                struct file *file = file_open(edits, files->path[i]);
                size_t k = 0;

                if (!file)
                        continue;
                while (k < old_count && strcmp(old[k]->path, file->path) != 0)
                        k++;
                if (k < old_count) {
                        file->known = old[k]->known;
                } else if (is_news(edits, file->path)) {
                        file->known = (struct stamp){0};
                        nudge(edits);
                }
                edits->file[count++] = file;
                fine = want_folder(edits, file->path) && fine;
                if (file->real)
                        fine = want_folder(edits, file->real) && fine;
        }
        edits->count = count;
        edits->looked.tv_sec = 0;
        while (old_count)
                uv_close((uv_handle_t *)&old[--old_count]->poll, file_closed);
        sweep(edits);
        return fine;
}

/* ---- the whole ---- */

struct edits *edits_open(uv_loop_t *loop, void (*changed)(void *context), void *context)
{
        struct edits *edits = calloc(1, sizeof *edits);

        if (!edits)
                return NULL;
        *edits = (struct edits){.loop = loop, .changed = changed, .context = context, .timers = 2};
        uv_timer_init(loop, &edits->quiet);
        uv_timer_init(loop, &edits->look);
        edits->quiet.data = edits->look.data = edits;
        uv_timer_start(&edits->look, on_look, LOOK, LOOK);
        return edits;
}

static void timer_closed(uv_handle_t *handle)
{
        struct edits *edits = handle->data;

        if (--edits->timers == 0)
                free(edits);
}

void edits_close(struct edits *edits)
{
        struct paths none = {0};

        if (!edits)
                return;
        edits_follow(edits, &none);
        uv_close((uv_handle_t *)&edits->quiet, timer_closed);
        uv_close((uv_handle_t *)&edits->look, timer_closed);
}
