/* arena.c - a bump allocator.
 *
 * Hands out bytes from blocks that grow with what is held, so that little of it lies
 * idle and a large FAQ still takes few calls of malloc. It knows nothing of what
 * it holds and gives nothing back before arena_fini. */
#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
        struct arena_block *older;
        size_t used;
        size_t size;
        alignas(max_align_t) char bytes[];
};

void arena_fini(struct arena *arena)
{
        struct arena_block *block = arena->newest;

        while (block != NULL) {
                struct arena_block *older = block->older;

                free(block);
                block = older;
        }
        arena->newest = NULL;
        arena->held = 0;
}

static struct arena_block *add_block(struct arena *arena, size_t bytes)
{
        size_t size = arena->held / 4;
        struct arena_block *block;

        if (size < ARENA_BLOCK_MIN)
                size = ARENA_BLOCK_MIN;
        if (size > ARENA_BLOCK_MAX)
                size = ARENA_BLOCK_MAX;
        if (size < bytes)
                size = bytes;
        block = malloc(sizeof *block + size);
        if (block == NULL)
                return NULL;
        block->older = arena->newest;
        block->used = 0;
        block->size = size;
        arena->newest = block;
        arena->held += size;
        return block;
}

static void *take(struct arena *arena, size_t bytes, size_t align)
{
        struct arena_block *block = arena->newest;
        size_t at = 0;

        if (bytes > PTRDIFF_MAX / 2)
                return NULL;
        if (block != NULL)
                at = (block->used + align - 1) & ~(align - 1);
        if (block == NULL || at > block->size || bytes > block->size - at) {
                block = add_block(arena, bytes);
                if (block == NULL)
                        return NULL;
                at = 0;
        }
        block->used = at + bytes;
        return block->bytes + at;
}

void *arena_get(struct arena *arena, size_t bytes)
{
        return take(arena, bytes, alignof(max_align_t));
}

char *arena_text(struct arena *arena, const char *s, size_t length)
{
        char *copy = take(arena, length + 1, 1);

        if (copy == NULL)
                return NULL;
        memcpy(copy, s, length);
        copy[length] = '\0';
        return copy;
}
