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

lung$.w <- NULL
out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  jsonlite = as.character(packageVersion("jsonlite"))),
  lung = lung, concordance = concordances, difference = pair, entered = entered,
  chosen = I(chosen - 1), prediction = predictions
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null", dataframe = "columns"),
           file.path(here, "cox-performance.json"))
