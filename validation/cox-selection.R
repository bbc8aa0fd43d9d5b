# Reference values of @hcc/cox: stepwise selection, MASS::stepAIC. Reads the data of cox.json, writes cox-selection.json beside
# itself.
suppressPackageStartupMessages({
  library(survival)
  library(MASS)
  library(jsonlite)
})
control <- coxph.control(eps = 1e-12, iter.max = 100)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
given <- fromJSON(file.path(here, "cox.json"), simplifyDataFrame = FALSE)
one <- function(data, terms, factors, direction, start, criterion, keep = character()) {
  d <- as.data.frame(given$data[[data]], stringsAsFactors = FALSE)
  for (name in factors) d[[name]] <- factor(as.character(d[[name]]))
  formula <- function(names) as.formula(paste("Surv(time, event) ~", if (length(names) == 0) "1" else paste(names, collapse = " + ")))
  fit <- eval(bquote(coxph(.(formula(c(keep, if (start == "all") terms))), data = d, control = control)))
  k <- if (criterion == "bic") log(sum(d$event)) else 2
  s <- stepAIC(fit, scope = list(lower = formula(keep), upper = formula(c(keep, terms))), direction = direction, k = k, trace = 0)
  list(data = data, terms = I(terms), factors = I(factors), keep = I(keep), direction = direction, start = start,
       criterion = criterion, steps = I(as.character(s$anova$Step)), value = I(s$anova$AIC), coef = I(unname(coef(s))))
}
lung <- c("age", "sex", "ph.ecog", "ph.karno", "wt.loss")
colon <- c("rx", "sex", "age", "obstruct", "adhere", "nodes", "differ", "extent", "surg")
cases <- list(
  one("lung", lung, character(), "backward", "all", "aic"), one("lung", lung, character(), "forward", "none", "aic"),
  one("colon", colon, c("rx", "differ"), "backward", "all", "bic"), one("colon", colon, c("rx", "differ"), "both", "none", "aic"),
  one("colon", setdiff(colon, "rx"), "rx", "both", "all", "bic", keep = "rx"),
  one("veteran", c("trt", "celltype", "karno", "age", "celltype:karno"), "celltype", "backward", "all", "aic"),
  one("veteran", c("trt", "celltype", "karno", "age", "celltype:karno"), "celltype", "forward", "none", "bic")
)
out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  MASS = as.character(packageVersion("MASS")), jsonlite = as.character(packageVersion("jsonlite"))),
  cases = cases
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null", dataframe = "columns"),
           file.path(here, "cox-selection.json"))
