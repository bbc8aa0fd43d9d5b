# Reference values for multivariateNormalProbability. Run from the root of the repository: Rscript validation/multivariate-normal.R
suppressPackageStartupMessages({
  library(mvtnorm)
  library(jsonlite)
})

number <- function(x) ifelse(is.infinite(x), ifelse(x > 0, "Infinity", "-Infinity"), x)
case <- function(name, lower, upper, correlation, value) {
  list(
    name = name, lower = as.list(number(lower)), upper = as.list(number(upper)),
    correlation = as.vector(correlation), value = value
  )
}

# A one-factor correlation, l_i l_j off the diagonal: given the factor the variables are independent, and one integral is left.
factor_correlation <- function(l) {
  r <- outer(l, l)
  diag(r) <- 1
  r
}
between <- function(a, b) ifelse(a > 0, pnorm(a, lower.tail = FALSE) - pnorm(b, lower.tail = FALSE), pnorm(b) - pnorm(a))
factor_value <- function(lower, upper, l) {
  f <- function(y) {
    p <- dnorm(y)
    for (i in seq_along(l)) p <- p * between((lower[i] - l[i] * y) / sqrt(1 - l[i]^2), (upper[i] - l[i] * y) / sqrt(1 - l[i]^2))
    p
  }
  # Where the integrand is largest, so that no piece of a tail is missed.
  grid <- seq(-15, 40, by = 0.01)
  top <- grid[which.max(f(grid))]
  pieces <- top + c(-20, -8, -4, -2, -1, -0.5, 0, 0.5, 1, 2, 4, 8, 20)
  sum(sapply(2:length(pieces), function(i) {
    integrate(f, pieces[i - 1], pieces[i], rel.tol = 1e-13, abs.tol = 0, subdivisions = 1000)$value
  }))
}
loadings <- list(
  c(0.5, 0.8), c(0.95, 0.99), c(-0.7, 0.6), c(0.3, 0.6, 0.9), c(0.9, -0.9, 0.5), c(0.99, 0.97, 0.98),
  c(0.5, 0.6, 0.7, 0.8), c(0.9, 0.95, 0.9, -0.8), c(0.2, 0.4, 0.6, 0.8, 0.9), c(0.7, 0.7, 0.7, 0.7, 0.7, 0.7),
  c(0.9, 0.3, 0.5, 0.8, -0.6, 0.7)
)
one_factor <- do.call(c, lapply(loadings, function(l) {
  k <- length(l)
  limits <- list(
    list(rep(-2, k), rep(2, k)), list(rep(-Inf, k), seq(-1, 2, length.out = k)), list(rep(0.5, k), rep(Inf, k)),
    list(seq(-1, 0.5, length.out = k), seq(1, 3, length.out = k)), list(rep(4, k), rep(Inf, k)),
    list(c(6, rep(-6, k - 1)), c(Inf, rep(6, k - 1)))
  )
  # Above 4 variables the answer takes a second.
  lapply(if (k > 4) limits[c(1, 3)] else limits, function(x) {
    case(
      paste0("one factor ", paste(l, collapse = " ")), x[[1]], x[[2]], factor_correlation(l),
      factor_value(x[[1]], x[[2]], l)
    )
  })
}))

# Correlations of no special form. Miwa's method is not random; TVPACK takes one-sided limits of 3.
random_correlation <- function(k, seed) {
  set.seed(seed)
  cov2cor(crossprod(matrix(rnorm(k * (k + 1)), k + 1)))
}
general <- do.call(c, lapply(1:3, function(seed) {
  three <- random_correlation(3, seed)
  upper <- c(0.3, 1.2, -0.4) * seed / 2
  two <- random_correlation(2, seed + 100)
  four <- random_correlation(4, seed + 200)
  five <- random_correlation(5, seed + 300)
  six <- random_correlation(6, seed + 400)
  genz <- function(lower, upper, r) {
    set.seed(seed)
    as.numeric(pmvnorm(lower, upper, corr = r, algorithm = GenzBretz(maxpts = 2e7, abseps = 1e-7, releps = 0)))
  }
  few <- list(
    case("TVPACK", rep(-Inf, 3), upper, three, as.numeric(pmvnorm(upper = upper, corr = three, algorithm = TVPACK(1e-15)))),
    case("TVPACK", rep(-Inf, 2), upper[1:2], two, as.numeric(pmvnorm(upper = upper[1:2], corr = two, algorithm = TVPACK(1e-15)))),
    case("Miwa", rep(-1.5, 4), rep(1, 4), four, as.numeric(pmvnorm(rep(-1.5, 4), rep(1, 4), corr = four, algorithm = Miwa(4097))))
  )
  if (seed > 1) return(few)
  c(few, list(
    case("Genz and Bretz", rep(-2, 5), rep(1.5, 5), five, genz(rep(-2, 5), rep(1.5, 5), five)),
    case("Genz and Bretz", rep(-2.2, 6), rep(2.2, 6), six, genz(rep(-2.2, 6), rep(2.2, 6), six))
  ))
}))

# Singular: Z3 is a combination of Z1 and Z2, which is a line that cuts the rectangle. One integral over y1, Z1 = y1.
singular <- do.call(c, lapply(c(-0.5, 0.2, 0.9), function(rho) {
  s <- sqrt(1 - rho^2)
  w <- c(0.6, 0.8) / sqrt(1 + 2 * 0.48 * rho)
  lapply(c(1, 2.5), function(m) {
    inner <- function(y) {
      lo <- pmax((-m - rho * y) / s, (-m - (w[1] + w[2] * rho) * y) / (w[2] * s))
      hi <- pmin((m - rho * y) / s, (m - (w[1] + w[2] * rho) * y) / (w[2] * s))
      dnorm(y) * pmax(0, between(lo, hi))
    }
    # Kinks: where the two lines of a limit meet, and where the limits cross.
    slope <- c(-rho, -rho, -(w[1] + w[2] * rho) / w[2], -(w[1] + w[2] * rho) / w[2])
    start <- c(-m, m, -m / w[2], m / w[2])
    pairs <- utils::combn(4, 2)
    kinks <- apply(pairs, 2, function(p) (start[p[2]] - start[p[1]]) / (slope[p[1]] - slope[p[2]]))
    cuts <- sort(unique(c(-m, m, kinks[is.finite(kinks) & abs(kinks) < m])))
    value <- sum(sapply(2:length(cuts), function(i) integrate(inner, cuts[i - 1], cuts[i], rel.tol = 1e-13)$value))
    r <- diag(3)
    r[1, 2] <- r[2, 1] <- rho
    r[1, 3] <- r[3, 1] <- w[1] + w[2] * rho
    r[2, 3] <- r[3, 2] <- w[1] * rho + w[2]
    case("singular", rep(-m, 3), rep(m, 3), r, value)
  })
}))

result <- list(
  versions = list(R = R.version.string, mvtnorm = as.character(packageVersion("mvtnorm"))),
  cases = c(one_factor, general, singular)
)
write(toJSON(result, digits = I(17), auto_unbox = TRUE, na = "null"), "validation/multivariate-normal.json")
