# Reference values of @hcc/survival: survival from interval-censored times. Run from the root of the repository:
# Rscript validation/survival-intervals.R
# R's own EM stops at changes of 1e-4 or so: its figures are checked to that; `em` runs the same algorithm to 1e-13.
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
set.seed(20261127)

# Turnbull (1974), as in the documentation of survfit: 12 events at known times, 9 left-censored, 3 right-censored.
turnbull <- data.frame(
  time = rep(1:4, 3), status = rep(c(1, 0, 2), each = 4), n = c(12, 6, 2, 3, 3, 2, 0, 3, 2, 4, 2, 5)
)
turnbull <- turnbull[turnbull$n > 0, ]
sets <- list(
  turnbull = with(turnbull, data.frame(
    left = ifelse(status == 2, 0, time), right = ifelse(status == 0, NA, time), n = n
  )),
  # Progression is found by images every 2 months, some of them missed.
  visits = local({
    n <- 150
    event <- rexp(n, 1 / 9)
    stop <- sample(4:24, n, TRUE)
    late <- sample(0:2, n, TRUE, c(0.7, 0.2, 0.1))
    left <- pmin(2 * floor(event / 2), stop)
    right <- 2 * ceiling(event / 2) + 2 * late
    data.frame(left = left, right = ifelse(right > stop + 4 | event > stop, NA, right), n = 1)
  }),
  overlapping = local({
    n <- 60
    left <- sample(0:30, n, TRUE)
    data.frame(left = left, right = ifelse(runif(n) < 0.25, NA, left + sample(1:12, n, TRUE)), n = 1)
  }),
  veteran = with(veteran, data.frame(left = time, right = ifelse(status == 1, time, NA), n = 1))
)

# Intervals (left, right]; an event at a known time t is (t -, t].
em <- function(data) {
  points <- sort(unique(c(data$left, data$right[!is.na(data$right)], Inf)))
  # Elementary pieces: {t} for each t, and the open piece after it.
  start <- rep(points, each = 2)
  piece <- rep(c("at", "after"), length(points))
  right <- ifelse(is.na(data$right), Inf, data$right)
  inside <- sapply(seq_along(start), function(j) {
    t <- start[j]
    if (piece[j] == "at") (data$left < t & t <= right) | (data$left == t & right == t)
    else data$left <= t & t < right & !(data$left == t & right == t)
  })
  use <- colSums(inside) > 0
  start <- start[use]; piece <- piece[use]; inside <- inside[, use] * 1
  p <- rep(1 / ncol(inside), ncol(inside))
  repeat {
    covered <- drop(inside %*% p)
    score <- drop(crossprod(inside, data$n / covered)) / sum(data$n)
    if (max(score) < 1 + 1e-13) break
    if (max(abs(p * score - p)) < 1e-16) break
    p <- p * score
  }
  after <- sapply(points, function(t) sum(p[start > t | (start == t & piece == "after")]))
  list(logLikelihood = sum(data$n * log(drop(inside %*% p))), points = points[-length(points)], after = after[-length(after)])
}
answer <- function(data) {
  fit <- survfit(Surv(ifelse(left == 0 & (is.na(right) | right > 0), NA, left), right, type = "interval2") ~ 1, data, weights = n)
  c(list(time = fit$time, survival = fit$surv), em(data))
}
write(
  toJSON(
    list(
      versions = list(R = R.version.string, survival = as.character(packageVersion("survival"))),
      data = sets, answers = lapply(sets, answer)
    ),
    dataframe = "columns", digits = I(17), auto_unbox = TRUE, na = "null"
  ),
  "validation/survival-intervals.json"
)
