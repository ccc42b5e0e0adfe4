"""Before the day, over HTTP: signing in, a session from a pasted programme, every refusal, the plan, links, the room check."""

import asyncio
import contextlib
import html
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient, Response

from facilitator.app import build
from facilitator.house import Address, House
from sessions.activity import Person
from sessions.config import Config
from sessions.day_moves import EditSlot, GoTo
from sessions.facts import EditSession
from sessions.room import Room
from sessions.steps import AddStep, EditStep

KEY = "a-key-for-tests"
ORGANISER = Person("tests", role="organiser")
HEADERS = {"authorization": f"Bearer {KEY}"}
TEXT = """Grannskapsdagen
09:00-09:30 Välkomna
09:30-10:00 Utvärdering av förra gången
10:00-10:15 Paus
10:15-11:00 Samtal i grupper
"""
