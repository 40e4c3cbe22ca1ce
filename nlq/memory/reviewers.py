"""Who reviews examples: administrators, staff, and whoever has the permission, as the group «managers» gives it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission

from crm.models import User

GROUP = "managers"
PERMISSION = "review_examples"


def may_review(user: User) -> bool:
    """Whether the person may approve and reject examples."""
    return user.is_active and (user.is_superuser or user.is_staff or user.has_perm(f"nlq.{PERMISSION}"))


def create_group(**signal: Any) -> None:
    """The group «managers» with the permission, after a migration that finds none; an existing group stays as it is."""
    permission = Permission.objects.filter(content_type__app_label="nlq", codename=PERMISSION).first()
    if permission is None:
        return
    group, is_new = Group.objects.get_or_create(name=GROUP)
    if is_new:
        group.permissions.add(permission)
