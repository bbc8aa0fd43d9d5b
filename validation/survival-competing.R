# Reference values of @hcc/survival: cumulative incidence and Gray's test. Run from the root of the repository:
# Rscript validation/survival-competing.R
suppressPackageStartupMessages({
  library(survival)
  library(cmprsk)
  library(jsonlite)
})

complete <- function(frame) {
  frame <- frame[stats::complete.cases(frame), ]
  rownames(frame) <- NULL
  frame
}
set.seed(20261126)
sets <- list(
  mgus2 = complete(with(mgus2, data.frame(
    time = ifelse(pstat == 0, futime, ptime), cause = ifelse(pstat == 0, 2 * death, 1), by = as.character(sex),
    strata = ifelse(age < 72, "young", "old")
  ))),
  # Withdrawals count with the deaths; the outcome is a transplant.
  transplant = complete(with(transplant, data.frame(
    time = futime, cause = c(0, 2, 1, 2)[as.integer(event)], by = as.character(abo), strata = as.character(sex)
  ))),
  pbc = complete(with(pbc, data.frame(
    time = time, cause = c(0, 2, 1)[status + 1], by = trt, strata = as.integer(stage)
  ))),
  # Heavily tied, and in a unit whose ties have rounding differences.
  ties = local({
    n <- 120
    data.frame(
      time = sample(1:9, n, TRUE) / 30.4375, cause = sample(0:2, n, TRUE, c(0.3, 0.4, 0.3)), by = sample(3, n, TRUE),
      strata = sample(2, n, TRUE)
    )
  }),
  untied = local({
    n <- 60
    data.frame(time = sample(n) + 0.25, cause = sample(0:2, n, TRUE), by = rep(1:2, n / 2), strata = rep(1:3, n / 3))
  }),
  uncensored = data.frame(
    time = sample(6, 20, TRUE), cause = sample(1:2, 20, TRUE), by = rep(1:2, 10), strata = rep(1, 20)
  )
)
# Age is the time scale: patients come under observation at the age of their diagnosis.
late <- with(mgus2, data.frame(
  entry = age, time = age + ifelse(pstat == 0, futime, ptime) / 12, cause = ifelse(pstat == 0, 2 * death, 1),
  by = as.character(sex)
))
late <- complete(late[late$time > late$entry, ])[1:400, ]

types <- c("log", "log-log", "plain", "logit", "arcsin")
thinned <- function(n) sort(unique(c(seq_len(min(n, 6)), seq(1, n, by = 9), n - 1, n)))
state <- function(fit) which(fit$states == "1")

curve <- function(data, entry = FALSE) {
  data$status <- factor(data$cause, 0:2)
  data$id <- seq_len(nrow(data))
  formula <- if (entry) Surv(entry, time, status) ~ 1 else Surv(time, status) ~ 1
  fit <- if (entry) survfit(formula, data, id = id) else survfit(formula, data)
  k <- state(fit)
  keep <- thinned(length(fit$time))
  limits <- lapply(types, function(type) {
    fit <- if (entry) survfit(formula, data, id = id, conf.type = type) else survfit(formula, data, conf.type = type)
    # The limits of type "arcsin" come without their dimensions.
    at <- function(limit) matrix(limit, ncol = length(fit$states))[keep, k]
    list(type = type, lower = at(fit$lower), upper = at(fit$upper))
  })
  c(
    list(
      index = keep - 1, length = length(fit$time), time = fit$time[keep], nRisk = fit$n.risk[keep, 1],
      incidence = fit$pstate[keep, k], survival = fit$pstate[keep, 1], standardError = fit$std.err[keep, k],
      limits = limits
    ),
    if (!entry) list(aalen = sqrt(timepoints(cuminc(data$time, data$cause), fit$time[keep])$var["1 1", ]))
  )
}
curves <- function(data, entry = FALSE) {
  levels <- sort(unique(data$by))
  c(
    list(list(group = NA, curve = curve(data, entry))),
    lapply(levels, function(level) list(group = as.character(level), curve = curve(data[data$by == level, ], entry)))
  )
}

# The smallest time differences are rounding; cuminc takes them as times of their own.
merged <- function(data) {
  data$time <- signif(data$time, 12)
  data
}
gray <- function(data, rho, stratified) {
  fit <- cuminc(data$time, data$cause, data$by, if (stratified) data$strata else rep(1, nrow(data)), rho = rho)
  test <- fit$Tests["1", ]
  list(
    rho = rho, stratified = stratified, statistic = unname(test["stat"]), df = unname(test["df"]),
    logP = pchisq(unname(test["stat"]), unname(test["df"]), lower.tail = FALSE, log.p = TRUE)
  )
}
tests <- function(data) {
  strata <- if (length(unique(data$strata)) > 1) c(FALSE, TRUE) else FALSE
  grid <- expand.grid(rho = c(0, 0.5, 1), stratified = strata)
  lapply(seq_len(nrow(grid)), function(i) gray(merged(data), grid$rho[i], grid$stratified[i]))
}

causeSpecific <- local({
  fit <- survdiff(Surv(time, cause == 1) ~ by, sets$mgus2)
  list(
    rho = 0, stratified = FALSE, statistic = fit$chisq, df = 1, logP = pchisq(fit$chisq, 1, lower.tail = FALSE, log.p = TRUE)
  )
})

# The same times twice, once added up from tenths: 0.1 + 0.2 is not 0.3.
rounding <- local({
  tenths <- round(sets$ties$time * 30.4375)
  added <- sapply(tenths, function(k) Reduce(`+`, rep(0.1, k)))
  time <- ifelse(seq_along(tenths) %% 2 == 0, added, tenths / 10)
  statistic <- function(time) cuminc(time, sets$ties$cause, sets$ties$by)$Tests["1", "stat"]
  list(tenths = tenths, asTheyAre = unname(statistic(time)), merged = unname(statistic(tenths / 10)))
})

result <- list(
  versions = list(
    R = R.version.string, survival = as.character(packageVersion("survival")), cmprsk = as.character(packageVersion("cmprsk"))
  ),
  data = sets, late = late, curves = lapply(sets, function(data) curves(merged(data))), lateCurves = curves(late, TRUE),
  gray = lapply(sets, tests), causeSpecific = causeSpecific, rounding = rounding
)
write(
  toJSON(result, dataframe = "columns", digits = I(17), auto_unbox = TRUE, na = "null"), "validation/survival-competing.json"
)
