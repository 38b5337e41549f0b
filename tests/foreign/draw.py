#!/usr/bin/env python3
"""Draw the foreign bank statements and write what a reader should find in them."""
from __future__ import annotations

import argparse
import json
import random
import zlib
from pathlib import Path

from corpus.catalogue import LAYOUTS
from corpus.flow import Layout, compose
from corpus.ledger import generate, truth


def draw(layout: Layout, stem: Path, rows: int, seed: int) -> str:
    """Write one statement and its truth; returns a line for the log."""
    rng = random.Random(seed * 1_000_003 + zlib.crc32(layout.name.encode()))
    ledger = generate(layout.account, layout.dialect, min(rows, layout.most_rows), rng)
    if layout.prepare:
        layout.prepare(ledger)
    ledger.verify()
    book = compose(layout, ledger)
    book.save(f"{stem}.pdf", layout.name)
    found = truth(ledger, layout.name, layout.bank, layout.order, layout.prints, layout.cheque)
    Path(f"{stem}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return f"{stem.name}: {len(ledger.entries)} rows, {len(book.sheets)} pages"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for the PDF and JSON files")
    parser.add_argument("--rows", type=int, default=300, help="transactions per statement (default 300)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="list the layouts and stop")
    options = parser.parse_args()
    if options.list:
        for number, layout in enumerate(LAYOUTS, 1):
            print(f"{number:02d}-{layout.name} ({layout.bank}): {layout.about}")
        return
    if options.out is None or options.rows < 1:
        parser.error("give --out DIR and at least one row")
    options.out.mkdir(parents=True, exist_ok=True)
    for number, layout in enumerate(LAYOUTS, 1):
        print(draw(layout, options.out / f"{number:02d}-{layout.name}", options.rows, options.seed))


if __name__ == "__main__":
    main()
