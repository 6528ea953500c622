"""The door of every view. A view that names no permission does not open for anyone."""

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import ImproperlyConfigured, PermissionDenied

from harmoni.accounts.roles import Permission


class Guarded(AccessMixin):
    """Refuses to run without `permission`; finds records only in the territory of that permission.

    `permissions` names others that open the same door, each to its own part of the room.
    """

    http_method_names = ["get", "head", "post"]
    permission: Permission | None = None
    permissions: tuple[Permission, ...] = ()

    def dispatch(self, request, *args, **kwargs):
        if self.permission is None:
            raise ImproperlyConfigured(f"{type(self).__name__} names no permission")
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not any(request.user.may(key) for key in (self.permission, *self.permissions)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user, self.permission)
