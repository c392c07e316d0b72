#!/usr/bin/env python3
"""Prints the test classes that took longest in the last run, from Maven's reports.

  usage: scripts/slowest.py [how many, or 25]

Classes run side by side: their times add up to more than the run took. docs/proof.md says why which of them is long.
"""

import pathlib
import sys
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent


def classes():
    for report in ROOT.glob("**/target/*-reports/TEST-*.xml"):
        suite = xml.parse(report).getroot()
        module = report.relative_to(ROOT).parts[:-3]
        yield float(suite.get("time").replace(",", "")), suite.get("name").rsplit(".", 1)[-1], "/".join(module)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    slowest = sorted(classes(), reverse=True)
    for seconds, name, module in slowest[:count]:
        print(f"{seconds:7.1f} s  {name} ({module})")
    rest = slowest[count:]
    print(f"{sum(seconds for seconds, *_ in rest):7.1f} s  {len(rest)} others together")


main()
