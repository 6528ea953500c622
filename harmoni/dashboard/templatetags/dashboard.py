"""A figure in its element: `data-metric` names it, `data-value` is the number or `hidden`."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

register = template.Library()
CELL = '<td data-metric="{}" data-value="{}">{}</td>'
UNIT = "{}{}<small>{}</small>"
TILE = '<dd data-metric="{}" data-value="{}">{}</dd>'


@register.simple_tag
def cell(metric, value):
    """In a table: short, a dash for what is hidden."""
    return format_html(CELL, metric, _data(value), told(value))


@register.simple_tag
def figure(metric, value, unit=""):
    """In a tile: with its unit, and hidden in words."""
    return format_html(TILE, metric, _data(value), _worded(value, unit))


def _worded(value, unit):
    if value is None:
        return _("belum cukup") if unit else _("tidak ditampilkan")
    return format_html(UNIT, told(value), "" if unit == "%" else " ", unit) if unit else told(value)


@register.filter
def told(value):
    return "–" if value is None else number_format(value, force_grouping=True)


def _data(value):
    return "hidden" if value is None else str(value)
