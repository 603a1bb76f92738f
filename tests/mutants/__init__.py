"""Mutation testing (`make mutants`): is every decision in the code asserted by the tests that own it?

The code is changed in one place, as by a slip of the keyboard, and the tests of that module must fail.
Read `packages` first (what is mutated, which tests own it), then `mutations` (the changes), `trial`
(one module's mutants against its tests), `results` (what is kept between runs) and `__main__`. The
changes are mutmut's. Its own runner is not used: it leaves out constants, defaults and decorated
functions, and chooses tests by what they run through instead of what they are about.
"""
