"""The tests' own database."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_tests_run_on_postgres_18() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert cursor.fetchone()[0].startswith("18")
