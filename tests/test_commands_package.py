"""flask pack-archive, verify-package, import-package: what a server's keeper does without the browser."""

import pytest
from sqlalchemy import func, select

from routing.database import let_go, reading
from routing.models import ArchiveItem
from tests.packages import ARCHIVIST, unpacked


def run(app, *arguments):
    let_go()
    return app.test_cli_runner().invoke(args=list(map(str, arguments)))


def test_a_package_is_made_checked_and_refused_where_there_are_items_already(house, app, tmp_path):
    house.filed()
    target = tmp_path / "copy.zip"
    made = run(app, "pack-archive", target, "--as", ARCHIVIST)
    assert made.exit_code == 0, made.output
    assert "Z109-FB" in made.output
    assert run(app, "verify-package", target).exit_code == 0
    assert "已有自己归档的文件" in run(app, "import-package", target, "--as", ARCHIVIST).output
    assert run(app, "pack-archive", target, "--year", "1999", "--as", ARCHIVIST).exit_code == 1
    assert run(app, "pack-archive", target, "--as", "nobody").exit_code == 1


@pytest.mark.sqlite_only
def test_a_package_is_taken_in_and_one_that_does_not_hold_is_not(house, app, package, tmp_path):
    whole, cut = tmp_path / "whole.zip", tmp_path / "cut.zip"
    whole.write_bytes(package)
    cut.write_bytes(package[:-99])
    refused = run(app, "import-package", cut, "--as", ARCHIVIST)
    assert refused.exit_code == 1
    assert "不是完整的 ZIP" in refused.output
    assert run(app, "import-package", whole, "--as", "xuyaqin").exit_code == 1
    came = run(app, "import-package", whole, "--as", ARCHIVIST)
    assert came.exit_code == 0, came.output
    let_go()
    assert reading().execute(select(func.count()).select_from(ArchiveItem)).scalar_one() == 2
    assert run(app, "verify").exit_code == 0
    folder = unpacked(package, tmp_path)
    next(folder.glob("data/件/*/元数据.xml")).write_text("<x/>")
    assert run(app, "verify-package", folder).exit_code == 1
