"""All layouts, in the order of their file numbers."""
from __future__ import annotations

from typing import Tuple

from . import other_banks, private_banks, public_banks
from .flow import Layout

LAYOUTS: Tuple[Layout, ...] = (*public_banks.LAYOUTS, *private_banks.LAYOUTS, *other_banks.LAYOUTS)
