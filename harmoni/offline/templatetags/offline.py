from django import template

from harmoni.offline.shell import kept_kilobytes

register = template.Library()
register.simple_tag(kept_kilobytes)
