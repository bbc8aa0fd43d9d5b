# Reference values for confidenceBand of @hcc/survival. Run from the root of the repository: Rscript validation/survival-bands.R
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})

# Probability that a Brownian bridge stays within +-x from a to b: both ends integrated out, the path between them Brownian
# motion killed at +-x, by its images.
bridge <- function(x, a, b) {
  k <- -6:6
  density <- function(y, v) if (v == 0) NULL else dnorm(y, 0, sqrt(v))
  killed <- function(y, z) {
    sum(dnorm(z - y - 4 * k * x, 0, sqrt(b - a))) - sum(dnorm(z + y - 2 * x - 4 * k * x, 0, sqrt(b - a)))
  }
  inner <- function(y) {
    if (b == 1) return(killed(y, 0))
    f <- function(z) sapply(z, function(z) killed(y, z)) * density(z, 1 - b)
    integrate(f, -x, x, rel.tol = 1e-12, subdivisions = 1000)$value
  }
  value <- if (a == 0) {
    inner(0)
  } else {
    f <- function(y) sapply(y, inner) * density(y, a)
    integrate(f, -x, x, rel.tol = 1e-11, subdivisions = 1000)$value
  }
  sqrt(2 * pi) * value
}

# Probability that a stationary Ornstein-Uhlenbeck process stays within +-c for a span: its generator f'' - x f' by Chebyshev
# collocation with f(+-c) = 0, the exponential by its eigenvalues.
stationary <- function(c, span, size = 64) {
  theta <- pi * (0:size) / size
  x <- cos(theta)
  ends <- c(2, rep(1, size - 1), 2) * (-1)^(0:size)
  gap <- outer(x, x, "-") + diag(size + 1)
  d <- outer(ends, 1 / ends) / gap
  d <- d - diag(rowSums(d))
  inside <- 2:size
  generator <- ((d %*% d) / c^2 - diag(x) %*% d)[inside, inside]
  parts <- eigen(generator)
  start <- solve(parts$vectors, rep(1, size - 1) + 0i)
  f <- Re(parts$vectors %*% (exp(parts$values * span) * start))
  # Weights of Clenshaw and Curtis, from the integrals of the Chebyshev polynomials.
  k <- 0:size
  integral <- ifelse(k %% 2 == 0, 2 / (1 - k^2), 0)
  weights <- solve(t(cos(outer(theta, k))), integral)
  sum(weights[inside] * dnorm(c * x[inside]) * c * f)
}

root <- function(probability, level, interval) {
  uniroot(function(x) probability(x) - level, interval, tol = 1e-13)$root
}
span <- function(a, b) log(b * (1 - a) / (a * (1 - b))) / 2

grid <- data.frame(
  low = c(0.1, 0.02, 0.1, 0.3, 0.05, 0.5, 0.001), high = c(0.6, 0.98, 0.9, 0.35, 0.4, 0.95, 0.999)
)
levels <- c(0.9, 0.95, 0.99)
critical <- do.call(rbind, lapply(levels, function(level) {
  cbind(grid, level = level, hallWellner = apply(grid, 1, function(g) {
    root(function(x) bridge(x, g[1], g[2]), level, c(0.3, 3))
  }), equalPrecision = apply(grid, 1, function(g) root(function(x) stationary(x, span(g[1], g[2])), level, c(1.5, 6))))
}))

# Limits by their formulas, with the critical value of their own range.
band <- function(data, type, transform, from, to) {
  fit <- survfit(Surv(time, event) ~ 1, data)
  used <- fit$time >= from & fit$time <= to
  s <- fit$surv[used]
  v <- fit$std.err[used]^2
  n <- fit$n
  share <- range(n * v / (1 + n * v))
  if (type == "hall-wellner") {
    value <- root(function(x) bridge(x, share[1], share[2]), 0.95, c(0.3, 3))
    width <- value * (1 + n * v) / sqrt(n)
  } else {
    value <- root(function(x) stationary(x, span(share[1], share[2])), 0.95, c(1.5, 6))
    width <- value * sqrt(v)
  }
  limits <- switch(transform,
    plain = list(pmax(s - s * width, 0), pmin(s + s * width, 1)),
    "log-log" = list(s^exp(-width / log(s)), s^exp(width / log(s))),
    arcsin = {
      half <- width * sqrt(s / (1 - s)) / 2
      list(sin(pmax(asin(sqrt(s)) - half, 0))^2, sin(pmin(asin(sqrt(s)) + half, pi / 2))^2)
    }
  )
  list(
    type = type, transform = transform, from = from, to = to, critical = value, shares = share,
    time = fit$time[used], lower = limits[[1]], upper = limits[[2]]
  )
}
lung2 <- with(lung, data.frame(time = time, event = as.integer(status == 2)))
bands <- unlist(lapply(c("hall-wellner", "equal-precision"), function(type) {
  lapply(c("plain", "log-log", "arcsin"), function(transform) band(lung2, type, transform, 60, 700))
}), recursive = FALSE)

# The table of equal-precision bands of Klein and Moeschberger (critical.value.nair.95 of km.ci) has the root of this
# approximation (Miller and Siegmund): 2.8826 for 0.1 to 0.6. All 999 entries at 90 % do, and at 95 % all but a misprint, 2.7582
# for 2.7852.
approximate <- function(c, a, b) dnorm(c) * (4 / c + (c - 1 / c) * log(b * (1 - a) / (a * (1 - b))))
result <- list(
  versions = list(R = R.version.string, survival = as.character(packageVersion("survival"))),
  critical = critical, lung = as.list(lung2), bands = bands,
  approximate = root(function(x) -approximate(x, 0.1, 0.6), -0.05, c(2, 5))
)
write(toJSON(result, digits = I(17), auto_unbox = TRUE, na = "null"), "validation/survival-bands.json")
