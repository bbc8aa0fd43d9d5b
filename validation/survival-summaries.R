# Reference values for comparisons and summaries of survival curves in @hcc/survival, from their formulas.
# Run from the root of the repository: Rscript validation/survival-summaries.R
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})

complete <- function(frame) {
  frame <- frame[stats::complete.cases(frame), ]
  rownames(frame) <- NULL
  frame
}
trial <- pbc[!is.na(pbc$trt), ]
sets <- list(
  pbc = complete(with(trial, data.frame(
    time = time / 365.25, event = as.integer(status == 2), by = ifelse(trt == 1, "active", "placebo"), strata = edema
  ))),
  lung = complete(with(lung, data.frame(
    time = time, event = as.integer(status == 2), by = ifelse(sex == 1, "male", "female"), strata = as.integer(age > 63)
  ))),
  veteran = complete(with(veteran, data.frame(
    time = time, event = status, by = as.character(celltype), strata = trt
  ))),
  ovarian = complete(with(ovarian, data.frame(
    time = futime, event = fustat, by = as.character(rx), strata = 1
  ))),
  colon = complete(with(colon[colon$etype == 2, ], data.frame(
    time = time, event = status, by = as.character(rx), strata = sex
  )))
)
times <- list(
  pbc = c(2, 5, 9.5), lung = c(100, 365, 700), veteran = c(20, 90, 180), ovarian = c(300, 500), colon = c(365, 1825)
)
taus <- list(pbc = 10, lung = 600, veteran = 200, ovarian = 700, colon = 2000)

# Product-limit curve at the event times with what Greenwood's sum adds at each.
curve <- function(data) {
  t <- sort(unique(data$time[data$event == 1]))
  n <- vapply(t, function(u) sum(data$time >= u), 0)
  d <- vapply(t, function(u) sum(data$time == u & data$event == 1), 0)
  list(t = t, s = cumprod(1 - d / n), g = ifelse(n > d, d / (n * (n - d)), Inf))
}
surv <- function(data, t) {
  k <- curve(data)
  used <- k$t <= t
  s <- if (any(used)) tail(k$s[used], 1) else 1
  c(s, s^2 * sum(k$g[used]))
}
rmst <- function(data, tau) {
  k <- curve(data)
  area <- function(from) {
    inside <- k$t[k$t > from & k$t < tau]
    from <- c(from, inside)
    sum((c(inside, tau) - from) * sapply(from, function(u) surv_only(k, u)))
  }
  used <- k$t < tau
  a <- sapply(k$t[used], area)
  g <- k$g[used]
  c(area(0), sum(ifelse(a > 0, a^2 * g, 0)))
}
surv_only <- function(k, t) if (any(k$t <= t)) tail(k$s[k$t <= t], 1) else 1

# Default of survRM2 1.0-4: the smallest last time, of groups that do not end with an event; the largest if all do.
common <- function(data) {
  cells <- split(data, data$by)
  last <- sapply(cells, function(x) max(x$time))
  falls <- sapply(cells, function(x) all(x$event[x$time == max(x$time)] == 1))
  if (all(falls)) max(last) else min(last[!falls])
}

wald <- function(estimate, se, test = estimate / se) {
  list(estimate = estimate, standardError = se, lower = estimate - qnorm(0.975) * se, upper = estimate + qnorm(0.975) * se,
    logP = log(2) + pnorm(-abs(test), log.p = TRUE))
}
ratio <- function(a, b) {
  se <- sqrt(a[2] / a[1]^2 + b[2] / b[1]^2)
  out <- wald(log(a[1] / b[1]), se)
  out[c("estimate", "lower", "upper")] <- lapply(out[c("estimate", "lower", "upper")], exp)
  out
}
delta <- function(a, b) wald(a[1] - b[1], sqrt(a[2] + b[2]))
cll <- function(v) c(log(-log(v[1])), v[2] / (v[1] * log(v[1]))^2)
limits <- function(v) {
  x <- cll(v)
  exp(-exp(x[1] + c(1, -1) * qnorm(0.975) * sqrt(x[2])))
}
loglog <- function(a, b) {
  x <- cll(a)
  y <- cll(b)
  la <- limits(a)
  lb <- limits(b)
  out <- wald(a[1] - b[1], sqrt(a[2] + b[2]), (x[1] - y[1]) / sqrt(x[2] + y[2]))
  out$lower <- out$estimate - sqrt((a[1] - la[1])^2 + (lb[2] - b[1])^2)
  out$upper <- out$estimate + sqrt((la[2] - a[1])^2 + (b[1] - lb[1])^2)
  out
}
# Test of equal values by a contrast matrix, not by the weighted squares that the package sums.
wald_test <- function(values) {
  v <- do.call(rbind, values)
  k <- nrow(v)
  contrast <- cbind(diag(k - 1), -1)
  d <- contrast %*% v[, 1]
  # Undefined where a value is, and where two groups have no variance: no multiple of a difference is known then.
  statistic <- if (all(is.finite(v)) && sum(v[, 2] == 0) < 2) {
    drop(t(d) %*% solve(contrast %*% diag(v[, 2]) %*% t(contrast), d))
  } else {
    NA
  }
  list(statistic = statistic, df = k - 1, logP = pchisq(statistic, k - 1, lower.tail = FALSE, log.p = TRUE))
}
standardized <- function(data, of) {
  shares <- prop.table(table(data$strata))
  function(rows) {
    parts <- sapply(names(shares), function(s) of(rows[rows$strata == as.numeric(s), ]))
    c(sum(shares * parts[1, ]), sum(shares^2 * parts[2, ]))
  }
}
compare <- function(data, times, tau, stratified = FALSE) {
  cells <- split(data, data$by)
  value <- function(of) lapply(cells, if (stratified) standardized(data, of) else of)
  at <- lapply(times, function(t) value(function(x) surv(x, t)))
  mean <- value(function(x) rmst(x, tau))
  lost <- lapply(mean, function(v) c(tau - v[1], v[2]))
  pairs <- function(values, f) unname(lapply(values[-1], function(v) f(v, values[[1]])))
  list(
    groups = names(cells), times = times, tau = tau,
    survival = lapply(at, function(v) unname(v)), means = unname(mean),
    differences = lapply(at, pairs, f = delta), logLog = lapply(at, pairs, f = loglog), ratios = lapply(at, pairs, f = ratio),
    meanDifferences = pairs(mean, delta), meanRatios = pairs(mean, ratio), lostRatios = pairs(lost, ratio),
    tests = lapply(at, wald_test), logLogTests = lapply(at, function(v) wald_test(lapply(v, cll))), meanTest = wald_test(mean)
  )
}
comparisons <- sapply(names(sets), function(name) {
  data <- sets[[name]]
  strata <- name %in% c("lung", "colon")
  list(
    plain = compare(data, times[[name]], taus[[name]]),
    common = common(data),
    atCommon = compare(data, times[[name]][1], common(data)),
    stratified = if (strata) compare(data, times[[name]][1:2], min(taus[[name]], 600), TRUE) else NA
  )
}, simplify = FALSE)

# Repeated rows make p as small as wanted.
tails <- lapply(c(10, 100, 150), function(k) {
  repeated <- sets$lung[rep(seq_len(nrow(sets$lung)), k), ]
  found <- compare(repeated, 365, 600)
  list(k = k, survival = found$differences[[1]][[1]]$logP, logLog = found$logLog[[1]][[1]]$logP,
    mean = found$meanDifferences[[1]]$logP)
})

# Su and Wei's minimum dispersion statistic over all pairs of steps; variances at the quantiles.
steps <- function(data, q) {
  k <- curve(data)
  at <- which(k$s <= q + 1e-12)[1]
  if (is.na(at)) {
    return(NULL)
  }
  v <- k$s[at]^2 * sum(k$g[seq_len(at)])
  if (!is.finite(v) || v == 0) {
    return(NULL)
  }
  list(start = c(0, k$t), end = c(k$t, Inf), g = (c(1, k$s) - q)^2 / v)
}
su_wei <- function(data, p, level = 0.95) {
  cells <- split(data, data$by)
  a <- steps(cells[[2]], 1 - p)
  b <- steps(cells[[1]], 1 - p)
  if (is.null(a) || is.null(b)) {
    return(list(p = p, level = level, difference = c(NA, NA), ratio = c(NA, NA), logP = NA))
  }
  inside <- which(outer(a$g, b$g, "+") <= qchisq(level, 1), arr.ind = TRUE)
  i <- inside[, 1]
  j <- inside[, 2]
  finite <- function(x) ifelse(is.finite(x), x, NA)
  lower_ratio <- ifelse(is.finite(b$end[j]), a$start[i] / b$end[j], -Inf)
  grid <- sort(unique(c(a$start, b$start)))
  value <- function(s, t) s$g[findInterval(t, s$start)]
  list(
    p = p, level = level,
    difference = finite(c(min(a$start[i] - b$end[j]), max(a$end[i] - b$start[j]))),
    ratio = finite(c(min(lower_ratio), max(a$end[i] / b$start[j]))),
    logP = pchisq(min(value(a, grid) + value(b, grid)), 1, lower.tail = FALSE, log.p = TRUE)
  )
}
medians <- lapply(sets[c("pbc", "lung", "ovarian", "colon", "veteran")], function(data) {
  data <- data[data$by %in% sort(unique(data$by))[1:2], ]
  list(
    groups = sort(unique(data$by)),
    suWei = list(su_wei(data, 0.5), su_wei(data, 0.25), su_wei(data, 0.5, 0.8), su_wei(data, 0.7))
  )
})

# Follow-up of the heart transplant candidates, of whom the end of the study is known (1 April 1974).
candidates <- with(jasa, data.frame(
  time = as.numeric(fu.date - accept.dt), event = fustat, by = ifelse(surgery == 1, "surgery", "none"),
  potential = as.numeric(as.Date("1974-04-01") - accept.dt), weights = rep(c(1, 2, 1, 3), length.out = nrow(jasa))
))
candidates <- candidates[candidates$time <= candidates$potential, ]
# Some who lived to the end of the study are made lost before it.
lost <- candidates$event == 0 & seq_len(nrow(candidates)) %% 3 == 0
candidates$time[lost] <- floor(candidates$time[lost] * 0.6)
follow_up <- function(data) {
  gone <- data$event == 0 & data$time < data$potential
  l <- curve(data.frame(time = data$time, event = as.integer(gone)))
  grid <- sort(unique(c(data$time, data$potential)))
  g <- sapply(grid, function(t) mean(data$potential > t) * surv_only(l, t))
  at <- which(g <= 0.5 + 1e-9)[1]
  flat <- abs(g[at] - 0.5) < 1e-9
  reverse <- quantile(survfit(Surv(time, 1 - event) ~ 1, data), 0.5)
  list(
    n = nrow(data), events = sum(data$event), median = median(data$time), range = range(data$time),
    reverse = unname(c(reverse$quantile, reverse$lower, reverse$upper)), lost = sum(gone),
    clark = sum(data$time) / sum(ifelse(data$event == 1, data$time, data$potential)), 
    kornMedian = if (flat) (grid[at] + grid[which(g < 0.5 - 1e-9)[1]]) / 2 else grid[at]
  )
}
followUps <- list(
  all = follow_up(candidates), by = unname(lapply(split(candidates, candidates$by), follow_up)),
  weighted = follow_up(candidates[rep(seq_len(nrow(candidates)), candidates$weights), ])
)
risk_rows <- function(data, times) {
  fit <- survfit(Surv(time, event) ~ by, data)
  s <- summary(fit, times = times, extend = TRUE)
  censored <- unlist(lapply(split(data, data$by), function(x) sapply(times, function(t) sum(x$time <= t & x$event == 0))))
  k <- length(fit$strata)
  list(
    times = times, nRisk = s$n.risk, events = unlist(tapply(s$n.event, rep(seq_len(k), each = length(times)), cumsum)),
    censored = censored
  )
}
riskRows <- list(lung = risk_rows(sets$lung, c(0, 100, 365, 883, 2000)), veteran = risk_rows(sets$veteran, c(0, 20, 90, 365)))
after <- function(data, at) {
  kept <- data$time > at
  s <- survfit(Surv(time - at, event) ~ by, data[kept, ])
  list(
    at = at, n = sum(kept), eventBefore = sum(!kept & data$event == 1), censoredBefore = sum(!kept & data$event == 0),
    time = s$time, survival = s$surv
  )
}
landmarks <- list(lung = after(sets$lung, 180), veteran = after(sets$veteran, 20), ovarian = after(sets$ovarian, 268))

result <- list(
  versions = list(R = R.version.string, survival = as.character(packageVersion("survival"))),
  data = lapply(sets, as.list), comparisons = comparisons, tails = tails, medians = medians,
  candidates = as.list(candidates), followUps = followUps, riskRows = riskRows, landmarks = landmarks
)
write(toJSON(result, digits = I(17), auto_unbox = TRUE, na = "null"), "validation/survival-summaries.json")
