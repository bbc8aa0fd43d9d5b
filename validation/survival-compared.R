# Reference values for comparisons of @hcc/survival with late entries, sampling weights and clusters that may have rows in
# several groups, from the influence of each cluster on the curves of R.
# Run from the root of the repository: Rscript validation/survival-compared.R
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})

sets <- list(
  # Two eyes of a patient, one treated: pairs across the groups.
  retinopathy = with(retinopathy, data.frame(
    time = futime, event = status, by = as.character(trt), strata = as.character(type), cluster = id,
    weight = 1 + (risk - 6) / 5
  )),
  # Centers of patients of all three arms.
  colon = with(colon[colon$etype == 2, ], data.frame(
    time = time, event = status, by = as.character(rx), strata = as.character(sex), cluster = id %% 40,
    weight = round(1 / (0.3 + age / 100), 3)
  )),
  # Patients before and after their transplant, in both groups.
  heart = with(heart, data.frame(
    entry = start, time = stop, event = event, by = as.character(transplant), strata = as.character(surgery), cluster = id,
    id = id, weight = 0.5 + (age + 41) / 50
  )),
  # Weights alone, the rows being their own units.
  pbc = with(pbc[!is.na(pbc$trt), ], data.frame(
    time = time, event = as.integer(status == 2), by = as.character(trt), strata = as.character(sex),
    cluster = seq_along(time), weight = round(sqrt(bili), 3)
  ))
)
times <- list(retinopathy = c(6, 20.5, 45), colon = c(365, 1825), heart = c(30, 200, 900), pbc = c(700, 2500))
taus <- list(retinopathy = 50, colon = 2000, heart = 1000, pbc = 3000)

# The influence of each cluster on S at the times of a curve, and on its integral.
influences <- function(data, weighted) {
  data$w <- if (weighted) data$weight else 1
  response <- if (is.null(data$entry)) quote(Surv(time, event)) else quote(Surv(entry, time, event))
  arguments <- list(
    eval(bquote(.(response) ~ 1)), data = data, weights = data$w, cluster = data$cluster, robust = TRUE, influence = TRUE
  )
  if (!is.null(data$id)) arguments$id <- data$id
  fit <- do.call(survfit, arguments)
  infl <- fit$influence.surv
  stopifnot(nrow(infl) == length(unique(data$cluster)))
  # Rows are the clusters in the order in which factor() has them.
  rownames(infl) <- levels(factor(data$cluster))
  known <- fit$surv > 0
  stopifnot(all.equal(colSums(infl^2)[known], (fit$std.err * fit$surv^(fit$logse))[known]^2, tolerance = 1e-8))
  list(time = c(0, fit$time), surv = c(1, fit$surv), infl = cbind(0, infl))
}
number <- function(fit, clusters, of) {
  parts <- numeric(length(clusters))
  names(parts) <- clusters
  own <- of(fit$infl)
  parts[rownames(fit$infl)] <- own
  list(estimate = drop(of(matrix(fit$surv, 1))), parts = parts)
}
at <- function(fit, clusters, t) number(fit, clusters, function(m) m[, sum(fit$time <= t)])
area <- function(fit, clusters, tau) {
  used <- fit$time < tau
  widths <- diff(c(fit$time[used], tau))
  number(fit, clusters, function(m) m[, used, drop = FALSE] %*% widths)
}

wald <- function(estimate, se, test = estimate / se) {
  list(
    estimate = estimate, standardError = se, lower = estimate - qnorm(0.975) * se, upper = estimate + qnorm(0.975) * se,
    logP = log(2) + pnorm(-abs(test), log.p = TRUE)
  )
}
size <- function(parts) sqrt(sum(parts^2))
difference <- function(a, b) wald(a$estimate - b$estimate, size(a$parts - b$parts))
ratio <- function(a, b) {
  out <- wald(log(a$estimate / b$estimate), size(a$parts / a$estimate - b$parts / b$estimate))
  out[c("estimate", "lower", "upper")] <- lapply(out[c("estimate", "lower", "upper")], exp)
  out
}
cll <- function(v) list(estimate = log(-log(v$estimate)), parts = v$parts / (v$estimate * log(v$estimate)))
limits <- function(v) {
  x <- cll(v)
  exp(-exp(x$estimate + c(1, -1) * qnorm(0.975) * size(x$parts)))
}
loglog <- function(a, b) {
  x <- cll(a)
  y <- cll(b)
  out <- wald(a$estimate - b$estimate, size(a$parts - b$parts), (x$estimate - y$estimate) / size(x$parts - y$parts))
  rho <- sum(a$parts * b$parts) / (size(a$parts) * size(b$parts))
  root <- function(s, t) sqrt(s^2 + t^2 - 2 * rho * s * t)
  la <- limits(a)
  lb <- limits(b)
  out$lower <- out$estimate - root(a$estimate - la[1], lb[2] - b$estimate)
  out$upper <- out$estimate + root(la[2] - a$estimate, b$estimate - lb[1])
  out
}
wald_test <- function(values) {
  k <- length(values)
  contrast <- cbind(diag(k - 1), -1)
  d <- contrast %*% sapply(values, function(v) v$estimate)
  v <- crossprod(sapply(values, function(v) v$parts))
  statistic <- drop(t(d) %*% solve(contrast %*% v %*% t(contrast), d))
  list(statistic = statistic, df = k - 1, logP = pchisq(statistic, k - 1, lower.tail = FALSE, log.p = TRUE))
}

compare <- function(name, weighted, stratified) {
  data <- sets[[name]]
  clusters <- levels(factor(data$cluster))
  first <- if (is.null(data$id)) rep(TRUE, nrow(data)) else !duplicated(data$id)
  w <- if (weighted) data$weight else rep(1, nrow(data))
  stratum <- if (stratified) data$strata else rep("", nrow(data))
  shares <- tapply(w[first], factor(stratum)[first], sum)
  shares <- shares / sum(shares)
  groups <- sort(unique(data$by))
  fits <- lapply(groups, function(g) lapply(names(shares), function(s) influences(data[data$by == g & stratum == s, ], weighted)))
  value <- function(of) {
    lapply(fits, function(own) {
      each <- lapply(own, of)
      list(
        estimate = sum(mapply(function(v, share) share * v$estimate, each, shares)),
        parts = Reduce(`+`, Map(function(v, share) share * v$parts, each, shares))
      )
    })
  }
  surv <- lapply(times[[name]], function(t) value(function(fit) at(fit, clusters, t)))
  mean <- value(function(fit) area(fit, clusters, taus[[name]]))
  lost <- lapply(mean, function(v) list(estimate = taus[[name]] - v$estimate, parts = -v$parts))
  pairs <- function(values, f) lapply(values[-1], function(v) f(v, values[[1]]))
  plain <- function(v) c(v$estimate, size(v$parts))
  list(
    set = name, weighted = weighted, stratified = stratified, groups = groups, times = times[[name]], tau = taus[[name]],
    survival = lapply(surv, function(v) lapply(v, plain)), means = lapply(mean, plain),
    differences = lapply(surv, pairs, f = difference), logLog = lapply(surv, pairs, f = loglog),
    ratios = lapply(surv, pairs, f = ratio), meanDifferences = pairs(mean, difference), meanRatios = pairs(mean, ratio),
    lostRatios = pairs(lost, ratio), tests = lapply(surv, wald_test),
    logLogTests = lapply(surv, function(v) wald_test(lapply(v, cll))), meanTest = wald_test(mean)
  )
}
comparisons <- list()
for (name in names(sets)) {
  for (weighted in c(FALSE, TRUE)) {
    for (stratified in c(FALSE, TRUE)) {
      if (name == "heart" && stratified) next
      comparisons[[length(comparisons) + 1]] <- compare(name, weighted, stratified)
    }
  }
}

# Late entries by themselves: the groups are independent, and R's variance is Greenwood's.
late <- local({
  data <- with(mgus2[1:300, ], data.frame(
    entry = age, time = age + futime / 12, event = death, id = id, by = as.character(sex)
  ))
  fits <- lapply(sort(unique(data$by)), function(g) survfit(Surv(entry, time, event) ~ 1, data[data$by == g, ]))
  at <- lapply(fits, function(fit) {
    s <- summary(fit, times = c(75, 85), extend = TRUE)
    list(survival = s$surv, standardError = s$std.err)
  })
  mean <- lapply(fits, function(fit) {
    table <- summary(fit, rmean = 90)$table
    unname(c(table["rmean"], table["se(rmean)"]))
  })
  list(data = data, times = c(75, 85), tau = 90, survival = at, means = mean)
})

write_json(
  list(
    r = R.version.string, survival = as.character(packageVersion("survival")), data = sets, comparisons = comparisons,
    late = late
  ),
  "validation/survival-compared.json", digits = NA, auto_unbox = TRUE, na = "null", null = "null", dataframe = "columns"
)
