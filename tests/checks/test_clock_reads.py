"""The check of clock reads and unseeded randomness finds what is planted, and only that."""

from __future__ import annotations

import pytest

from tests.checks.clock_reads import check
from tests.checks.samples import found

FILE = "logistics/domain/sample.py"


@pytest.mark.parametrize(
    "code",
    [
        "import time\nnow = time.time()",
        "import time as t\nnow = t.monotonic()",
        "import time\npass_on(time.perf_counter_ns)",
        "import time\ntime.sleep(1)",
        "import time\nread = getattr(time, 'time')",
        "import datetime\nnow = datetime.datetime.now(datetime.UTC)",
        "import datetime as dt\ntoday = dt.date.today()",
        "import random\nx = random.random()",
        "import random\nrng = random.Random()",
        "import random\nrng = random.Random(None)",
        "import random\nrng = random.SystemRandom()",
        "import uuid\nkey = uuid.uuid4()",
        "import numpy\nx = numpy.random.rand(3)",
        "import numpy as np\nrng = np.random.default_rng()",
        "import secrets\ntoken = secrets.token_hex()",
        "import os\ntoken = os.urandom(8)",
    ],
)
def test_finds_a_use(code: str) -> None:
    assert found(check, {FILE: code}) == [(FILE, 2)]


@pytest.mark.parametrize(
    "code",
    [
        "from time import monotonic as m\nnow = m()",
        "from datetime import datetime as D\nD = D\nnow = D.utcnow()",
        "from random import choice\nx = choice([1])",
        "from random import *",
        "from uuid import uuid4\nnew = uuid4",
        "from numpy.random import normal\nx = normal()",
        "def f():\n    import time\n    return time.time()",
    ],
)
def test_finds_a_use_behind_an_import(code: str) -> None:
    assert found(check, {FILE: code})


@pytest.mark.parametrize(
    "code",
    [
        "import random\ndef f(rng: random.Random) -> float:\n    return rng.random()",
        "import random\nrng = random.Random(7)",
        "import random\nrng = random.Random(x=seed)",
        "import numpy as np\nrng: np.random.Generator = np.random.default_rng(seed)",
        "from datetime import datetime, time\nat = datetime.combine(day, time(9))",
        "import asyncio\nasync def f():\n    await asyncio.sleep(1)",
        "def f(time):\n    return time.time()",
        "import uuid\nkey = uuid.uuid5(space, name)",
    ],
)
def test_leaves_what_is_passed_in_or_seeded(code: str) -> None:
    assert found(check, {FILE: code}) == []


def test_the_clock_modules_and_other_trees_may_read_clocks() -> None:
    code = "import time\nnow = time.time()"
    files = {"missions/clock.py": code, "missions/clockboard.py": code, "tests/test_x.py": code}
    assert found(check, files) == []


def test_secrets_are_drawn_in_services() -> None:
    code = "import secrets\ntoken = secrets.token_hex()"
    assert found(check, {"logistics/services/keys.py": code}) == []
    assert found(check, {"sim/village/keys.py": code}) == [("sim/village/keys.py", 2)]
