"""The house rules: which floor may know which, and how large a room may grow."""

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    "harmoni.cipher",
    "harmoni.confined",
    "harmoni.copying",
    "harmoni.history",
    "harmoni.regions",
    "harmoni.accounts",
    "harmoni.notices",
    "harmoni.letters",
    "registrations.people",
    "registrations.certification",
    "registrations.employment",
    "registrations.residency",
    "adat.villages",
    "adat.mediation",
    "adat.prevention",
    "harmoni",  # the roof: home, dashboard, seeding
]
PACKAGES = ("harmoni", "registrations", "adat")
OUTSIDE = ("harmoni.launch",)  # stands before Django does
AFTER_DJANGO = {"ready", "refuse_demo_accounts"}
DRAWERS = {"common", "core", "utils", "helpers", "services", "managers", "misc"}


def modules():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if "migrations" not in path.parts:
                yield name, path


def floor_of(module):
    owners = [floor for floor in FLOORS if module == floor or module.startswith(floor + ".")]
    return FLOORS.index(max(owners, key=len)) if owners else None


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            yield from [node.module, *(f"{node.module}.{name.name}" for name in node.names)]


def test_no_module_imports_from_a_higher_floor():
    up = [
        f"{module} -> {imported}"
        for module, path in modules()
        if not module.startswith(OUTSIDE)
        for imported in imports_of(path)
        if (floor := floor_of(imported)) is not None and imported != "harmoni" and floor > floor_of(module)
    ]
    assert up == []


def test_foreign_keys_point_down():
    from django.apps import apps

    up = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in apps.get_models()
        if floor_of(model.__module__) is not None
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many) and field.concrete
        if (floor := floor_of(field.related_model.__module__)) is not None and floor > floor_of(model.__module__)
    ]
    assert up == []


def test_no_import_is_hidden_to_dodge_a_circle():
    """Inside a function only what must wait for Django imports from this house."""
    hidden = [
        f"{module}: {function.name}"
        for module, path in modules()
        if not module.startswith(OUTSIDE)
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef) and function.name not in AFTER_DJANGO
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGES)
    ]
    assert hidden == []


def test_no_drawers():
    assert [name for name, _ in modules() if not name.startswith(OUTSIDE) and name.rpartition(".")[2] in DRAWERS] == []


def test_rooms_stay_small():
    lengths = []
    for name, path in modules():
        source = path.read_text()
        assert source.count("\n") <= 400, name
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                lengths.append(node.end_lineno - node.lineno)
                assert lengths[-1] < 40, f"{name}: {node.name}"
    assert statistics.median(lengths) <= 7
    assert statistics.quantiles(lengths, n=10)[-1] <= 22


def test_nobody_is_asked_for_ethnicity_or_religion():
    from django.apps import apps

    forbidden = {"ethnicity", "religion", "suku", "agama", "score", "blacklist", "crime"}
    found = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if floor_of(model.__module__) is not None
        for field in model._meta.get_fields()
        if forbidden & set(field.name.split("_"))
    ]
    assert found == []
