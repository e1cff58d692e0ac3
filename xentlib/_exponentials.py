"""Private, and the one dense page: exponentials of scores without overflow, their sums, and what rounding lost.

`activations` and `losses` stand on it, and can be read without it. The textbook's softmax, exp(x)/Σ exp(x),
fails in float64 in five ways. In this page's order, what happens, and what is done about it:

1. **1 − p loses what is left.** For the scores 40 and 0 the first is missed with probability 4.2e−18, which is
   its loss too, and a sum that holds 1 rounds it away: log(1 + 4.2e−18) is 0, which is wrong by 100 %. So one
   entry of each row, its *target*, is left out of the sum: with `target_exp` = exp(x[target]) and
   `sum_of_others`, the loss is log1p(sum_of_others/target_exp), and p − 1 is −sum_of_others/total. The target
   is the true class, or where there is none, the largest score.
2. **exp overflows and underflows.** exp(709.79) is ∞, and ∞/∞ is NaN. Below −708.4 digits go (exp(−720) has
   11), and exp(−745.2) is 0. A shift of the whole row mends that, and leaves the softmax as it is.
3. **The shift is rounded.** A difference between 512 and 1024 is off by up to 2⁻⁴⁴, half a unit; exp makes that
   a relative error, 512 × 2⁻⁵³. For the scores 710.7 and 15.3, exp(x − max x) is 350 units in the last place
   off. So rows are shifted only where they must be, and what the difference lost is put back.
4. **np.sum drifts.** It adds up to 16 entries in a row: a thousand equal ones come out up to 4 units off.
5. **np.exp is slow where it fails.** It takes 3 times as long where it overflows, 7 times where it gives 0, and
   70 times where the result is subnormal. So whole rows of such entries are kept from it.

Rows come as a matrix `x` of any floating type, with a float64 `buffer` of as many rows (see `_rows.blocks`).
"""

import numpy as np

from xentlib._rows import BLOCK, flat_indices, row_sums

# Where exp(x) can do without a shift: nothing overflowed, and what underflowed has no part in any digit. Scores of
# −600, −600 and −720 fail the first bound: p = 7.7e−53 of the last would have 11 digits. A total of ¼ leaves only
# p that are subnormal themselves. 0 and 150 times −740 fail the second: each exp is rounded to a multiple of
# 5e−324, always the same way, and their sum is 33 units off.
LEAST_TOTAL, LEAST_SUM_OF_OTHERS = 0.25, 1e-280
LEAST_SCORE = -700  # or no score lies below this: exp has all its digits, whatever the sum

SHIFTED_MAX = (
    600  # where the largest score of a row is shifted to: sums of 1e48 entries stay finite, and what is
)
SHIFTED_MIN = -707  # 1300 below the largest has all its digits; below −708.4 np.exp is slow, and digits go

# Outside these shifts, x − shift is exact for every x within 745 of the largest, which is shift + 600; what is
# further below has no part in any digit.
ROUNDING_SHIFTS = -1500, 290

# Below it the exponential of the target has lost digits, or stands at exp(SHIFTED_MIN), 9e−308.
LEAST_TARGET_EXP = 1e-300

# A logarithm forgives: where the others are 16 times the target, an error of their sum is a third of it in log1p,
# and np.sum's 4 units are 1.4. Below that sums are made pairwise, at three times np.sum's price.
PAIRWISE_BELOW = 16

NARROW = 64  # columns: up to here np.sum adds at most 8 in a row; and so many scores tell whether a row's are
LIKELY_SAFE = 600  # all within ± this, before exp is tried without a shift


def exps_and_sums(x, buffer):
    """Return exp(x) and the sums of its rows, both up to a factor that a row has in common."""
    largest = x.argmax(1)
    target_exp, sum_of_others, _ = _exp_rows(x, buffer, largest)
    buffer.put(flat_indices(buffer, largest), target_exp)
    return buffer[:, : x.shape[1]], target_exp + sum_of_others


def shifted_and_log_sum(x, buffer):
    """Return x − max x, and a column log Σ exp(x − max x) with all its digits where it is nearly 0."""
    largest = x.argmax(1)
    target_exp, sum_of_others, _ = _exp_rows(x, buffer, largest, PAIRWISE_BELOW)
    shifted = buffer[:, : x.shape[1]]
    np.subtract(x, x.take(flat_indices(x, largest))[:, None], out=shifted, dtype=np.float64)
    return shifted, np.log1p(sum_of_others / target_exp)


def logsumexp_rows(x, buffer):
    """Return log Σ exp(x): the sum's own logarithm where it needed no shift, else max x + log Σ exp(x − max x).

    The two terms of the latter cancel where the result is near 0: for x = log ½, log ½ they are −0.69 and 0.69.
    """
    argmax = x.argmax(1)
    target_exp, sum_of_others, shift = _exp_rows(x, buffer, argmax)
    largest = x.take(flat_indices(x, argmax)).astype(np.float64)
    shifted = largest + np.log1p(sum_of_others / target_exp)
    result = np.where(shift == 0, np.log(target_exp + sum_of_others), shifted)
    return np.where(np.isinf(largest), largest, result)


def target_surprisal(x, buffer, target):
    """Return −log softmax(x)[target], which is log(1 + Σ exp(x_j)/exp(x_target)) over the others: nothing cancels.

    Where the ratio overflows or its denominator has lost digits, its 1 no longer counts, and the logarithm of
    the ratio is that of the sum, less x[target].
    """
    target_exp, sum_of_others, shift = _exp_rows(x, buffer, target, PAIRWISE_BELOW)
    ratio = sum_of_others / target_exp
    surprisal, sound = np.log1p(ratio), (ratio < np.inf) & (target_exp >= LEAST_TARGET_EXP)
    if np.count_nonzero(sound) < len(sound):
        far = np.log(sum_of_others) - (x.take(flat_indices(x, target)) - shift)
        surprisal = np.where(sound, surprisal, far)
    return surprisal


def softmax_minus_one_hot(x, buffer, target):
    """Return numerators and denominators of softmax(x) − onehot(target): p − 1 is minus what the others have."""
    target_exp, sum_of_others, _ = _exp_rows(x, buffer, target)
    buffer.put(flat_indices(buffer, target), -sum_of_others)
    return buffer[:, : x.shape[1]], target_exp + sum_of_others


def sigmoid_of(x):
    """1/(1 + exp(−x)), from exp(−|x|), which never overflows: exp(−x) does at −710, and at 710 exp(x)."""
    z = np.exp(-np.abs(x))
    return np.where(x < 0, z, 1.0) / (1 + z)


def log1p_exp_minus_abs(x):
    """log(1 + exp(−|x|)): log1p has the digits that 1 + 4.2e−18, for |x| = 40, would lose."""
    return np.log1p(np.exp(-np.abs(x)))


def _exp_rows(x, buffer, target, pairwise_below=np.inf):
    """Write exp(x − shift) to `buffer`, but 0 at the target; return target_exp, sum_of_others and the shifts.

    The shift of a row is 0 where exp(x) itself will do, which is quick and rounds least. Sums are made pairwise
    where sum_of_others/target_exp < `pairwise_below`.
    """
    target_exp, sum_of_others = _exp_unshifted(x, buffer, target, pairwise_below)
    shift = np.zeros(len(x))
    for some in _batches(_unsafe(x, target_exp + sum_of_others, sum_of_others), x.shape[1]):
        part = buffer[some]
        shift[some] = _exp_shifted(x[some], part[:, : x.shape[1]])
        target_exp[some], sum_of_others[some] = _take_out(part, target[some], pairwise_below)
        buffer[some] = part
    return target_exp, sum_of_others, shift


def _exp_unshifted(x, buffer, target, pairwise_below):
    """Take exp(x) as it is; rows whose first scores leave ±600 are NaN: there exp is slow, and likely in vain."""
    exps = buffer[:, : x.shape[1]]
    if x.shape[1] > NARROW and not (inside := np.abs(x[:, :NARROW]).max(1) < LIKELY_SAFE).all():
        if not inside.any():
            return np.full((2, len(x)), np.nan)
        exps[inside], exps[~inside] = np.exp(x[inside], dtype=np.float64), np.nan
    elif x.dtype == np.float64:
        np.exp(x, out=exps)
    else:
        exps[...] = x
        np.exp(exps, out=exps)
    return _take_out(buffer, target, pairwise_below)


def _take_out(buffer, target, pairwise_below):
    """Take the target out of each row; return it and the sum of all others."""
    place = flat_indices(buffer, target)
    target_exp = buffer.take(place)
    buffer.put(place, 0.0)
    sum_of_others = np.add.reduce(buffer, axis=1)
    if buffer.shape[1] > NARROW and (near := sum_of_others < pairwise_below * target_exp).any():
        few = np.count_nonzero(near) < len(near) // 2
        sum_of_others[near] = row_sums(buffer[near]) if few else row_sums(buffer)[near]
    return target_exp, sum_of_others


def _unsafe(x, total, sum_of_others):
    """Return which rows need a shift; the scores are looked at again only if the sums leave a doubt."""
    safe = (total >= LEAST_TOTAL) & (total < np.inf) & (sum_of_others > LEAST_SUM_OF_OTHERS)
    if np.count_nonzero(safe) == len(safe):
        return ()
    safe |= (total < np.inf) & (x.min(1) > LEAST_SCORE)
    return np.flatnonzero(~safe)


def _batches(rows, columns):
    """Yield so many of the rows at a time that a copy of them needs little memory; a slice where it will do."""
    step = max(1, BLOCK // 4 // columns)
    for i in range(0, len(rows), step):
        some = rows[i : i + step]
        neighbours = some[-1] - some[0] < len(some)
        yield slice(some[0], some[-1] + 1) if neighbours else some


def _exp_shifted(x, out):
    """Write exp(x − shift) to `out`; return the shift, which takes the largest score of a row to SHIFTED_MAX.

    (x − shift) + error is exact, and so exp(x − shift) · (1 + error) is exp of it: error² is below 1e−26.
    """
    shift = x.max(1).astype(np.float64) - SHIFTED_MAX
    column = shift[:, None]
    np.maximum(x, column + SHIFTED_MIN, out=out)
    exact = (shift <= ROUNDING_SHIFTS[0]) | (shift >= ROUNDING_SHIFTS[1])
    error = 0.0 if exact.all() else _rounding_error(out, column)
    np.subtract(out, column, out=out)
    np.exp(out, out=out)
    if not exact.all():
        out += out * error
    return shift


def _rounding_error(x, shift):
    """What x − shift is rounded by: Knuth's TwoSum, each step of which is exact or makes up for the last."""
    difference = x - shift
    virtual = x - difference
    return (x - (difference + virtual)) + (virtual - shift)
