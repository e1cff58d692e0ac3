"""Private, and the one dense page: exponentials of scores, their sums, and what rounding lost.

`activations` and `losses` stand on it, and can be read without it. The textbook's softmax, exp(x)/Σ exp(x),
fails in float64 in five ways. What happens, and what is done about it here:

1. **1 − p loses its digits.** For the scores 40 and 0 the second has probability 4.2e−18. This is the loss of
   the first, but a sum that holds 1 rounds it away: log(1 + 4.2e−18) is 0. So one entry of each row, its
   *target*, is left out of the sum. With target_exp = exp(x[target]) and the sum_of_others, the loss is
   log1p(sum_of_others/target_exp), and p − 1 is −sum_of_others/total. The target is the true class, or where
   there is none, the largest score.
2. **exp overflows and underflows.** exp(709.79) is ∞, and ∞/∞ is NaN. Below −708.4 digits go (exp(−720) has
   11), and exp(−745.2) is 0. So rows are shifted, by the same for all their scores: no softmax sees that.
3. **The shift is rounded.** A difference between 512 and 1024 is off by up to half its unit, 2⁻⁴⁴, and exp
   turns that into a relative error of 512 × 2⁻⁵³. For the scores 710.7 and 15.3, exp(15.3 − 710.7) is 350
   units in the last place off. So rows are shifted only if they must be, and what the difference lost is put
   back.
4. **np.sum drifts.** It adds up to 16 entries in a row; equal ones, a thousand or a million of them, come out
   up to 4 units off. Folded in halves it is 1.8, at three times the price. So this is done where it shows.
5. **np.exp is slow where it fails.** It takes 3 times as long where it overflows, 7 times where it gives 0,
   and 70 times where the result is subnormal. So rows of such scores are kept from it.

Rows come as a matrix `x` of any floating type, with a float64 `buffer` of as many rows (see `_rows.blocks`).
"""

import numpy as np

from xentlib._rows import BLOCK, flat_indices, row_sums

# A row needs no shift if its sums lie above these (2). Scores of −600, −600 and −720 fail the first: exp has
# 11 digits of the last, and so would p = 3.8e−53; above ¼ every such p is subnormal itself. 0 and 150 times
# −740 fail the second: each exp is rounded to a multiple of 5e−324, all in one direction, and their sum is 33
# units off.
LEAST_TOTAL = 0.25
LEAST_SUM_OF_OTHERS = 1e-280

# Nor does a row without a score below this: exp has all its digits there, whatever the sums.
LEAST_SCORE = -700

# Where a shift takes the largest score of a row: 4e47 such exponentials add up to less than ∞, and what is
# 1307 below the largest still has all its digits. What is further below has no part in any digit, and is held
# at the least score: below −708.4 exp would be slow (5).
SHIFTED_MAX = 600
SHIFTED_MIN = -707

# Between these shifts x − shift may be rounded (3). Beyond them it is exact for every x within 745 of the
# largest.
ROUNDED_SHIFTS = -1500, 290

# A smaller target_exp has lost digits, or has been held at exp(SHIFTED_MIN), 9e−308.
LEAST_TARGET_EXP = 1e-300

# Between −½ and ½ the logarithm of a sum is taken again, by log1p and expm1, which keep its digits near 0.
NEAR_ZERO = 0.5

# A logarithm forgives: where the others are 16 times the target, an error of their sum is a third of it in
# log1p(sum_of_others/target_exp), so that 4 units are 1.3. Only below this ratio the sum is folded (4).
PAIRWISE_BELOW = 16

# In rows up to this wide np.sum adds at most 8 entries in a row, which is no drift.
NARROW = 64

# In wider ones so many scores tell whether to try exp without a shift: if they all lie within ±600 (5).
FIRST_SCORES, LIKELY_SAFE = 64, 600


def exps_and_sums(x, buffer):
    """Return exp(x) and the sums of its rows, both up to a factor that a row has in common."""
    argmax = x.argmax(1)
    target_exp, sum_of_others, _ = _exp_rows(x, buffer, argmax)
    buffer.put(flat_indices(buffer, argmax), target_exp)
    return buffer[:, : x.shape[1]], target_exp + sum_of_others


def shifted_and_log_sum(x, buffer):
    """Return x − max x, and a column log Σ exp(x − max x) with all its digits where it is nearly 0."""
    argmax = x.argmax(1)
    target_exp, sum_of_others, _ = _exp_rows(x, buffer, argmax, PAIRWISE_BELOW)
    shifted = buffer[:, : x.shape[1]]
    np.subtract(x, x.take(flat_indices(x, argmax))[:, None], out=shifted, dtype=np.float64)
    return shifted, np.log1p(sum_of_others / target_exp)


def logsumexp_rows(x, buffer):
    """Return log Σ exp(x): that of the sum where it needed no shift, else max x + log Σ exp(x − max x).

    Where these are near 0 they have lost digits: for the scores 0 and −40 the sum is 1 + 4.2e−18, rounded to
    1. There it is log1p(expm1(max x) + sum_of_others), in which nothing is added to 1.
    """
    argmax = x.argmax(1)
    target_exp, sum_of_others, shift = _exp_rows(x, buffer, argmax)
    largest = x.take(flat_indices(x, argmax)).astype(np.float64)
    result = np.log(target_exp + sum_of_others)
    if shift.any():
        shifted = np.where(np.isinf(largest), largest, largest + np.log1p(sum_of_others / target_exp))
        result = np.where(shift == 0, result, shifted)
    if (near_zero := np.abs(result) < NEAR_ZERO).any():
        small = np.log1p(np.expm1(largest) + sum_of_others * np.exp(shift))
        result = np.where(near_zero, small, result)
    return result


def target_surprisal(x, buffer, target):
    """Return −log softmax(x)[target], which is log(1 + sum_of_others/target_exp): nothing cancels (1).

    Where the ratio overflows, or its denominator has lost digits, the 1 no longer counts, and the logarithm
    of the ratio is log sum_of_others less the score of the target.
    """
    target_exp, sum_of_others, shift = _exp_rows(x, buffer, target, PAIRWISE_BELOW)
    ratio = sum_of_others / target_exp
    surprisal, sound = np.log1p(ratio), (ratio < np.inf) & (target_exp >= LEAST_TARGET_EXP)
    if np.count_nonzero(sound) < len(sound):
        far = np.log(sum_of_others) - (x.take(flat_indices(x, target)) - shift)
        surprisal = np.where(sound, surprisal, far)
    return surprisal


def softmax_minus_one_hot(x, buffer, target):
    """Return numerators and denominators of softmax(x) − onehot(target); p − 1 is −sum_of_others/total."""
    target_exp, sum_of_others, _ = _exp_rows(x, buffer, target)
    buffer.put(flat_indices(buffer, target), -sum_of_others)
    return buffer[:, : x.shape[1]], target_exp + sum_of_others


def sigmoid_of(x):
    """1/(1 + exp(−x)) from exp(−|x|), which never overflows: for x = −710, exp(−x) does."""
    z = np.exp(-np.abs(x))
    return np.where(x < 0, z, 1.0) / (1 + z)


def log1p_exp_minus_abs(x):
    """log(1 + exp(−|x|)), by log1p: for x = 40, 1 + 4.2e−18 is 1, and its logarithm 0."""
    return np.log1p(np.exp(-np.abs(x)))


def _exp_rows(x, buffer, target, pairwise_below=np.inf):
    """Write exp(x − shift) to `buffer`, but 0 at the target; return target_exp, sum_of_others and shift.

    The shift of a row is 0 where exp(x) itself will do, which is quick and rounds least. The sum is folded
    where sum_of_others/target_exp < `pairwise_below`.
    """
    target_exp, sum_of_others = _exp_unshifted(x, buffer, target, pairwise_below)
    shift = np.zeros(len(x))
    for some in _unsafe(x, target_exp + sum_of_others, sum_of_others):
        part = buffer[some]
        shift[some] = _exp_shifted(x[some], part[:, : x.shape[1]])
        target_exp[some], sum_of_others[some] = _take_out(part, target[some], pairwise_below)
        buffer[some] = part
    return target_exp, sum_of_others, shift


def _exp_unshifted(x, buffer, target, pairwise_below):
    """Take exp(x) as it is; NaN for rows where this is likely in vain, judged by their first scores (5)."""
    exps = buffer[:, : x.shape[1]]
    if x.shape[1] > FIRST_SCORES and not (likely := _likely_safe(x)).all():
        if not likely.any():
            return np.full((2, len(x)), np.nan)
        exps[likely], exps[~likely] = np.exp(x[likely], dtype=np.float64), np.nan
    elif x.dtype == np.float64:
        np.exp(x, out=exps)
    else:
        exps[...] = x
        np.exp(exps, out=exps)
    return _take_out(buffer, target, pairwise_below)


def _likely_safe(x):
    return np.abs(x[:, :FIRST_SCORES]).max(1) < LIKELY_SAFE


def _take_out(buffer, target, pairwise_below):
    """Take the target out of each row, so that 0 is left; return it and the sum of all others (1, 4)."""
    place = flat_indices(buffer, target)
    target_exp = buffer.take(place)
    buffer.put(place, 0.0)
    sum_of_others = np.add.reduce(buffer, axis=1)
    if buffer.shape[1] > NARROW and (near := sum_of_others < pairwise_below * target_exp).any():
        few = np.count_nonzero(near) < len(near) // 2
        sum_of_others[near] = row_sums(buffer[near]) if few else row_sums(buffer)[near]
    return target_exp, sum_of_others


def _unsafe(x, total, sum_of_others):
    """Yield which rows need a shift; the scores are looked at again only if the sums leave a doubt."""
    safe = (total >= LEAST_TOTAL) & (total < np.inf) & (sum_of_others > LEAST_SUM_OF_OTHERS)
    if np.count_nonzero(safe) < len(safe):
        safe |= (total < np.inf) & (x.min(1) > LEAST_SCORE)
        yield from _batches(np.flatnonzero(~safe), x.shape[1])


def _batches(rows, columns):
    """Yield so many of these rows at a time that a copy needs little memory; neighbours as a slice."""
    step = max(1, BLOCK // 4 // columns)
    for i in range(0, len(rows), step):
        some = rows[i : i + step]
        neighbours = some[-1] - some[0] < len(some)
        yield slice(some[0], some[-1] + 1) if neighbours else some


def _exp_shifted(x, out):
    """Write exp(x − shift) to `out`; return the shift, which takes the largest score of a row to SHIFTED_MAX.

    The exact difference is the rounded one + error, with |error| ≤ 2⁻⁴⁴ = 5.7e−14. So its exponential is
    exp(rounded) · (1 + error), but for error², which is below 4e−27 and no part of any digit (3).
    """
    shift = x.max(1).astype(np.float64) - SHIFTED_MAX
    column = shift[:, None]
    np.maximum(x, column + SHIFTED_MIN, out=out)
    exact = (shift <= ROUNDED_SHIFTS[0]) | (shift >= ROUNDED_SHIFTS[1])
    error = 0.0 if exact.all() else _rounding_error(out, column)
    np.subtract(out, column, out=out)
    np.exp(out, out=out)
    if not exact.all():
        out += out * error
    return shift


def _rounding_error(x, shift):
    """What x − shift is rounded by, exactly: Knuth's TwoSum."""
    difference = x - shift
    virtual = x - difference
    return (x - (difference + virtual)) + (virtual - shift)
