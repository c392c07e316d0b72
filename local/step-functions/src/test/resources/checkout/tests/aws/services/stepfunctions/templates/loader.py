"""A template of the shape that LocalStack's tests have; made for the test of extract.py."""
import copy
import os
from typing import Final

import json5

_HERE: Final[str] = os.path.dirname(os.path.realpath(__file__))


class Templates:
    PASS: Final[str] = os.path.join(_HERE, "sample/statemachines/pass.json5")
    COMPARE: Final[str] = os.path.join(_HERE, "sample/statemachines/compare.json5")

    @staticmethod
    def load_sfn_template(path: str) -> dict:
        with open(path) as file:
            return copy.deepcopy(json5.load(file))
