# Reference values of @hcc/cox: restricted cubic splines, by their formula in base R. Reads the data of cox.json, writes
# cox-splines.json beside itself.
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
control <- coxph.control(eps = 1e-12, iter.max = 100, toler.chol = 1e-14)
options(contrasts = c("contr.treatment", "contr.poly"))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
given <- fromJSON(file.path(here, "cox.json"), simplifyDataFrame = FALSE)

# Knots at Harrell's quantiles; the fifth smallest and largest value outside below 100 values.
harrell <- function(x, k) {
  outer <- if (k > 6) 0.025 else if (k > 3) 0.05 else 0.1
  knots <- unname(quantile(x, seq(outer, 1 - outer, length.out = k)))
  if (length(x) < 100) knots[c(1, k)] <- sort(x)[c(5, length(x) - 4)]
  knots
}
# x and, per inner knot, the cubes that are straight beyond the last knot, over the squared distance of the outer knots.
basis <- function(x, knots) {
  k <- length(knots)
  cube <- function(u) pmax(u, 0)^3
  columns <- lapply(seq_len(k - 2), function(j) {
    (cube(x - knots[j]) - cube(x - knots[k - 1]) * (knots[k] - knots[j]) / (knots[k] - knots[k - 1]) +
       cube(x - knots[k]) * (knots[k - 1] - knots[j]) / (knots[k] - knots[k - 1])) / (knots[k] - knots[1])^2
  })
  do.call(cbind, c(list(x), columns))
}
wald <- function(fit, at) {
  chisq <- drop(coef(fit)[at] %*% solve(vcov(fit)[at, at], coef(fit)[at]))
  list(statistic = chisq, df = length(at), logP = pchisq(chisq, length(at), lower.tail = FALSE, log.p = TRUE))
}

one <- function(data, x, knots, others, ties, reference, values, weights = NULL, by = NULL) {
  d <- as.data.frame(given$data[[data]], stringsAsFactors = FALSE)
  d$.w <- if (is.null(weights)) 1 else d[[weights]]
  t <- if (length(knots) > 1) knots else harrell(rep(d[[x]], d$.w), knots)
  b <- basis(d[[x]], t)
  m <- ncol(b)
  z <- if (length(others) == 0) NULL else as.matrix(d[others])
  products <- NULL
  if (!is.null(by)) {
    levels <- sort(unique(d[[by]]))[-1]
    marks <- vapply(levels, function(l) as.numeric(d[[by]] == l), numeric(nrow(d)))
    z <- cbind(z, marks)
    products <- do.call(cbind, lapply(seq_along(levels), function(l) b * marks[, l]))
  }
  X <- cbind(b, z, products)
  fit <- coxph(Surv(d$time, d$event) ~ X, weights = d$.w, ties = ties, control = control, robust = FALSE)
  q <- ncol(X) - NCOL(products) * !is.null(products)
  sets <- if (is.null(by)) list(list(level = NULL, at = NULL)) else
    c(list(list(level = sort(unique(d[[by]]))[1], at = NULL)), lapply(seq_along(levels), function(l) list(level = levels[l], at = q + (l - 1) * m + 1:m)))
  curves <- lapply(sets, function(set) {
    step <- sweep(basis(values, t), 2, basis(reference, t))
    L <- matrix(0, length(values), ncol(X))
    L[, 1:m] <- step
    if (!is.null(set$at)) L[, set$at] <- step
    list(level = set$level, estimate = drop(L %*% coef(fit)), se = sqrt(rowSums((L %*% vcov(fit)) * L)))
  })
  nonlinear <- c(2:m, if (!is.null(by)) q + setdiff(seq_len(ncol(products)), seq(1, ncol(products), by = m)))
  own <- c(1:m, if (!is.null(by)) q + seq_len(ncol(products)))
  list(data = data, x = x, given = I(knots), knots = t, others = I(others), by = by, ties = ties, weights = weights,
       reference = reference, values = values, basis = t(b[c(1, 5, 9), ]), coef = unname(coef(fit)),
       se = unname(sqrt(diag(vcov(fit)))), loglik = fit$loglik, curves = curves, test = wald(fit, own),
       nonlinearity = wald(fit, nonlinear))
}
cases <- list(
  one("lung", "age", 4, c("sex", "ph.ecog"), "efron", 60, c(39, 45, 55, 60, 70, 82, 95)),
  one("colon", "age", 5, character(), "breslow", 55, c(18, 40, 50, 65, 85), by = "rx"),
  one("veteran", "karno", c(20, 40, 70, 90), c("age"), "efron", 50, c(10, 30, 70, 99)),
  one("ovarian", "age", 3, character(), "efron", 50, c(40, 60, 75)),
  one("lung", "age", 5, c("sex"), "breslow", 62, c(40, 50, 75), weights = "frequency"),
  one("colon", "age", 7, c("sex"), "efron", 60, c(30, 45, 75)),
  one("lung", "ph.karno", 3, c("age", "sex"), "efron", 80, c(50, 70, 100))
)
out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  jsonlite = as.character(packageVersion("jsonlite"))),
  cases = cases
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null", dataframe = "columns"),
           file.path(here, "cox-splines.json"))
