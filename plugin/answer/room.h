/* room.h - arrays with room for more than is in them. */
#ifndef ANSWER_ROOM_H
#define ANSWER_ROOM_H

#include <stddef.h>

/* The array (or NULL), with room for `need` items of `size` bytes, *room of them from then on; it grows by
 * doubling. NULL when memory ran out: then it stays where it was, and so does *room. */
void *room_for(void *array, size_t *room, size_t need, size_t size);

/* The array, cut to `count` items; where there are none, or no memory even for that, as it was. */
void *room_fit(void *array, size_t count, size_t size);

#endif
