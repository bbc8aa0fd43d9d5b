# Reference values of how well predictions of @hcc/cox are: concordance with weights of pairs, predictions with their
# errors, Royston's D and explained variation, Brier score, calibration. Writes cox-performance.json beside itself.
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
control <- coxph.control(eps = 1e-12, iter.max = 100, toler.chol = 1e-14)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))

# Lung: in days (few ties) and in months (many), three covariates, two scores.
lung <- na.omit(lung[, c("time", "status", "age", "sex", "ph.ecog", "wt.loss")])
names(lung)[5:6] <- c("ecog", "loss")
lung$event <- lung$status - 1
lung$month <- ceiling(lung$time / 30.4375)
lung$weight <- 1 + (seq_len(nrow(lung)) * 7) %% 4
lung$share <- round(0.5 + ((seq_len(nrow(lung)) * 37) %% 23) / 20, 3)
lung$score <- lung$ecog * 10 + lung$age / 10
lung$status <- NULL
lung[] <- lapply(lung, as.double)

# Concordance.
concordances <- list()
for (time in c("time", "month")) for (score in c("age", "ecog", "score")) for (strata in c("", "sex")) for (weights in c("", "share")) {
  for (timewt in c("n", "n/G2", "S", "S/G")) for (tau in c(NA, 500)) {
    limit <- if (is.na(tau)) NULL else if (time == "month") 16 else tau
    right <- if (strata == "") score else paste(score, "+ strata(", strata, ")")
    lung$.w <- if (weights == "") 1 else lung[[weights]]
    fit <- concordance(as.formula(paste("Surv(", time, ", event) ~", right)), data = lung, weights = .w, timewt = timewt,
                       ymax = limit, reverse = TRUE)
    count <- if (is.matrix(fit$count)) colSums(fit$count) else fit$count
    concordances[[length(concordances) + 1]] <- list(
      time = time, score = score, strata = if (strata == "") NULL else strata, weights = if (weights == "") NULL else weights,
      timewt = timewt, maxTime = limit, estimate = unname(fit$concordance), error = sqrt(fit$var), count = I(unname(count[1:3]))
    )
  }
}
# Two scores of the same rows, by the influence of each row.
pair <- list(); for (timewt in c("n", "n/G2")) {
  a <- concordance(Surv(time, event) ~ age, data = lung, timewt = timewt, reverse = TRUE, influence = 1)
  b <- concordance(Surv(time, event) ~ score, data = lung, timewt = timewt, reverse = TRUE, influence = 1)
  pair[[length(pair) + 1]] <- list(timewt = timewt, estimate = unname(a$concordance - b$concordance), error = sqrt(sum((a$dfbeta - b$dfbeta)^2)))
}

# Rows that enter late, several of a subject.
late <- with(heart, data.frame(entry = start, time = stop, event = event, age = age, surgery = surgery, transplant = as.double(transplant) - 1, id = id))
late[] <- lapply(late, as.double)
late_fit <- coxph(Surv(entry, time, event) ~ age + surgery + transplant, data = late, control = control, cluster = id)
late_c <- concordance(late_fit)
entered <- list(data = late, estimate = unname(late_c$concordance), error = sqrt(late_c$var), count = I(unname(late_c$count[1:3])))

# Predictions for rows of the data, as new data, with their errors.
lung$site <- as.double(seq_len(nrow(lung)) %% 2)
lung$shift <- round(((seq_len(nrow(lung)) * 13) %% 17) / 20 - 0.4, 3)
lung$woman <- lung$sex - 1
lung$from <- pmin(30, lung$time / 2)
chosen <- round(seq(1, nrow(lung), length.out = 12))
predictions <- list()
for (ties in c("efron", "breslow")) for (strata in c("", "site")) for (weights in c("", "weight")) for (offset in c("", "shift")) for (entry in c("", "from")) {
  right <- c("age", "woman", "ecog", if (strata != "") "strata(site)", if (offset != "") "offset(shift)")
  formula <- as.formula(paste(if (entry == "") "Surv(time, event)" else "Surv(from, time, event)", "~", paste(right, collapse = " + ")))
  lung$.w <- if (weights == "") 1 else lung[[weights]]
  fit <- eval(bquote(coxph(.(formula), data = lung, weights = .w, ties = .(ties), control = control, robust = FALSE, x = TRUE, model = TRUE)))
  new <- lung[chosen, ]
  new$event <- 1
  references <- c("zero", "sample", if (strata != "") "strata")
  lp <- lapply(references, function(reference) {
    lp <- predict(fit, new, type = "lp", reference = reference, se.fit = TRUE)
    terms <- predict(fit, new, type = "terms", reference = reference, se.fit = TRUE)
    risk <- predict(fit, new, type = "risk", reference = reference, se.fit = TRUE)
    list(reference = reference, lp = I(unname(lp$fit)), error = I(unname(lp$se.fit)), wrong = I(unname(risk$se.fit)),
         terms = unname(terms$fit), termErrors = unname(terms$se.fit))
  })
  # R is wrong for new data with an offset.
  expected <- if (offset != "") NULL else {
    e <- predict(fit, new, type = "expected", se.fit = TRUE)
    s <- predict(fit, new, type = "survival", se.fit = TRUE)
    list(expected = I(unname(e$fit)), error = I(unname(e$se.fit)), survival = I(unname(s$fit)), survivalError = I(unname(s$se.fit)))
  }
  martingale <- if (ties == "breslow") I(unname(lung$event - residuals(fit))) else NULL
  printed <- if (offset == "") NULL else I(unname(predict(fit, new, type = "expected")))
  predictions[[length(predictions) + 1]] <- list(ties = ties, strata = if (strata == "") NULL else strata, weights = if (weights == "") NULL else weights,
    offset = if (offset == "") NULL else offset, entry = if (entry == "") NULL else entry, lp = lp, expected = expected,
    martingale = martingale, printed = printed)
}

# Explained variation, plain and with strata (where R fits the normal scores without them: here they are fitted with).
variations <- list()
for (time in c("time", "month")) for (strata in c("", "site")) for (terms in c("age + woman + ecog + loss", "ecog")) {
  formula <- as.formula(paste0("Surv(", time, ", event) ~ ", terms, if (strata != "") " + strata(site)"))
  fit <- eval(bquote(coxph(.(formula), data = lung, control = control, x = TRUE, model = TRUE)))
  plain <- royston(fit)
  adjusted <- royston(fit, adjust = TRUE)
  if (strata != "") {
    eta <- drop(fit$x %*% coef(fit))
    z <- qnorm((seq_along(eta) - 3 / 8) / (length(eta) + 1 / 4))
    lung$.z <- tapply(z[rank(eta, ties.method = "first")], match(eta, sort(unique(eta))), mean)[as.character(match(eta, sort(unique(eta))))]
    d <- coxph(as.formula(paste0("Surv(", time, ", event) ~ .z + strata(site)")), data = lung, control = control)
    plain[1:2] <- c(coef(d), sqrt(vcov(d))) * sqrt(8 / pi)
    plain[3] <- coef(d)^2 / (pi^2 / 6 + coef(d)^2)
    plain[4] <- var(eta) / (pi^2 / 6 + var(eta))
    e <- sort(eta)
    plain[6] <- mean(unlist(lapply(seq_along(e)[-1], function(j) 1 / (1 + exp(e[seq_len(j - 1)] - e[j])))))
    adjusted <- NULL
  }
  variations[[length(variations) + 1]] <- list(time = time, strata = if (strata == "") NULL else strata, terms = I(strsplit(terms, " \\+ ")[[1]]),
    d = plain[[1]], error = plain[[2]], r2 = plain[[3]], ko = plain[[4]], nagelkerke = plain[[5]], gh = plain[[6]],
    adjusted = if (is.null(adjusted)) NULL else list(d = adjusted[[1]], error = adjusted[[2]], r2 = adjusted[[3]]))
}

# Brier score and area under the curve from their definitions; events come before censorings of the same time.
step_value <- function(curve, t, left = FALSE) {
  before <- if (left) curve$time < t else curve$time <= t
  if (any(before)) curve$surv[max(which(before))] else 1
}
briers <- list()
for (time in c("time", "month")) {
  t <- lung[[time]]
  at <- if (time == "time") c(100, 200, 310, 500, 700) else c(3, 6, 10, 16, 24)
  fit <- coxph(as.formula(paste0("Surv(", time, ", event) ~ age + woman + ecog")), data = lung, control = control)
  s <- summary(survfit(fit, newdata = lung), times = at)$surv
  lp <- predict(fit, type = "lp", reference = "zero")
  late <- t + ifelse(lung$event == 1, 0, min(diff(sort(unique(t)))) / 2)
  censoring <- survfit(Surv(late, 1 - lung$event) ~ 1)
  km <- survfit(Surv(t, lung$event) ~ 1)
  result <- lapply(seq_along(at), function(k) {
    case <- lung$event == 1 & t <= at[k]
    control <- late > at[k]
    # The censorings of a time are taken to be after it, not half a gap after it, when the time is between two observed ones.
    w <- ifelse(case, 1 / vapply(t, function(u) step_value(censoring, u, TRUE), 0), ifelse(control, 1 / step_value(censoring, at[k]), 0))
    score <- mean(w * (ifelse(control, 1, 0) - s[k, ])^2)
    base <- mean(w * (ifelse(control, 1, 0) - step_value(km, at[k]))^2)
    pairs <- outer(lp[case], lp[control], function(a, b) (a > b) + (a == b) / 2)
    auc <- sum(w[case] * pairs) / (sum(w[case]) * sum(control))
    c(score, base, auc, sum(case), sum(control), sum(w))
  })
  result <- do.call(rbind, result)
  briers[[length(briers) + 1]] <- list(time = time, at = I(at), survival = s, lp = I(unname(lp)), score = I(result[, 1]), base = I(result[, 2]),
    auc = I(result[, 3]), cases = I(result[, 4]), controls = I(result[, 5]), weights = I(result[, 6]))
}

# Calibration of predictions made too extreme.
fit <- coxph(Surv(time, event) ~ age + woman + ecog, data = lung, control = control)
horizon <- 365
lung$.s <- exp(-(-log(summary(survfit(fit, newdata = lung), times = horizon)$surv[1, ]))^1.3)
lung$.x <- log(-log(lung$.s))
risk <- 1 - lung$.s
middle <- vapply(risk, function(r) sum(risk < r) + sum(risk == r) / 2, 0)
lung$.g <- floor(5 * middle / nrow(lung))
observe <- function(d) {
  s <- summary(survfit(Surv(time, event) ~ 1, data = d), times = horizon)
  list(n = nrow(d), events = sum(d$event), predicted = mean(1 - d$.s), observed = 1 - s$surv, error = s$std.err, lower = 1 - s$upper, upper = 1 - s$lower)
}
slope <- coxph(Surv(time, event) ~ .x, data = lung, control = control)
knots <- unname(quantile(lung$.x, c(0.1, 0.5, 0.9)))
curve <- coxph(Surv(time, event) ~ splines::ns(.x, knots = knots[2], Boundary.knots = knots[c(1, 3)]), data = lung, control = control, model = TRUE)
smooth <- 1 - summary(survfit(curve, newdata = lung, stype = 2, ctype = 2), times = horizon)$surv[1, ]
gap <- abs(smooth - risk)
calibrated <- list(horizon = horizon, survival = I(lung$.s), overall = observe(lung), groups = lapply(split(lung, lung$.g), observe) |> unname(),
  slope = unname(coef(slope)), slopeError = sqrt(vcov(slope)[1]), smooth = list(ici = mean(gap), e50 = unname(quantile(gap, 0.5)), e90 = unname(quantile(gap, 0.9)),
  eMax = max(gap), lowest = unname(smooth[which.min(risk)]), highest = unname(smooth[which.max(risk)])))

# Optimism by resamples of a generator that both sides have.
state <- 20261125
uniform <- function() { state <<- (state * 16807) %% 2147483647; state / 2147483647 }
measure <- function(lp, d) {
  z <- qnorm((seq_along(lp) - 3 / 8) / (length(lp) + 1 / 4))
  k <- match(lp, sort(unique(lp)))
  d$.z <- tapply(z[rank(lp, ties.method = "first")], k, mean)[as.character(k)]
  d$.lp <- lp
  beta <- unname(coef(coxph(Surv(time, event) ~ .z, data = d, control = control)))
  c(concordance(Surv(time, event) ~ .lp, data = d, reverse = TRUE)$concordance, beta * sqrt(8 / pi), beta^2 / (pi^2 / 6 + beta^2),
    unname(coef(coxph(Surv(time, event) ~ .lp, data = d, control = control))))
}
columns <- c("age", "woman", "ecog", "loss")
fitted_lp <- function(d, to) {
  beta <- coef(coxph(Surv(time, event) ~ age + woman + ecog + loss, data = d, control = control))
  # The same sums give the same ties.
  ((to$age * beta[[1]] + to$woman * beta[[2]]) + to$ecog * beta[[3]]) + to$loss * beta[[4]]
}
apparent <- measure(fitted_lp(lung, lung), lung)
runs <- lapply(1:15, function(b) {
  kept <- lung[1 + floor(replicate(nrow(lung), uniform()) * nrow(lung)), ]
  rbind(measure(fitted_lp(kept, kept), kept), measure(fitted_lp(kept, lung), lung))
})
training <- Reduce(`+`, lapply(runs, function(r) r[1, ])) / 15
test <- Reduce(`+`, lapply(runs, function(r) r[2, ])) / 15
gaps <- vapply(runs, function(r) r[1, ] - r[2, ], numeric(4))
validated <- list(seed = 20261125, resamples = 15, apparent = I(unname(apparent)), training = I(unname(training)), test = I(unname(test)),
                  monteCarlo = I(apply(gaps, 1, sd) / sqrt(15)))
for (name in c(".z", ".s", ".x", ".g")) lung[[name]] <- NULL

lung$.w <- NULL
out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  jsonlite = as.character(packageVersion("jsonlite"))),
  lung = lung, concordance = concordances, difference = pair, entered = entered,
  chosen = I(chosen - 1), prediction = predictions,
  variation = variations, brier = briers, calibration = calibrated, validation = validated
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null", dataframe = "columns"),
           file.path(here, "cox-performance.json"))
