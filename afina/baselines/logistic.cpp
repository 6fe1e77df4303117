#include "afina/baselines/logistic.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "afina/baselines/softmax.h"

namespace afina::baselines {

namespace {

constexpr int64_t kRowsPerPiece = 64;
constexpr size_t kHistory = 4;
constexpr double kDecrease = 1e-4, kCurvature = 0.5;  // Wolfe conditions
constexpr int kLineSteps = 12;

// A point or direction: coefficients on the training rows, margins (without intercept), intercept.
struct Vector {
  Panel coefficients, margins;
  std::vector<double> bias;

  Vector(int64_t rows, int32_t classes)
      : coefficients(rows, classes), margins(rows, classes), bias(static_cast<size_t>(classes), 0.0) {}
};

double inner(const Vector& a, const Vector& b, ThreadPool& pool) {
  double sum = dot(a.coefficients, b.margins, pool);
  for (size_t k = 0; k < a.bias.size(); ++k) sum += a.bias[k] * b.bias[k];
  return sum;
}

struct Scaled {
  double factor;
  const Vector* vector;
};

void combine(const std::vector<Scaled>& parts, Vector& out, ThreadPool& pool) {
  std::vector<ScaledPanel> coefficients, margins;
  std::vector<double> bias(out.bias.size(), 0.0);
  for (const Scaled& part : parts) {
    coefficients.push_back({part.factor, &part.vector->coefficients});
    margins.push_back({part.factor, &part.vector->margins});
    for (size_t k = 0; k < bias.size(); ++k) bias[k] += part.factor * part.vector->bias[k];
  }
  combine(coefficients, out.coefficients, pool);
  combine(margins, out.margins, pool);
  out.bias = std::move(bias);
}

// One pair of the history and its products with the current gradient and with earlier pairs.
struct Pair {
  Vector step, change;
  double step_gradient = 0, change_gradient = 0;
  double step_change = 0, change_change = 0;
  std::deque<double> older_step_change{}, older_change_change{};  // <older step, change>, <older change, change>
};

// Loss of a batch of rows at margins + alpha * direction, its slope along the direction, and the residuals.
struct Evaluation {
  double loss = 0, slope = 0;
  std::vector<double> residual_sum;
};

}  // namespace

struct LogisticRegression::Impl {
  const SparseRows& rows;
  SparseRows columns;
  std::span<const int32_t> labels;
  int32_t classes;
  ThreadPool& pool;
  Vector point, gradient, next_gradient, direction;
  Panel residuals;  // of the latest evaluation: probabilities less the truth, R
  Panel features;   // scratch: X' R
  std::deque<Pair> history;
  double first_norm = 0;

  Impl(const SparseRows& r, std::span<const int32_t> l, int32_t k, ThreadPool& p)
      : rows(r),
        columns(r.transposed()),
        labels(l),
        classes(k),
        pool(p),
        point(r.rows(), k),
        gradient(r.rows(), k),
        next_gradient(r.rows(), k),
        direction(r.rows(), k),
        residuals(r.rows(), k),
        features(r.columns, k) {}

  Evaluation evaluate(double alpha);
  void set_gradient(const Evaluation& here, double penalty, Vector& out);
  double line_search(double slope, double penalty, Evaluation& here);
  void set_direction();
  void advance(double alpha, double penalty, const Evaluation& here);
};

Evaluation LogisticRegression::Impl::evaluate(double alpha) {
  const int64_t count = rows.rows();
  const auto width = static_cast<size_t>((classes + kSoftmaxChunk - 1) / kSoftmaxChunk * kSoftmaxChunk);
  std::vector<Evaluation> parts(static_cast<size_t>((count + kRowsPerPiece - 1) / kRowsPerPiece));
  pool.run(static_cast<int64_t>(parts.size()), [&](int64_t piece) {
    Evaluation& part = parts[static_cast<size_t>(piece)];
    SoftmaxRow scratch;
    for (auto* part_of : {&scratch.at, &scratch.along, &scratch.rise, &scratch.sums}) part_of->assign(width, 0.0f);
    scratch.start.assign(width, kFarBelow);
    for (size_t k = 0; k < static_cast<size_t>(classes); ++k) {
      scratch.start[k] = static_cast<float>(point.bias[k] + alpha * direction.bias[k]);
      scratch.rise[k] = static_cast<float>(direction.bias[k]);
    }
    for (int64_t row = piece * kRowsPerPiece; row < std::min(count, (piece + 1) * kRowsPerPiece); ++row) {
      point.margins.read_row(row, scratch.at.data());
      direction.margins.read_row(row, scratch.along.data());
      const auto label = static_cast<size_t>(labels[static_cast<size_t>(row)]);
      SoftmaxResult result = softmax_row(scratch, static_cast<float>(alpha), label);
      part.loss += result.loss;
      part.slope += result.slope;
      residuals.write_row(row, scratch.at.data());
    }
    part.residual_sum.assign(scratch.sums.begin(), scratch.sums.begin() + classes);
  });
  Evaluation all;
  all.residual_sum.assign(static_cast<size_t>(classes), 0.0);
  for (const Evaluation& part : parts) {
    all.loss += part.loss;
    all.slope += part.slope;
    for (size_t k = 0; k < all.residual_sum.size(); ++k) all.residual_sum[k] += part.residual_sum[k];
  }
  const double scale = 1.0 / static_cast<double>(count);  // the mean: the penalty is divided alike
  all.loss *= scale;
  all.slope *= scale;
  for (double& sum : all.residual_sum) sum *= scale;
  return all;
}

// Gradient of mean cross-entropy + penalty / 2 |W|^2 at the point, whose evaluation is `here`.
void LogisticRegression::Impl::set_gradient(const Evaluation& here, double penalty, Vector& out) {
  multiply(columns, residuals, features, pool);
  multiply(rows, features, out.margins, pool);
  const double scale = 1.0 / static_cast<double>(rows.rows());
  afina::baselines::combine({{scale, &residuals}, {penalty, &point.coefficients}}, out.coefficients, pool);
  afina::baselines::combine({{scale, &out.margins}, {penalty, &point.margins}}, out.margins, pool);
  out.bias = here.residual_sum;
}

// A step that meets the strong Wolfe conditions, by bracketing and secants on the slope (the function is convex).
// `here` and the residuals become those of the step taken; 0 where none goes down.
double LogisticRegression::Impl::line_search(double slope, double penalty, Evaluation& here) {
  const double cross = dot(point.coefficients, direction.margins, pool);
  const double square = dot(direction.coefficients, direction.margins, pool);
  const double value = here.loss;
  double low = 0, low_slope = slope, high = 0, high_slope = 0, alpha = 1, best = 0;
  for (int step = 0; step < kLineSteps; ++step) {
    here = evaluate(alpha);
    const double loss = here.loss + penalty * (alpha * cross + alpha * alpha * square / 2);
    const double rise = here.slope + penalty * (cross + alpha * square);
    const bool lower = loss <= value + kDecrease * alpha * slope;
    if (lower) best = alpha;
    if (lower && std::abs(rise) <= -kCurvature * slope) return alpha;
    if (rise < 0 && lower) {
      low = alpha;
      low_slope = rise;
    } else {
      high = alpha;
      high_slope = rise;
    }
    if (high == 0) {
      alpha *= 4;
    } else {
      double part = high_slope > 0 ? low_slope / (low_slope - high_slope) : 0.5;
      alpha = low + (high - low) * std::min(0.9, std::max(0.1, part));
    }
  }
  if (best > 0) here = evaluate(best);
  return best;
}

// direction = -H gradient, by scalars only until the last combination.
void LogisticRegression::Impl::set_direction() {
  const size_t m = history.size();
  std::vector<double> alpha(m), on_step(m, 0.0), on_change(m, 0.0);
  for (size_t i = m; i-- > 0;) {
    double sum = history[i].step_gradient;
    for (size_t j = m; j-- > i + 1;) sum -= alpha[j] * history[j].older_step_change[i];
    alpha[i] = sum / history[i].step_change;
    on_change[i] = -alpha[i];
  }
  double scale = m ? history[m - 1].step_change / history[m - 1].change_change : 1.0;
  for (double& factor : on_change) factor *= scale;
  for (size_t i = 0; i < m; ++i) {
    double sum = scale * history[i].change_gradient;
    for (size_t j = 0; j < m; ++j) {
      const Pair& younger = history[std::max(i, j)];
      sum += on_change[j] * (i == j ? younger.change_change : younger.older_change_change[std::min(i, j)]);
      if (j < i) sum += on_step[j] * history[i].older_step_change[j];
    }
    on_step[i] = alpha[i] - sum / history[i].step_change;
  }
  std::vector<Scaled> parts{{-scale, &gradient}};
  for (size_t i = 0; i < m; ++i) {
    parts.push_back({-on_step[i], &history[i].step});
    parts.push_back({-on_change[i], &history[i].change});
  }
  combine(parts, direction, pool);
}

// Moves the point, renews the gradient and puts the pair into the history. A pair may be scaled as a whole, so the
// direction itself serves as its step.
void LogisticRegression::Impl::advance(double alpha, double penalty, const Evaluation& here) {
  combine({{1, &point}, {alpha, &direction}}, point, pool);
  set_gradient(here, penalty, next_gradient);
  combine({{1 / alpha, &next_gradient}, {-1 / alpha, &gradient}}, gradient, pool);
  Pair pair{std::move(direction), std::move(gradient)};
  gradient = std::move(next_gradient);
  for (Pair& older : history) {
    double step = inner(older.step, gradient, pool), change = inner(older.change, gradient, pool);
    pair.older_step_change.push_back((step - older.step_gradient) / alpha);
    pair.older_change_change.push_back((change - older.change_gradient) / alpha);
    older.step_gradient = step;
    older.change_gradient = change;
  }
  pair.step_gradient = inner(pair.step, gradient, pool);
  pair.change_gradient = inner(pair.change, gradient, pool);
  pair.step_change = inner(pair.step, pair.change, pool);
  pair.change_change = inner(pair.change, pair.change, pool);
  history.push_back(std::move(pair));
  if (history.size() <= kHistory) {
    direction = Vector(rows.rows(), classes);
    next_gradient = Vector(rows.rows(), classes);
    return;
  }
  direction = std::move(history.front().step);  // its memory serves again
  next_gradient = std::move(history.front().change);
  history.pop_front();
  for (Pair& left : history) {
    left.older_step_change.pop_front();
    left.older_change_change.pop_front();
  }
}

LogisticRegression::LogisticRegression(const SparseRows& rows, std::span<const int32_t> labels, int32_t classes,
                                       ThreadPool& pool)
    : impl_(std::make_unique<Impl>(rows, labels, classes, pool)) {}
LogisticRegression::~LogisticRegression() = default;

int LogisticRegression::fit(double c, const Options& options, const Control& control) {
  Impl& s = *impl_;
  const double penalty = 1.0 / (c * static_cast<double>(s.rows.rows()));
  s.history.clear();  // another C is another function
  Evaluation here = s.evaluate(0);
  s.set_gradient(here, penalty, s.gradient);
  double norm = std::sqrt(inner(s.gradient, s.gradient, s.pool));
  if (s.first_norm == 0) s.first_norm = norm;
  int iteration = 0;
  for (; iteration < options.max_iterations && norm > options.tolerance * s.first_norm; ++iteration) {
    if (control.cancelled()) break;
    s.set_direction();
    const double slope = inner(s.gradient, s.direction, s.pool);
    if (!(slope < 0)) break;
    const double alpha = s.line_search(slope, penalty, here);
    if (alpha == 0) break;  // as low as single precision goes
    s.advance(alpha, penalty, here);
    norm = std::sqrt(std::max(0.0, inner(s.gradient, s.gradient, s.pool)));
  }
  return iteration;
}

LogisticWeights LogisticRegression::weights() const {
  LogisticWeights out{Panel(impl_->columns.rows(), impl_->classes), {}};
  multiply(impl_->columns, impl_->point.coefficients, out.weights, impl_->pool);
  for (double b : impl_->point.bias) out.bias.push_back(static_cast<float>(b));
  return out;
}

int32_t predict_class(const LogisticWeights& model, std::span<const Term> terms) {
  std::vector<float> scores = model.bias;
  const Panel& w = model.weights;
  for (const Term& term : terms) {
    for (int64_t s = 0; s < w.strips(); ++s) {
      const float* row = w.strip(s) + term.column * w.lanes();
      const int64_t first = s * w.lanes(), last = std::min<int64_t>(w.classes(), first + w.lanes());
      for (int64_t k = first; k < last; ++k) scores[static_cast<size_t>(k)] += term.value * row[k - first];
    }
  }
  return static_cast<int32_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

}  // namespace afina::baselines
