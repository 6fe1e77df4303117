// The Python module afina._core: the functions of afina/workflow as they are, errors as exceptions, arrays of NumPy
// without copies. Whatever is not an array crosses the border as JSON text, which python/afina turns into objects.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "afina/base/error.h"
#include "afina/base/json.h"

namespace afina::python {

namespace nb = nanobind;

using IntArray = nb::ndarray<nb::numpy, int32_t>;
using FloatArray = nb::ndarray<nb::numpy, float>;

// A NumPy array over `values`, which lives as long as the array does. `columns` 0: one dimension.
inline IntArray to_numpy(std::vector<int32_t> values, size_t columns = 0) {
  auto kept = std::make_unique<std::vector<int32_t>>(std::move(values));
  auto* raw = kept.get();
  nb::capsule owner(kept.release(), [](void* p) noexcept { delete static_cast<std::vector<int32_t>*>(p); });
  const size_t shape[2] = {columns ? raw->size() / columns : raw->size(), columns};
  return IntArray(raw->data(), columns ? 2 : 1, shape, owner);
}

void bind_texts(nb::module_& m);
void bind_tokenizer(nb::module_& m);
void bind_runs(nb::module_& m);
void bind_use(nb::module_& m);
void bind_data(nb::module_& m);
void bind_model(nb::module_& m);
void bind_survey(nb::module_& m);
void bind_command(nb::module_& m);

}  // namespace afina::python
