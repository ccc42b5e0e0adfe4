"""What every test may count on."""

import pytest


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The shell runs on asyncio, and so do its tests."""
    return "asyncio"
