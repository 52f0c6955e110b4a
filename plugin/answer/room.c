/* room.c - arrays that grow and shrink. It refuses to know what is in them. */
#include "room.h"

#include <stdint.h>
#include <stdlib.h>

#define LEAST 64

void *room_for(void *array, size_t *room, size_t need, size_t size)
{
        size_t next = *room ? *room : LEAST;
        void *bigger;

        if (array && need <= *room)
                return array;
        while (next < need && next <= SIZE_MAX / 2)
                next *= 2;
        bigger = next >= need && next <= SIZE_MAX / size ? realloc(array, next * size) : NULL;
        if (bigger)
                *room = next;
        return bigger;
}

void *room_fit(void *array, size_t count, size_t size)
{
        void *fitting = count ? realloc(array, count * size) : NULL;

        return fitting ? fitting : array;
}
