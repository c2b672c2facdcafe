"""One slip of the hand between two numbers' digits is named, two are none."""

import pytest
from drawing import table

from zhen_analysis.intake.cells.digit_slips import digit_slip

SLIPS = """
    written | right | kind    | stands | should
    1234    | 1235  | wrong   | 4      | 5
    1324    | 1234  | swapped | 32     | 23
    12234   | 1234  | more    |        |
    124     | 1234  | fewer   |        |
    1234    | 1234  |         |        |
    1432    | 1234  |         |        |
    2143    | 1234  |         |        |
    1256    | 1234  |         |        |
    12      | 1234  |         |        |
    5       | 12    |         |        |
"""


@pytest.mark.parametrize("line", [*table(SLIPS).itertuples()], ids=lambda line: line.written)
def test_a_slip_is_named_with_its_digits(line):
    slip = digit_slip(line.written, line.right)
    found = (slip.kind, slip.written, slip.right) if slip else ("", "", "")
    assert found == (line.kind, line.stands, line.should)
