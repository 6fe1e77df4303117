// The distributions that intervals need.
#pragma once

namespace afina::survey {

// Regularised incomplete beta function I_x(a, b), 0 <= x <= 1, a, b > 0 (continued fraction of Lentz).
double incomplete_beta(double a, double b, double x);

// Student's t with `degrees` > 0 degrees of freedom: P(T <= t), and its inverse for 0 < p < 1.
double student_t_cdf(double t, double degrees);
double student_t_quantile(double p, double degrees);

}  // namespace afina::survey
