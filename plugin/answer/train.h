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
 */
#ifndef ANSWER_TRAIN_H
#define ANSWER_TRAIN_H

#include <stddef.h>
#include <stdint.h>

struct train_feature {
        uint32_t index;
        float value;
};

struct train_row {
        const struct train_feature *feature;
        uint32_t count;
        uint32_t label;   /* class of this row */
};

struct train_problem {
        const struct train_row *row;
        size_t rows;
        size_t features;  /* indices are below this */
        size_t classes;
        double cost;      /* C of a row outside the class */
        const float *positive; /* for each class: factor on C of its own rows */
        unsigned sweeps;
};

/* Weights as float [features + 1][stride]: one row for each feature, the last
 * for the bias; stride = train_stride(classes). The caller frees. NULL: no
 * memory. */
float *train(const struct train_problem *problem);

/* classes, rounded up to whole vector registers. */
size_t train_stride(size_t classes);

#endif
