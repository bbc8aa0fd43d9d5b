# Reference values of @hcc/cox: exact (discrete) partial likelihood. Writes cox-exact.json beside itself.
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
options(warn = 1)
control <- coxph.control(eps = 1e-12, iter.max = 100, toler.chol = 1e-14)
options(contrasts = c("contr.treatment", "contr.poly"))

lungm <- lung[complete.cases(lung[, c("time", "status", "age", "sex", "ph.ecog", "wt.loss")]),
              c("time", "status", "age", "sex", "ph.ecog", "wt.loss")]
lungm$time <- ceiling(lungm$time / 30.4375)
lungm$event <- lungm$status - 1
lungm$bmi <- round(sin(seq_len(nrow(lungm))) / 2, 3)
heartm <- heart[heart$id <= 40, ]
heartm$start <- floor(heartm$start / 5)
heartm$stop <- pmax(ceiling(heartm$stop / 5), heartm$start + 1)
heartm$transplant <- as.numeric(as.character(heartm$transplant))
intervals <- data.frame(
  start = c(0, 0, 1, 2, 0, 3, 1, 0, 2, 4, 0, 3, 1, 0, 5, 2, 4, 0),
  stop = c(3, 5, 5, 4, 7, 7, 3, 5, 6, 7, 2, 6, 5, 7, 7, 5, 6, 4),
  event = c(1, 1, 0, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 1),
  x = c(1, 0, 2, 1, 3, 0, 2, 1, 1, 0, 2, 3, 0, 1, 2, 2, 0, 1),
  z = c(0.3, -1.2, 0.8, 0.1, -0.4, 1.6, -0.9, 0.2, 0.7, -0.3, 1.1, -1.4, 0.5, 0.6, -0.2, 0.9, -0.7, 0.4)
)
sets <- list(
  lung = transform(lungm, start = 0, stop = time),
  lungDays = transform(lungm, start = 0, stop = lung$time[complete.cases(lung[, c("time", "status", "age", "sex", "ph.ecog", "wt.loss")])]),
  veteran = transform(veteran, start = 0, stop = ceiling(time / 7), event = status, celltype = as.character(celltype)),
  aml = transform(aml, start = 0, stop = time, event = status, x = as.numeric(x == "Maintained")),
  ovarian = transform(ovarian, start = 0, stop = ceiling(futime / 91), event = fustat),
  heart = heartm[, c("start", "stop", "event", "age", "year", "surgery", "transplant")],
  intervals = intervals
)
sets <- lapply(sets, function(d) {
  rownames(d) <- NULL
  d
})

models <- list(
  list("lung", c("age", "sex", "ph.ecog")),
  list("lung", c("age", "sex", "ph.ecog", "wt.loss"), strata = "sex"),
  list("lung", c("age", "ph.ecog"), strata = "sex", offset = "bmi"),
  list("lungDays", c("age", "sex", "ph.ecog")),
  list("veteran", c("trt", "karno", "diagtime", "age")),
  list("veteran", c("trt", "karno"), strata = "celltype"),
  list("aml", "x"),
  list("ovarian", c("age", "rx")),
  list("heart", c("age", "year", "transplant"), entry = TRUE),
  list("heart", c("age", "transplant"), entry = TRUE, strata = "surgery"),
  list("intervals", c("x", "z"), entry = TRUE)
)

# Start-stop fits with exact ties have no class in survival 3.5: their parts are read by name.
fit_case <- function(model) {
  d <- sets[[model[[1]]]]
  right <- model[[2]]
  right <- setdiff(right, model$strata)
  terms <- right
  if (!is.null(model$strata)) right <- c(right, sprintf("strata(%s)", model$strata))
  if (!is.null(model$offset)) right <- c(right, sprintf("offset(%s)", model$offset))
  left <- if (is.null(model$entry)) "Surv(stop, event)" else "Surv(start, stop, event)"
  formula <- as.formula(paste(left, "~", paste(right, collapse = " + ")))
  fit <- coxph(formula, data = d, ties = "exact", control = control)
  list(
    data = model[[1]], covariates = I(terms), strata = model$strata, offset = model$offset,
    entry = !is.null(model$entry), coef = I(unname(fit$coefficients)), vcov = I(unname(fit$var)),
    loglik = fit$loglik, score = fit$score
  )
}
cases <- lapply(models, fit_case)

logrank <- function(name, formula) list(data = name, statistic = survdiff(formula, sets[[name]])$chisq)
tests <- list(
  c(logrank("aml", Surv(stop, event) ~ x), list(group = "x", strata = NULL)),
  c(logrank("lung", Surv(stop, event) ~ ph.ecog), list(group = "ph.ecog", strata = NULL)),
  c(logrank("lung", Surv(stop, event) ~ ph.ecog + strata(sex)), list(group = "ph.ecog", strata = "sex")),
  c(logrank("veteran", Surv(stop, event) ~ celltype + strata(trt)), list(group = "celltype", strata = "trt"))
)

# What follows an exact fit: martingale and deviance residuals, from the Breslow hazard; concordance.
after <- local({
  d <- sets$veteran
  fit <- coxph(Surv(stop, event) ~ trt + karno, d, ties = "exact", control = control)
  list(data = "veteran", covariates = c("trt", "karno"), martingale = unname(residuals(fit, "martingale")),
       deviance = unname(residuals(fit, "deviance")), concordance = unname(concordance(fit)$concordance))
})

here <- sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))
out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  jsonlite = as.character(packageVersion("jsonlite"))),
  data = lapply(sets, as.list), cases = cases, logrank = tests, after = after
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null"), file.path(dirname(here), "cox-exact.json"))
