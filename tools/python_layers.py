"""The layers inside python/afina, with its course and widgets; tools/check_layers.py runs this.

Every import counts, also one inside a function or for types alone: it is read from the source, nothing is imported.
"""
import ast
import pathlib
import sys

# (layer, its modules, the layers below that it may import beside its own, the libraries it may need to be imported).
# What is not listed belongs to the last layer of its folder.
LAYERS = [
    ("core", "_core _errors _options", "", ""),
    ("shown", "_html _language _progress", "core", ""),
    ("use", "_data _report _use", "core shown", ""),
    ("results", "_dataset _model _runs", "core shown use", ""),
    ("survey", "survey", "core shown", ""),
    ("afina", "__init__ __main__", "core shown use results", ""),
    ("widgets/pieces", "widgets.chart widgets.front widgets.markup widgets.parts widgets.record widgets.sampling "
     "widgets.texts widgets.work", "", "anywidget numpy traitlets"),
    ("widgets/engine", "widgets.engine", "afina", ""),
    ("widgets/base", "widgets.base widgets.colab widgets.friendly widgets.training", "widgets/pieces widgets/engine",
     "traitlets"),
    ("widgets", "widgets.*", "widgets/pieces widgets/engine widgets/base", "numpy"),
    ("course/texts", "course.checks course.content course.page course.state", "shown", ""),
    ("course/session", "course.guard course.models course.record course.session", "course/texts afina survey", ""),
    ("course/parts", "course.controls course.document course.facts course.plain", "course/texts course/session afina",
     ""),
    ("course/views", "course.views", "course/texts course/session course/parts afina widgets", ""),
    ("course", "course.*", "course/texts course/session course/parts course/views afina", ""),
]


def name_of(path: pathlib.Path, package: pathlib.Path) -> str:
    """`course.page`; a folder's __init__ has the folder's name, that of the package is `__init__`."""
    words = list(path.relative_to(package).with_suffix("").parts)
    return ".".join(words[:-1] if words[-1] == "__init__" and len(words) > 1 else words)


def layer_of(module: str):
    exact = next((layer for layer in LAYERS if module in layer[1].split()), None)
    folder = module.split(".")[0] + ".*"
    return exact or next((layer for layer in LAYERS if folder in layer[1].split()), None)


def imports(path: pathlib.Path, module: str, modules: set):
    """(line, module of the package or None, name of the library, at the top of the file) of each import."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    folder = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    folder = [] if module == "__init__" else folder
    for node in ast.walk(tree):
        top = node in tree.body
        if isinstance(node, ast.Import):
            found = [(alias.name.split("."), []) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = (node.module or "").split(".") if node.module else []
            if node.level:
                base = ["afina", *folder[:len(folder) - node.level + 1], *base]
            found = [(base, [alias.name]) for alias in node.names]
        else:
            continue
        for base, names in found:
            if base[0] != "afina":
                yield node.lineno, None, base[0], top
                continue
            whole = ".".join([*base[1:], *names])
            parent = ".".join(base[1:]) or "__init__"
            yield node.lineno, whole if whole in modules else parent, "afina", top


def cycle_in(graph: dict) -> list:
    """The modules of one circle of imports, the first named again at the end; empty where there is none."""
    done, way = set(), []

    def visit(module):
        if module in way:
            return way[way.index(module):] + [module]
        if module in done:
            return []
        way.append(module)
        for target in sorted(graph.get(module, ())):
            if found := visit(target):
                return found
        way.pop()
        done.add(module)
        return []

    return next((found for module in sorted(graph) if (found := visit(module))), [])


def check(package: pathlib.Path) -> tuple:
    """(number of files, errors) of a package's folder."""
    paths = {name_of(path, package): path for path in sorted(package.rglob("*.py"))}
    modules = set(paths) | {"_core"}  # compiled
    errors, graph = [], {}
    for module, path in paths.items():
        layer = layer_of(module)
        if layer is None:
            errors.append(f"{path}: {module} stands in no layer of tools/python_layers.py")
            continue
        name, _, below, libraries = layer
        for line, target, library, top in imports(path, module, modules):
            if target is None:
                if top and library not in sys.stdlib_module_names and library not in libraries.split():
                    errors.append(f"{path}:{line}: {name} may not need {library} to be imported")
                continue
            graph.setdefault(module, set()).add(target)
            found = layer_of(target)
            if found is None or found[0] not in [name, *below.split()]:
                errors.append(f"{path}:{line}: {name} may not import {target}")
    if found := cycle_in(graph):
        errors.append(f"{package}: a circle of imports: {' -> '.join(found)}")
    return len(paths), errors
