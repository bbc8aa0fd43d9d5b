# Reference values of the event rates of packages/safety: infections of patients with chronic granulomatous disease.
# Run from the root of the repository: Rscript validation/safety.R
suppressPackageStartupMessages({library(jsonlite); library(survival)})
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")
scalar <- function(x) structure(ifelse(is.finite(x), sprintf("%.17g", x), "null"), class = "json")

one <- function(x, years, level) {
  test <- poisson.test(x, years / 100, conf.level = level)
  number(c(test$estimate, test$conf.int))
}
two <- function(x, years, level) {
  test <- poisson.test(x, years, conf.level = level)
  list(interval = number(c(test$estimate, test$conf.int)), pValue = scalar(test$p.value))
}

patients <- data.frame(id = cgd0$id, arm = ifelse(cgd0$treat == 1, "interferon", "placebo"), last = cgd0$futime)
onset <- as.matrix(cgd0[, paste0("etime", 1:7)])
events <- do.call(rbind, lapply(seq_len(nrow(onset)), function(i) {
  days <- onset[i, !is.na(onset[i, ])]
  if (length(days) == 0) NULL else data.frame(id = cgd0$id[i], day = unname(days))
}))
first <- ifelse(is.na(onset[, 1]), patients$last, onset[, 1])
arms <- c("interferon", "placebo")
all_events <- sapply(arms, function(arm) sum(events$id %in% patients$id[patients$arm == arm]))
all_years <- sapply(arms, function(arm) sum(patients$last[patients$arm == arm]) / 365.25)
first_events <- sapply(arms, function(arm) sum(!is.na(onset[patients$arm == arm, 1])))
first_years <- sapply(arms, function(arm) sum(first[patients$arm == arm]) / 365.25)
version <- function(x, years) lapply(c(0.9, 0.95, 0.99), function(level) list(
  level = scalar(level), events = number(x), personYears = number(years),
  rates = lapply(1:2, function(i) one(x[i], years[i], level)), ratio = two(x, years, level)))

grid <- list(c(0, 5, 1, 1), c(5, 0, 1, 2), c(1, 1, 1, 1), c(3, 12, 40.5, 38), c(61, 59, 30, 20), c(500, 300, 100, 100),
  c(2, 200, 100, 100), c(1, 900, 5, 7), c(20000, 20400, 1000, 1000), c(10, 10, 0.001, 1000), c(0, 0, 3, 4))
result <- list(
  versions = list(R = as.character(getRversion()), survival = as.character(packageVersion("survival"))),
  cgd = list(patients = patients, events = events, first = version(first_events, first_years), all = version(all_events, all_years)),
  pairs = lapply(grid, function(it) list(events = it[1:2], years = number(it[3:4]),
    rates = lapply(1:2, function(i) one(it[i], it[i + 2], 0.95)),
    ratio = if (sum(it[1:2]) == 0) list(interval = number(c(NaN, 0, Inf)), pValue = scalar(1)) else two(it[1:2], it[3:4], 0.95))))
write(toJSON(result, auto_unbox = TRUE, null = "null", json_verbatim = TRUE, dataframe = "rows"), "validation/safety.json")
