/* train.h - linear classifiers, one for each class against all others.
 *
 * L2-regularised, squared hinge loss:
 *
 *   min over w of  |w|^2 / 2 + sum_i C_i max(0, 1 - y_i w.x_i)^2
 *
 * by dual coordinate descent (Hsieh, Chang, Lin, Keerthi, Sundararajan: "A Dual
 * Coordinate Descent Method for Large-scale Linear SVM", ICML 2008), all
 * classes in one sweep, so that a row of x is read once for all of them. The
 * order of rows is fixed by a constant seed: the same input gives the same
 * weights on every machine (liblinear draws its order from rand(3), which
 * belongs to the host process).
 *
 * Units may be alike: unit u is a vector v_u, x_i = sum value_iu v_u, and what
 * is kept for u is not a weight but the decision value v_u . w of a question of
 * that unit alone. A row names its units, and how alike each unit is to it:
 *
 *   part     u, value_iu                     the decision of row i is their sum
 *   echo     t, sum_u value_iu (v_u . v_t)   what changes when row i's dual does
 *
 * Units that have nothing in common and length 1 are plain features: echo is
 * then part itself.
 */
#ifndef ANSWER_TRAIN_H
#define ANSWER_TRAIN_H

#include <stddef.h>
#include <stdint.h>

struct train_value {
        uint32_t unit;
        float value;
};

struct train_row {
        const struct train_value *part, *echo;
        uint32_t parts, echoes;
        uint32_t label;   /* class of this row */
        float square;     /* |x_i|^2 */
};

struct train_problem {
        const struct train_row *row;
        size_t rows;
        size_t units;     /* those of the rows are below this */
        size_t classes;
        double cost;      /* C of a row outside the class */
        const float *positive; /* for each class: factor on C of its own rows */
        unsigned sweeps;
};

/* So many classes are trained together: a cache line, with most processors. */
#define TRAIN_GROUP ((size_t)16)

/* Decision values, where train_at tells. The caller frees. NULL: no memory. */
float *train(const struct train_problem *problem);

/* Where the decision value of a unit stands; that of unit `units` is the bias. The classes of a
 * group are side by side, those that only fill up the last group included. */
static inline size_t train_at(size_t units, size_t unit, size_t class)
{
        return (class / TRAIN_GROUP * (units + 1) + unit) * TRAIN_GROUP + class % TRAIN_GROUP;
}

/* classes, rounded up to whole groups. */
size_t train_stride(size_t classes);

#endif
