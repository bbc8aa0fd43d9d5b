# Reference values for the curves of @hcc/survival with delayed entry, weights, clusters, hazards and lower limits.
# Run from the root of the repository: Rscript validation/survival-curves.R
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})

types <- c("log", "log-log", "plain", "logit", "arcsin")

sets <- list(
  # Patients before and after their transplant, in one curve and in two.
  heart = with(heart, data.frame(
    entry = start, time = stop, event = event, id = id, by = as.character(transplant), weight = 0.5 + (age + 41) / 50
  )),
  # Age as the time scale: everybody enters late; times in years that differ by rounding.
  mgus2 = with(mgus2[1:300, ], data.frame(
    entry = age, time = age + futime / 12, event = death, id = id, by = as.character(sex), weight = 1 + (id %% 7) / 3
  )),
  pbc = with(pbc, data.frame(
    time = time, event = as.integer(status == 2), by = as.character(sex), weight = round(sqrt(bili), 3)
  )),
  # Two eyes of a patient.
  retinopathy = with(retinopathy, data.frame(
    time = futime, event = status, by = as.character(trt), cluster = id, weight = 1 + (risk - 6) / 5
  )),
  # Several infections of a patient.
  cgd = with(cgd, data.frame(
    entry = tstart, time = tstop, event = status, id = id, by = as.character(treat), cluster = id
  ))
)

# At the times at which something happens in ours: a row of an id that goes on in the next one is nothing.
columns <- function(fit, hazard) {
  used <- fit$n.event + fit$n.censor > 0
  error <- summary(fit, censored = TRUE)$std.err
  error[fit$surv == 0] <- NA
  limits <- function(x) ifelse(fit$surv == 0, NA, x)[used]
  c(
    list(
      time = fit$time[used], nRisk = fit$n.risk[used], nEvent = fit$n.event[used], nCensor = fit$n.censor[used],
      survival = fit$surv[used], standardError = error[used], lower = limits(fit$lower), upper = limits(fit$upper)
    ),
    if (hazard) list(hazard = fit$cumhaz[used], hazardError = fit$std.chaz[used])
  )
}

curves <- function(name, robust, weighted, estimator = "kaplan-meier", group = NULL) {
  d <- sets[[name]]
  if (!is.null(group)) d <- d[d$by == group, ]
  d$w <- if (weighted) d$weight else rep(1, nrow(d))
  late <- !is.null(d$entry)
  formula <- if (late) Surv(entry, time, event) ~ 1 else Surv(time, event) ~ 1
  ctype <- if (estimator == "fleming-harrington") 2 else 1
  arguments <- list(
    formula, data = d, weights = d$w, robust = robust, stype = if (estimator == "kaplan-meier") 1 else 2, ctype = ctype
  )
  if (!is.null(d$id)) arguments$id <- d$id
  if (robust && !is.null(d$cluster)) arguments$cluster <- d$cluster
  fit <- do.call(survfit, arguments)
  c(
    list(set = name, robust = robust, weighted = weighted, estimator = estimator, group = group),
    columns(fit, estimator != "kaplan-meier")
  )
}

estimators <- c("kaplan-meier", "nelson-aalen", "fleming-harrington")
cases <- list()
add <- function(...) cases[[length(cases) + 1]] <<- curves(...)
for (estimator in estimators) {
  for (name in c("heart", "mgus2", "retinopathy")) {
    add(name, FALSE, FALSE, estimator)
    add(name, TRUE, TRUE, estimator)
  }
  if (estimator != "nelson-aalen") add("pbc", TRUE, TRUE, estimator)
  add("retinopathy", TRUE, FALSE, estimator)
}
for (group in c("0", "1")) {
  add("heart", FALSE, FALSE, group = group)
  add("heart", TRUE, TRUE, group = group)
}
for (estimator in estimators[2:3]) add("cgd", TRUE, FALSE, estimator)

start <- function(data, from) {
  fit <- survfit(Surv(time, event) ~ 1, data, start.time = from)
  table <- summary(fit)$table
  c(list(start = from, median = unname(table["median"]), n = fit$n), columns(fit, FALSE))
}
lung2 <- with(lung, data.frame(time = time, event = as.integer(status == 2)))

lowerLimits <- lapply(c("peto", "modified"), function(lower) {
  lapply(types, function(type) {
    fit <- survfit(Surv(time, event) ~ 1, lung2, conf.type = type, conf.lower = lower)
    list(lower = lower, type = type, limits = fit$lower, upper = fit$upper)
  })
})

atStart <- survfit(Surv(time, status) ~ 1, aml, start.time = 13)

write_json(
  list(
    r = R.version.string, survival = as.character(packageVersion("survival")),
    data = sets, cases = cases, lung = lung2,
    start = lapply(c(100, 250.5, 500), function(from) start(lung2, from)),
    lowerLimits = unlist(lowerLimits, recursive = FALSE),
    # An event at the start itself.
    atStart = list(time = aml$time, event = aml$status, at = atStart$surv[1])
  ),
  "validation/survival-curves.json", digits = NA, auto_unbox = TRUE, na = "null", null = "null", dataframe = "columns"
)
