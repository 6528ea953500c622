from django import template

from harmoni.accounts import drafts

register = template.Library()


@register.filter
def form_name(draft):
    """What the form is called in which this was typed."""
    return drafts.label_of(draft.path)
