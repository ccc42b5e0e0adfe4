"""What every test with a server of its own may count on."""

from collections.abc import AsyncIterator

import pytest

from tests.process import lines


@pytest.fixture(autouse=True)
async def no_line_left_behind() -> AsyncIterator[None]:
    yield
    while lines:
        await lines.pop().drop()
