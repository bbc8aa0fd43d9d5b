# What R answers where ours differs on purpose. Writes differences.json beside itself.
suppressPackageStartupMessages({
  library(survival)
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

here <- sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))
out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  jsonlite = as.character(packageVersion("jsonlite"))),
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
  tinyTimes = length(tiny$time),
  median = list(print = unname(summary(flat)$table["median"]), quantile = unname(quantile(flat, 0.5, conf.int = FALSE))),
  upper = list(print = unname(summary(ward)$table["0.95UCL"]), quantile = unname(quantile(ward, 0.5)$upper)),
  plateau = unname(quantile(survfit(Surv(1:5, c(1, 0, 0, 0, 0)) ~ 1), 0.2, conf.int = FALSE)),
  oddsRatio = unname(fisher.test(matrix(c(3, 1, 1, 3), 2))$estimate)
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null"), file.path(dirname(here), "differences.json"))
