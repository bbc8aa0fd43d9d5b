# Reference values of @hcc/cox: tests of proportional hazards on a time scale of one's own, scaled Schoenfeld residuals and
# their smooth. Reads the data of cox.json, writes cox-schoenfeld.json beside itself.
suppressPackageStartupMessages({
  library(survival)
  library(splines)
  library(jsonlite)
})
control <- coxph.control(eps = 1e-12, iter.max = 50, toler.chol = 1e-14)
options(contrasts = c("contr.treatment", "contr.poly"))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
given <- fromJSON(file.path(here, "cox.json"), simplifyDataFrame = FALSE)
log_p <- function(chisq, df) pchisq(chisq, df, lower.tail = FALSE, log.p = TRUE)

# Time scales by name; the tests have the same functions.
scales <- list(
  log1 = function(t) log(t + 1), sqrt = sqrt, late = function(t) as.numeric(t > 180), reciprocal = function(t) 1 / (t + 30),
  year = function(t) 1e6 + t / 365.25
)
cell <- list(type = "factor", name = "celltype", levels = c("squamous", "smallcell", "adeno", "large"))
rx <- list(type = "factor", name = "rx", levels = c("Obs", "Lev", "Lev+5FU"))
number <- function(name) list(type = "number", name = name)
models <- list(
  list(data = "lung", terms = list(number("age"), number("sex"), number("ph.ecog")), ties = "efron"),
  list(data = "lung", terms = list(number("age"), number("ph.karno")), ties = "breslow", strata = "sex"),
  list(data = "veteran", terms = list(number("trt"), cell, number("karno")), ties = "efron"),
  list(data = "veteran", terms = list(number("karno"), number("trt")), ties = "efron", strata = "celltype"),
  # Nobody had the drug in one stratum, so that its events tell nothing about it.
  list(data = "veteran", terms = list(number("karno"), cell, number("trt")), ties = "efron", strata = "prior", constant = TRUE),
  list(data = "veteran", terms = list(number("karno"), number("trt")), ties = "breslow", late = TRUE),
  list(data = "colon", terms = list(rx, number("nodes"), number("age")), ties = "efron")
)

one <- function(model) {
  d <- as.data.frame(given$data[[model$data]], stringsAsFactors = FALSE)
  # cox.zph of survival 3.5-3 fails on integers.
  d[] <- lapply(d, function(v) if (is.integer(v)) as.double(v) else v)
  if (isTRUE(model$constant)) d$trt[d$prior == max(d$prior)] <- 1
  entry <- NULL
  if (isTRUE(model$late)) {
    entry <- (seq_len(nrow(d)) * 7) %% 5
    d$entry <- pmin(entry, d$time / 2)
  }
  for (term in model$terms) if (term$type == "factor") d[[term$name]] <- factor(as.character(d[[term$name]]), levels = unlist(term$levels))
  right <- vapply(model$terms, function(term) term$name, "")
  if (!is.null(model$strata)) right <- c(right, sprintf("strata(%s)", model$strata))
  left <- if (isTRUE(model$late)) "Surv(entry, time, event)" else "Surv(time, event)"
  formula <- as.formula(paste(left, "~", paste(right, collapse = " + ")))
  fit <- eval(bquote(coxph(.(formula), data = d, ties = .(model$ties), control = control)))

  tests <- lapply(names(scales), function(name) {
    t <- cox.zph(fit, transform = scales[[name]])$table
    last <- nrow(t)
    list(scale = name, statistic = I(unname(t[-last, 1])), df = I(unname(t[-last, 2])),
         logP = I(unname(log_p(t[-last, 1], t[-last, 2]))), global = list(statistic = t[last, 1], df = t[last, 2], logP = log_p(t[last, 1], t[last, 2])))
  })

  smooth <- list()
  for (transform in c("km", "identity", "rank", "log", "sqrt")) for (by in if (any(vapply(model$terms, function(t) t$type == "factor", TRUE))) c("term", "coefficient") else "term") for (df in if (transform == "km" && by == "term") c(2, 4, 6) else 4) {
    g <- if (transform == "sqrt") sqrt else transform
    z <- cox.zph(fit, transform = g, terms = by == "term")
    # What plot.cox.zph draws.
    grid <- seq(min(z$x), max(z$x), length.out = 40)
    basis <- ns(c(grid, z$x), df = df, intercept = TRUE)
    places <- basis[1:40, ]
    at <- basis[-(1:40), ]
    curves <- lapply(seq_len(ncol(z$y)), function(i) {
      y <- z$y[, i]
      keep <- !is.na(y)
      q <- qr(at[keep, ])
      estimate <- drop(places %*% qr.coef(q, y[keep]))
      back <- backsolve(qr.R(q), diag(df))
      error <- sqrt(z$var[i, i] * rowSums((places %*% back)^2))
      some <- unique(round(seq(1, 40, length.out = 6)))
      events <- unique(round(seq(1, length(y), length.out = 6)))
      # R has the events by stratum, then time.
      list(name = colnames(z$y)[i], mean = mean(y, na.rm = TRUE), square = sqrt(mean(y^2, na.rm = TRUE)), missing = sum(!keep),
           time = I(unname(z$time[events])), value = I(unname(y[events])),
           place = I(some - 1), transformed = I(grid[some]), estimate = I(estimate[some]), error = I(error[some]))
    })
    smooth[[length(smooth) + 1]] <- list(transform = transform, by = by, df = df, curves = curves)
  }
  out <- list(data = model$data, terms = model$terms, strata = model$strata, ties = model$ties, constant = isTRUE(model$constant), tests = tests, smooth = smooth)
  if (isTRUE(model$late)) out$entry <- d$entry
  if (is.null(out$strata)) out["strata"] <- list(NULL)
  out
}
out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  jsonlite = as.character(packageVersion("jsonlite"))),
  models = lapply(models, one)
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null"), file.path(here, "cox-schoenfeld.json"))
