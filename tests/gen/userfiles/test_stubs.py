"""``gen --stubs``: methods are written at the end of the user's class, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gen.userfiles.conftest import Project

HEAD = '''\
"""Mine."""

from ..generated import models
from ..generated.services.books import BooksProtocol

'''
FULL = (
    HEAD
    + '''
class BooksService(BooksProtocol):
    """Mine too."""

    async def list_books(self, *, limit, sort):  # a comment
        return   {  "odd":'format'  }

    # at the end of the class


# after the class
'''
)


def complete(shop: Project, text: str | bytes) -> str:
    """The user's file after stubs were added to this text of it."""
    file = shop.path("services/books.py")
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert shop.add_stubs()
    return file.read_bytes().decode()


def starts(shop: Project) -> None:
    assert shop.ask("POST /books", "GET /books/x") == {"POST /books": 401, "GET /books/x": 501}


def test_missing_methods_come_last_and_the_rest_stays(shop: Project) -> None:
    text = complete(shop, FULL)

    before, after = FULL.split("\n\n\n# after the class")
    assert text.startswith(before.split("from ..generated.services")[0].removesuffix("\n"))
    assert before.split("class BooksService")[1] in text
    assert text.index("# at the end of the class") < text.index("async def add_book") < text.index("# after the class")
    assert "async def get_book(\n" in text
    assert after in text
    assert text.count("async def list_books") == 1
    starts(shop)


def test_only_what_the_new_methods_need_is_imported(shop: Project) -> None:
    text = complete(shop, FULL)

    assert "from ..generated.security import Caller\n" in text
    assert "from ..generated.problems import unimplemented\n" in text
    assert text.count("import models\n") == 1


def test_again_there_is_nothing_to_add(shop: Project) -> None:
    complete(shop, FULL)

    assert shop.add_stubs() == []


def test_a_class_of_one_line(shop: Project) -> None:
    text = complete(shop, HEAD + "\nclass BooksService(BooksProtocol): pass\n")

    assert "class BooksService(BooksProtocol):\n    pass\n\n    async def list_books(" in text
    starts(shop)


def test_another_indentation_and_other_line_ends(shop: Project) -> None:
    text = complete(shop, (HEAD + "\nclass BooksService(BooksProtocol):\n\tx = 1\n").replace("\n", "\r\n"))

    assert "\r\n\tasync def list_books(\r\n" in text
    assert "\n" not in text.replace("\r\n", "")
    starts(shop)


def test_a_class_of_another_name_that_has_the_protocol(shop: Project) -> None:
    text = complete(shop, HEAD + '\nclass Books(BooksProtocol):\n    """Mine."""\n')

    assert "class Books(BooksProtocol)" in text
    assert "class BooksService" not in text


def test_a_class_in_another_file_with_imports_from_there(shop: Project) -> None:
    shop.path("services/books.py").write_text('"""Moved."""\n')
    shop.path("shelf").mkdir()
    file = shop.path("shelf/books.py")
    head = "from shop.generated.services.books import BooksProtocol\n\n\n"
    file.write_text(head + 'class BooksService(BooksProtocol):\n    """Mine."""\n')

    assert shop.add_stubs()

    assert "from ..generated.problems import unimplemented\n" in file.read_text()
    assert shop.path("services/books.py").read_text() == '"""Moved."""\n'


def test_names_that_mean_something_else_are_left_alone(shop: Project) -> None:
    taken = "from ..generated.services.books import BooksProtocol\n\nmodels = 1\n\n\ndef Caller():\n    return 2\n\n\n"
    text = complete(shop, f'{taken}class BooksService(BooksProtocol):\n    """Mine."""\n')

    assert "from ..generated import models as contract_models\n" in text
    assert "body: contract_models.Book" in text
    assert "caller: contract_Caller" in text
    starts(shop)


def test_what_is_imported_by_another_name_keeps_it(shop: Project) -> None:
    text = complete(shop, FULL.replace("import models\n", "import models as m\n"))

    assert "body: m.Book" in text
    assert "import models\n" not in text


def test_a_file_without_the_class_gets_all_of_it(shop: Project) -> None:
    text = complete(shop, '"""Mine."""\n\nX = 1\n')

    assert text.startswith('"""Mine."""\n\n')
    assert "X = 1\n\n\nclass BooksService(BooksProtocol):" in text
    starts(shop)


def test_a_file_that_was_removed_comes_back(shop: Project) -> None:
    first = shop.path("services/books.py").read_text()
    shop.path("services/books.py").unlink()

    assert shop.add_stubs()

    assert shop.path("services/books.py").read_text() == first


def test_methods_that_are_inherited_or_assigned_are_there(shop: Project) -> None:
    shop.path("services/books.py").write_text(
        HEAD
        + """
class Reading:
    async def get_book(self, *, id_): ...


class BooksService(Reading, BooksProtocol):
    list_books = add_book = None
"""
    )

    assert shop.add_stubs() == []


@pytest.mark.parametrize("base", ["Elsewhere", "elsewhere.Base"])
def test_a_base_from_elsewhere_may_have_them(shop: Project, base: str) -> None:
    shop.path("services/books.py").write_text(HEAD + f"\nclass BooksService({base}, BooksProtocol):\n    pass\n")

    assert shop.add_stubs() == []


def test_a_file_that_is_no_python_is_not_touched(shop: Project) -> None:
    file = shop.path("services/books.py")
    file.write_text("class BooksService(:\n")

    assert shop.add_stubs() == []
    assert file.read_text() == "class BooksService(:\n"
    (finding,) = shop.findings("gen-syntax")
    assert (Path(finding.place.file).name, finding.place.region.line) == ("books.py", 1)
