/* vector.h - loops by what the processor has for them.
 *
 *   static VECTOR_INLINE void add_body(float *into, const float *from, size_t count) { ... }
 *   VECTOR_BOTH(add, (float *into, const float *from, size_t count), (into, from, count))
 *
 * makes a function add of it: the body compiled for any processor of the kind,
 * and once more for those with AVX2; which one is looked up at each call. Both
 * give the same bytes where the body says what each lane does, since no
 * multiplication is fused with an addition (-ffp-contract=off).
 *
 * Compilers make vectors of an inner loop whose length they know; as long as a
 * register is wide for the narrowest number in it, it needs no shuffling:
 */
#ifndef ANSWER_VECTOR_H
#define ANSWER_VECTOR_H

#include <stdint.h>

#define VECTOR_FLOATS 8
#define VECTOR_SHORTS 16
#define VECTOR_BYTES 32

/* Where that is not enough: vectors as such, which may lie anywhere in an array. */
typedef float vector_floats __attribute__((vector_size(32), aligned(4), may_alias));
typedef int32_t vector_ints __attribute__((vector_size(32), aligned(4), may_alias));

#define VECTOR_INLINE inline __attribute__((always_inline))

#if defined(__x86_64__) && !defined(__AVX2__)
#define VECTOR_BOTH(name, parameters, arguments)                                \
        __attribute__((target("avx2"))) static void name##_avx2 parameters      \
        {                                                                       \
                name##_body arguments;                                          \
        }                                                                       \
        static void name##_any parameters                                       \
        {                                                                       \
                name##_body arguments;                                          \
        }                                                                       \
        static void name parameters                                             \
        {                                                                       \
                if (__builtin_cpu_supports("avx2"))                             \
                        name##_avx2 arguments;                                  \
                else                                                            \
                        name##_any arguments;                                   \
        }
#else
#define VECTOR_BOTH(name, parameters, arguments)                                \
        static void name parameters                                             \
        {                                                                       \
                name##_body arguments;                                          \
        }
#endif

#endif
