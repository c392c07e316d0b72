"""The workshop's tool: python3 -B workshop/tool COMMAND

list | check N | solution N | reset N      for readers, by `make workshop`, `make check MODULE=N` …
test [N …] | lint | write | self-test      for authors: `make workshop-test MODULES=N,N`, `make workshop-pages`
studio FOLDER URL                          a copy for Workshop Studio: `make workshop-studio FOLDER=… URL=…`
"""
import sys

import picture
import practice
from cloud import CloudError


def main(command="", *words):
    if command in ("check", "solution", "reset") and len(words) == 1:
        return getattr(practice, command)(str(int(words[0])))
    if command == "list":
        return practice.show()
    if command == "write":
        return picture.write()
    if command == "lint":
        import pages
        return pages.lint()
    if command == "test":
        import walk
        return walk.test(words)
    if command == "self-test":
        import studio
        import walk
        return walk.self_test() or studio.self_test()
    if command == "studio" and len(words) == 2:
        import studio
        return studio.studio(*words)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (practice.NotYet, CloudError) as error:
        sys.exit(str(error))
