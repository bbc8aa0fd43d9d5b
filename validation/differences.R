# What R answers where ours differs on purpose. Writes differences.json beside itself.
suppressPackageStartupMessages({
  library(survival)
  library(cmprsk)
  library(jsonlite)
})
options(warn = -1, contrasts = c("contr.treatment", "contr.poly"))
control <- coxph.control(eps = 1e-12, iter.max = 100, toler.chol = 1e-14)
i <- 0:39
plain <- data.frame(time = 1 + (i * 17) %% 41, event = as.numeric(i %% 3 != 0), x = ((i * 7) %% 11) / 4 + i %% 2, site = 0)

alone <- function(x) {
  fit <- coxph(Surv(time, event) ~ x + strata(site), rbind(plain, data.frame(time = 5, event = 1, x = x, site = 1)))
  c(unname(coef(fit)), fit$iter)
}
far <- function(site) {
  d <- transform(plain, start = time - 1 - (i %% 5), stop = time)
  d <- rbind(d[, c("start", "stop", "event", "x", "site")], data.frame(start = 4, stop = 5, event = 1, x = 1e8, site = site))
  unname(coef(coxph(Surv(start, stop, event) ~ x + strata(site), d)))
}

near <- lung[complete.cases(lung[, c("time", "status", "age", "ph.ecog")]), ]
near$e <- round(cos(seq_len(nrow(near)) * 1.7), 3)
near$close <- near$age + 1e-6 * near$e
collinear <- coxph(Surv(time, status) ~ age + close + ph.ecog, near)

zero <- data.frame(time = c(1, 2), event = c(0, 1), x = c(1, 2))
last <- coxph(Surv(time, event) ~ x, zero)

separated <- coxph(Surv(time, event) ~ x, data.frame(time = 1:10, event = 1, x = rep(1:0, each = 5)))
walds <- coxph(Surv(time, event) ~ x, plain, control = control)

tied <- transform(plain, time = ceiling(time / 8), start = 0)
exact <- coxph(Surv(start, time, event) ~ x, tied, ties = "exact")
refusal <- tryCatch(coxph(Surv(time, event) ~ x, tied, weights = rep(2, 40), ties = "exact"), error = conditionMessage)
zph <- cox.zph(coxph(Surv(time, event) ~ x, tied, ties = "exact", control = control))

frequent <- transform(plain, w = 1 + i %% 3)
weighted <- coxph(Surv(time, event) ~ x, frequent, weights = w, ties = "breslow", control = control)
repeated <- coxph(Surv(time, event) ~ x, frequent[rep(1:40, frequent$w), ], ties = "breslow", control = control)

tiny <- survfit(Surv(c(1, 2, 3, 4) * 1e-9, c(1, 1, 1, 0)) ~ 1)
flat <- survfit(Surv(1:4, c(1, 1, 0, 0)) ~ 1)
ward <- survfit(Surv(time, status) ~ 1, aml)

# Fine-Gray with a censoring curve per group: group 1 has the events, group 0 competing events and censoring. Beside crr the
# infinitesimal jackknife: every weight moved, the curves too, and the change of the score divided by the information.
j <- 0:119
gray <- data.frame(time = 1 + (j * 37) %% 121, x = ((j * 29 + 1) %% 17) / 8 - 1, group = j %% 2)
gray$status <- ifelse(gray$group == 1, 1, ifelse((j %/% 2) %% 2 == 0, 2, 0))
gray$time <- ifelse(gray$group == 1, gray$time * 0.8 + 0.25, gray$time)
gray$x <- gray$x + (gray$status == 2)
crr_fit <- crr(gray$time, gray$status, as.matrix(gray["x"]), cengroup = gray$group, gtol = 1e-12, maxiter = 100)
gray_score <- function(w, b) {
  before <- function(group, t) {
    u <- sort(unique(gray$time[gray$group == group & gray$status == 0]))
    own <- gray$group == group
    prod(vapply(u[u < t], function(v) 1 - sum(w[own & gray$time == v & gray$status == 0]) / sum(w[own & gray$time >= v]), 0))
  }
  own <- mapply(before, gray$group, gray$time)
  sum(vapply(which(gray$status == 1), function(k) {
    t <- gray$time[k]
    now <- vapply(0:1, before, 0, t = t)[gray$group + 1]
    risk <- w * exp(gray$x * b) * ifelse(gray$time >= t, 1, ifelse(gray$status == 2, now / own, 0))
    w[k] * (gray$x[k] - sum(risk * gray$x) / sum(risk))
  }, 0))
}
ones <- rep(1, nrow(gray))
move <- function(i, h) gray_score(replace(ones, i, 1 + h), crr_fit$coef)
gray_slope <- (gray_score(ones, crr_fit$coef - 1e-5) - gray_score(ones, crr_fit$coef + 1e-5)) / 2e-5
gray_influence <- vapply(seq_along(ones), function(i) (move(i, 1e-3) - move(i, -1e-3)) / 2e-3, 0) / gray_slope

here <- sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))
out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  cmprsk = as.character(packageVersion("cmprsk")), jsonlite = as.character(packageVersion("jsonlite"))),
  plain = as.list(plain[, 1:3]),
  alone = list(without = unname(coef(coxph(Surv(time, event) ~ x, plain, control = control))), x1e4 = alone(1e4), x1e6 = alone(1e6)),
  far = list(first = far(-1), last = far(1)),
  collinear = list(estimates = I(unname(coef(collinear))), loglik = collinear$loglik[2]),
  last = list(iterations = last$iter, loglik = last$loglik[2]),
  separated = list(estimate = unname(coef(separated)), standardError = sqrt(separated$var[1, 1]),
                   wald = unname(separated$wald.test)),
  wald = list(printed = unname(summary(walds)$waldtest[1]), exact = unname(walds$wald.test)),
  exact = list(class = class(exact), refusal = refusal, zph = unname(zph$table["GLOBAL", "chisq"])),
  concordance = list(weighted = sqrt(unname(concordance(weighted)$var)), repeated = sqrt(unname(concordance(repeated)$var))),
  fineGray = list(data = as.list(gray), estimate = unname(crr_fit$coef), standardError = sqrt(crr_fit$var[1, 1]),
                  jackknife = signif(sqrt(sum(gray_influence^2)), 8)),
  tinyTimes = length(tiny$time),
  median = list(print = unname(summary(flat)$table["median"]), quantile = unname(quantile(flat, 0.5, conf.int = FALSE))),
  upper = list(print = unname(summary(ward)$table["0.95UCL"]), quantile = unname(quantile(ward, 0.5)$upper)),
  plateau = unname(quantile(survfit(Surv(1:5, c(1, 0, 0, 0, 0)) ~ 1), 0.2, conf.int = FALSE)),
  beyond = unname(summary(survfit(Surv(1:2, 1:0) ~ 1), rmean = 3)$table["rmean"]),
  start = list(lower = survfit(Surv(1:3, c(0, 1, 1)) ~ 1, conf.type = "log-log")$lower[1]),
  apart = tryCatch(survdiff(Surv(1:4, rep(1, 4)) ~ c(1, 1, 2, 2) + strata(c(1, 1, 2, 2)))$chisq, error = conditionMessage),
  frequencies = list(events = weighted$nevent, weights = sum(frequent$w[frequent$event == 1])),
  oddsRatio = unname(fisher.test(matrix(c(3, 1, 1, 3), 2))$estimate)
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null"), file.path(dirname(here), "differences.json"))
