/* arena.h - memory for things that live and die together.
 *
 *   arena -> block -> block -> block     the newest first; each a quarter of all before
 *            [used |free]                it, from ARENA_BLOCK_MIN to ARENA_BLOCK_MAX
 *
 * What comes out never moves and is freed all at once.
 */
#ifndef ANSWER_ARENA_H
#define ANSWER_ARENA_H

#include <stddef.h>

#define ARENA_BLOCK_MIN ((size_t)1 << 12)
#define ARENA_BLOCK_MAX ((size_t)1 << 20)

struct arena_block;

struct arena {
        struct arena_block *newest;
        size_t held; /* bytes of all blocks */
};

/* An arena of zero bytes is ready for use. */
void arena_fini(struct arena *arena);

/* Bytes for any kind of object, not cleared; NULL when memory ran out. */
void *arena_get(struct arena *arena, size_t bytes);

/* A NUL-terminated copy of length bytes at s; NULL when memory ran out. */
char *arena_text(struct arena *arena, const char *s, size_t length);

#endif
