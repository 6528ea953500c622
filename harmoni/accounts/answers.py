"""The same doors answer a script as they answer a person: in JSON, when it asks for that.

`state` is one of: received (with `number`, `answer` and the server's `at`), wrong (sentences by field), look (cautions
to be passed once), conflict (both values side by side) and signed_out.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def signed_out() -> JsonResponse:
    return JsonResponse({"state": "signed_out"}, status=401)


class Told:
    """A view of a form whose answers a script may read. `number_of(path)` names what the answer's path leads to."""

    only_json = False

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        return self.told(response) if self.only_json or wants_json(request) else response

    def number_of(self, path: str) -> str:
        return ""

    def told(self, response: HttpResponse) -> HttpResponse:
        if response.status_code == 302:
            return self._moved(response["Location"])
        context = getattr(response, "context_data", None) or {}
        form = context.get("form")
        if "both" in context:
            return self._conflict(context)
        if form is not None and form.errors:
            return JsonResponse(wrong(form), status=422)
        if cautions := context.get("cautions"):
            seen = form.data.get("cautions_seen", "")
            return JsonResponse({"state": "look", "sentences": list(map(str, cautions)), "cautions_seen": seen})
        return response

    def _moved(self, path):
        said = list(messages.get_messages(self.request))
        if any(message.level >= messages.ERROR for message in said):
            return JsonResponse({"state": "wrong", "errors": [["", "", str(m)] for m in said]}, status=422)
        return JsonResponse(
            {"state": "received", "answer": path, "number": self.number_of(path), "at": timezone.now().isoformat()}
        )

    def _conflict(self, context):
        rows = [[str(label), earlier, now] for label, earlier, now in context["both"]]
        answer = context["answer"]
        told = {"state": "conflict", "both": rows, "answer": answer, "number": answer and self.number_of(answer)}
        return JsonResponse(told | {"insist": context.get("insist", False)}, status=409)


def wrong(form) -> dict:
    """Every sentence with the name and label of its field; a sentence about the whole form has neither."""
    rows = [
        [name if name in form.fields else "", str(form.fields[name].label) if name in form.fields else "", sentence]
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]
    return {"state": "wrong", "errors": rows}
