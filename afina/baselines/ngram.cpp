// Interpolated modified Kneser-Ney (Chen & Goodman 1998, section 3; discounts per order). An n-gram is its symbols
// packed into one integer, so that a table holds a key and a count and nothing else; a virtual symbol marks the
// start of a sequence, and n-grams that begin with it keep their plain counts, having no left neighbour.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>
#include <variant>
#include <vector>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/base/stop.h"
#include "afina/baselines/baselines.h"

namespace afina::baselines {

namespace {

using Wide = unsigned __int128;

uint64_t hash_of(uint64_t key) { return mix64(key); }
uint64_t hash_of(Wide key) { return mix64(static_cast<uint64_t>(key) ^ mix64(static_cast<uint64_t>(key >> 64))); }

// Open addressing, linear probing, at most 7/10 full. A value with empty() true marks a free slot.
template <class Key, class Value>
class Table {
 public:
  struct Slot {
    Key key;
    Value value;
  };

  Value& at(Key key) {
    if (slots_.empty() || (used_ + 1) * 10 > slots_.size() * 7) grow();
    Slot& slot = slots_[position(key)];
    if (slot.value.empty()) {
      slot.key = key;
      ++used_;  // the caller makes the value non-empty
    }
    return slot.value;
  }
  const Value* find(Key key) const {
    if (slots_.empty()) return nullptr;
    const Slot& slot = slots_[position(key)];
    return slot.value.empty() ? nullptr : &slot.value;
  }
  template <class Body>
  void each(Body&& body) const {
    for (const Slot& slot : slots_) {
      if (!slot.value.empty()) body(slot.key, slot.value);
    }
  }

 private:
  size_t position(Key key) const {
    size_t mask = slots_.size() - 1, i = hash_of(key) & mask;
    while (!slots_[i].value.empty() && slots_[i].key != key) i = (i + 1) & mask;
    return i;
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2, Slot{});
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (!slot.value.empty()) slots_[position(slot.key)] = slot;
    }
  }
  std::vector<Slot> slots_;
  size_t used_ = 0;
};

struct Count {
  uint32_t count = 0;
  bool empty() const { return count == 0; }
};

// What follows a context: occurrences, and how many symbols follow once, twice, more often.
struct Context {
  uint32_t total = 0, once = 0, twice = 0, more = 0;
  bool empty() const { return total == 0; }
};

// How much is taken from a count of 1, 2, 3 or more.
struct Discounts {
  std::array<double, 4> by_count{0, 0.5, 1.0, 1.5};  // where counts of counts cannot say, as KenLM falls back
  double of(uint32_t count) const { return by_count[std::min(count, 3u)]; }
};

Discounts discounts_from(const std::array<uint64_t, 5>& counts_of_counts) {
  Discounts out;
  auto n = [&](size_t i) { return static_cast<double>(counts_of_counts[i]); };
  for (size_t i = 1; i < 5; ++i) {
    if (counts_of_counts[i] == 0) return out;
  }
  const double y = n(1) / (n(1) + 2 * n(2));
  std::array<double, 4> found{0, 1 - 2 * y * n(2) / n(1), 2 - 3 * y * n(3) / n(2), 3 - 4 * y * n(4) / n(3)};
  for (size_t i = 1; i < 4; ++i) {
    if (found[i] <= 0 || found[i] > static_cast<double>(i)) return out;
  }
  out.by_count = found;
  return out;
}

template <class Key>
class KneserNey {
 public:
  KneserNey(int order, int32_t symbols, int bits)
      : order_(static_cast<size_t>(order)),
        symbols_(symbols),
        bits_(bits),
        grams_(order_),
        contexts_(order_),
        discounts_(order_) {}

  void add(std::span<const int32_t> sequence) {
    // Whole n-grams; those at the start are shorter and begin with the mark.
    Key key = static_cast<Key>(symbols_);
    StopCheck stop;
    for (size_t i = 0; i < sequence.size(); ++i) {
      stop();
      key = (key << bits_ | static_cast<Key>(sequence[i])) & mask(order_);
      size_t length = std::min(i + 2, order_);
      ++grams_[length - 1].at(key).count;
    }
  }

  void fit() {
    for (size_t k = order_; k-- > 1;) {  // a shorter n-gram counts its different left neighbours
      grams_[k].each([&](Key key, Count) { ++grams_[k - 1].at(key & mask(k)).count; });
    }
    for (size_t k = 0; k < order_; ++k) {
      std::array<uint64_t, 5> counts_of_counts{};
      grams_[k].each([&](Key key, Count gram) {
        ++counts_of_counts[std::min<uint32_t>(gram.count, 4)];
        Context& context = contexts_[k].at(key >> bits_);
        context.total += gram.count;
        ++(gram.count == 1 ? context.once : gram.count == 2 ? context.twice : context.more);
      });
      counts_of_counts[4] = 0;
      grams_[k].each([&](Key, Count gram) { counts_of_counts[4] += gram.count == 4; });
      discounts_[k] = discounts_from(counts_of_counts);
    }
  }

  double nats(std::span<const int32_t> sequence, size_t begin) const {
    double sum = 0;
    Key key = static_cast<Key>(symbols_);
    for (size_t i = 0; i < sequence.size(); ++i) {
      key = (key << bits_ | static_cast<Key>(sequence[i])) & mask(order_);
      if (i >= begin) sum -= std::log(probability(key, std::min(i + 2, order_)));
    }
    return sum;
  }

 private:
  Key mask(size_t symbols) const {
    size_t bits = symbols * static_cast<size_t>(bits_);
    return bits >= sizeof(Key) * 8 ? ~Key{0} : (Key{1} << bits) - 1;
  }

  // Of the last symbol of `key` after the others; `length` symbols count.
  double probability(Key key, size_t length) const {
    double p = 1.0 / symbols_;
    bool seen = true;
    for (size_t k = 0; k < length; ++k) {
      const Context* context = contexts_[k].find((key & mask(k + 1)) >> bits_);
      if (!context) break;  // nor is any longer one known
      const Discounts& d = discounts_[k];
      const Count* gram = seen ? grams_[k].find(key & mask(k + 1)) : nullptr;
      seen = gram != nullptr;
      double kept = gram ? gram->count - d.of(gram->count) : 0.0;
      double freed = d.of(1) * context->once + d.of(2) * context->twice + d.of(3) * context->more;
      p = (kept + freed * p) / context->total;
    }
    return p;
  }

  size_t order_;
  int32_t symbols_;
  int bits_;
  std::vector<Table<Key, Count>> grams_;       // [k]: of k + 1 symbols
  std::vector<Table<Key, Context>> contexts_;  // [k]: the k symbols before
  std::vector<Discounts> discounts_;
};

}  // namespace

struct NgramModel::Impl {
  std::variant<KneserNey<uint64_t>, KneserNey<Wide>> model;
  int32_t symbols;
  bool fitted = false;

  void check(std::span<const int32_t> sequence) const {
    for (int32_t symbol : sequence) {
      if (symbol < 0 || symbol >= symbols) {
        fail("baselines.internal", {{"detail", "symbol " + std::to_string(symbol) + " of " + std::to_string(symbols)}});
      }
    }
  }
};

NgramModel::NgramModel(int order, int32_t symbols) {
  if (order < 1 || symbols < 1) fail("baselines.internal", {{"detail", "n-gram order or symbols below 1"}});
  const int bits = std::bit_width(static_cast<uint32_t>(symbols));  // the start mark is one more symbol
  if (bits * order > 128) {
    fail("baselines.order_too_large", {{"order", std::to_string(order)},
                                       {"symbols", std::to_string(symbols)},
                                       {"limit", std::to_string(128 / bits)}});
  }
  using Model = decltype(Impl::model);
  impl_.reset(bits * order <= 64 ? new Impl{Model(KneserNey<uint64_t>(order, symbols, bits)), symbols}
                                 : new Impl{Model(KneserNey<Wide>(order, symbols, bits)), symbols});
}
NgramModel::~NgramModel() = default;
NgramModel::NgramModel(NgramModel&&) noexcept = default;

void NgramModel::add(std::span<const int32_t> sequence) {
  if (impl_->fitted) fail("baselines.internal", {{"detail", "add() after fit()"}});
  impl_->check(sequence);
  std::visit([&](auto& model) { model.add(sequence); }, impl_->model);
}

void NgramModel::fit() {
  if (impl_->fitted) fail("baselines.internal", {{"detail", "fit() twice"}});
  std::visit([](auto& model) { model.fit(); }, impl_->model);
  impl_->fitted = true;
}

double NgramModel::nats(std::span<const int32_t> sequence, size_t begin) const {
  if (!impl_->fitted) fail("baselines.internal", {{"detail", "nats() before fit()"}});
  impl_->check(sequence);
  return std::visit([&](const auto& model) { return model.nats(sequence, begin); }, impl_->model);
}

}  // namespace afina::baselines
