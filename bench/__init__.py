"""How fast the program is, beside the kernel's own limit and beside what people would use instead.

`make bench` runs all of it; `docs/operator.md` quotes its table.
"""
