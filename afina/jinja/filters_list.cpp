// Filters of lists and dicts.
#include <algorithm>
#include <array>
#include <unordered_set>

#include "afina/base/utf8.h"
#include "afina/jinja/filters.h"
#include "afina/jinja/item_key.h"
#include "afina/jinja/markup.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/repr.h"

namespace afina::jinja {

namespace {

using Given = const CallArguments&;

Value length(Interpreter&, const Value& value, Given given) {
  no_arguments("length", given);
  return Value::integer(length_of(value));
}

Value to_list(Interpreter&, const Value& value, Given given) {
  no_arguments("list", given);
  return Value::list(items_of(value, "list"));
}

Value empty_sequence() { return Value::undefined({"jinja.empty_sequence", {}}); }

Value first(Interpreter&, const Value& value, Given given) {
  no_arguments("first", given);
  if (value.is(Kind::iterator)) {
    Iterator& iterator = value.as<Iterator>();
    if (iterator.next < iterator.items.size()) return iterator.items[iterator.next++];
    if (iterator.failure) throw *iterator.failure;
    return empty_sequence();
  }
  Value item;
  const bool ordered = value.is_text() || value.is(Kind::list) || value.is(Kind::tuple) || value.is(Kind::range);
  if (ordered) return item_at(value, 0, item) ? item : empty_sequence();
  std::vector<Value> items = items_of(value, "first");
  return items.empty() ? empty_sequence() : items.front();
}

Value last(Interpreter&, const Value& value, Given given) {
  no_arguments("last", given);
  Value item;
  const bool ordered = value.is_text() || value.is(Kind::list) || value.is(Kind::tuple) || value.is(Kind::range);
  if (ordered) return item_at(value, -1, item) ? item : empty_sequence();
  if (value.is(Kind::iterator) || value.is(Kind::loop)) raise_type("last", type_name(value));
  std::vector<Value> items = items_of(value, "last");
  return items.empty() ? empty_sequence() : items.back();
}

Value reversed(Interpreter&, const Value& value, Given given) {
  no_arguments("reverse", given);
  if (value.is_text()) {
    std::u32string text = to_utf32(value.str());
    std::ranges::reverse(text);
    return text_like(value, to_utf8(text));
  }
  std::vector<Value> items = items_of(value, "reverse");
  std::ranges::reverse(items);
  if (value.is(Kind::iterator)) return Value::list(std::move(items));
  return Value::iterator(std::move(items), value.is(Kind::list) ? "list_reverseiterator" : "reversed");
}

Value join(Interpreter& in, const Value& value, Given given) {
  Bound bound("join", given, {"d", "attribute"});
  const std::string separator = bound[0] ? to_text(bound.at(0)) : "";
  const std::vector<Value> path = bound[1] ? path_of(bound.at(1)) : std::vector<Value>();
  std::string out;
  bool begun = false;
  for (const Value& item : items_of(value, "join")) {
    std::string piece = to_text(path.empty() ? item : at_path(in, item, path));
    expect_text(out.size() + separator.size() + piece.size(), separator.size() + piece.size());
    if (begun) out += separator;
    begun = true;
    out += piece;
  }
  return Value::text(std::move(out));
}

Value sort_filter(Interpreter& in, const Value& value, Given given) {
  Bound bound("sort", given, {"reverse", "case_sensitive", "attribute"});
  ItemKey key(in, bound[2], bound.truth_of(1, false), true);
  return Value::list(sorted_by(items_of(value, "sort"), key, bound.whole(0, 0) != 0));
}

Value unique(Interpreter& in, const Value& value, Given given) {
  Bound bound("unique", given, {"case_sensitive", "attribute"});
  ItemKey key(in, bound[1], bound.truth_of(0, false));
  return generated([&](std::vector<Value>& kept) {
    Dict seen;
    for (const Value& item : items_of(value, "unique")) {
      Value of = key(item);
      if (seen.find(of)) continue;
      seen.set(of, Value());
      kept.push_back(item);
    }
  });
}

template <bool largest>
Value extreme(Interpreter& in, const Value& value, Given given) {
  Bound bound(largest ? "max" : "min", given, {"case_sensitive", "attribute"});
  ItemKey key(in, bound[1], bound.truth_of(0, false));
  std::vector<Value> items = items_of(value, "min");
  if (items.empty()) return empty_sequence();
  size_t best = 0;
  Value best_key = key(items[0]);
  for (size_t i = 1; i < items.size(); ++i) {
    Value other = key(items[i]);
    if (largest ? less(best_key, other, ">") : less(other, best_key)) {
      best = i;
      best_key = std::move(other);
    }
  }
  return items[best];
}

Value sum(Interpreter& in, const Value& value, Given given) {
  Bound bound("sum", given, {"attribute", "start"});
  const std::vector<Value> path = bound[0] ? path_of(bound.at(0)) : std::vector<Value>();
  Value total = bound[1] ? bound.at(1) : Value::integer(0);
  if (total.is_text()) raise_type("sum", "str");
  for (const Value& item : items_of(value, "sum")) {
    charge(1);
    total = binary("+", total, path.empty() ? item : at_path(in, item, path));
  }
  return total;
}

void put_batches(const Value& value, const Bound& bound, std::vector<Value>& lines) {
  const int64_t size = bound.whole(0, 1);
  std::vector<Value> line;
  for (Value& item : items_of(value, "batch")) {
    if (static_cast<int64_t>(line.size()) == size) lines.push_back(Value::list(std::exchange(line, {})));
    line.push_back(std::move(item));
  }
  if (line.empty()) return;
  if (bound[1] && !bound[1]->is_none() && size > static_cast<int64_t>(line.size())) {
    expect_bytes(static_cast<size_t>(std::min<int64_t>(size, int64_t{1} << 40)) * sizeof(Value));
    line.resize(static_cast<size_t>(size), bound.at(1));
  }
  lines.push_back(Value::list(std::move(line)));
}

Value batch(Interpreter&, const Value& value, Given given) {
  Bound bound("batch", given, {"linecount", "fill_with"}, 1);
  return generated([&](std::vector<Value>& lines) { put_batches(value, bound, lines); });
}

void put_slices(const Value& value, const Bound& bound, std::vector<Value>& parts) {
  std::vector<Value> items = items_of(value, "slice");
  const int64_t slices = bound.whole(0, 1);
  if (slices == 0) raise("jinja.division");
  if (slices > kMaxRange) raise("jinja.range_too_large", {{"limit", std::to_string(kMaxRange)}});
  if (slices < 0) return;
  const size_t count = static_cast<size_t>(slices), size = items.size() / count, larger = items.size() % count;
  size_t at = 0;
  for (size_t i = 0; i < count; ++i) {
    const size_t end = at + size + (i < larger);
    std::vector<Value> part(items.begin() + static_cast<ptrdiff_t>(at), items.begin() + static_cast<ptrdiff_t>(end));
    if (bound[1] && !bound[1]->is_none() && i >= larger) part.push_back(bound.at(1));
    parts.push_back(Value::list(std::move(part)));
    at = end;
  }
}

Value slice_filter(Interpreter&, const Value& value, Given given) {
  Bound bound("slice", given, {"slices", "fill_with"}, 1);
  return generated([&](std::vector<Value>& parts) { put_slices(value, bound, parts); });
}

Value items_filter(Interpreter&, const Value& value, Given given) {
  no_arguments("items", given);
  return generated([&](std::vector<Value>& items) {
    if (value.is_undefined()) return;
    if (!value.is(Kind::dict)) raise_type("items", type_name(value));
    items = items_of(Value(std::make_shared<View>(value, View::Part::items)));
  });
}

Value dict_sort(Interpreter& in, const Value& value, Given given) {
  Bound bound("dictsort", given, {"case_sensitive", "by", "reverse"});
  const std::string by = bound.text(1, "key");
  if (by != "key" && by != "value") raise_value("dictsort", by.substr(0, 40));
  need_defined(value);
  if (!value.is(Kind::dict)) raise_type("dictsort", type_name(value));
  const Value part = Value::integer(by == "key" ? 0 : 1);
  ItemKey key(in, &part, bound.truth_of(0, false));
  std::vector<Value> items = items_of(Value(std::make_shared<View>(value, View::Part::items)));
  return Value::list(sorted_by(items, key, bound.truth_of(2, false)));
}

constexpr std::array kFilters = {
    Filter{"length", length},      Filter{"count", length},       Filter{"list", to_list},
    Filter{"first", first},        Filter{"last", last},          Filter{"reverse", reversed},
    Filter{"join", join},          Filter{"sort", sort_filter},   Filter{"unique", unique},
    Filter{"min", extreme<false>}, Filter{"max", extreme<true>},  Filter{"sum", sum},
    Filter{"batch", batch},        Filter{"slice", slice_filter}, Filter{"items", items_filter},
    Filter{"dictsort", dict_sort}};

}  // namespace

std::span<const Filter> list_filters() { return kFilters; }

}  // namespace afina::jinja
