# Reference values for the rank tests, correlations and adjusted P values of packages/stats.
# Run from the root of the repository: Rscript validation/stats-ranks.R
suppressPackageStartupMessages({library(jsonlite); library(coin); library(MASS)})
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")
quietly <- suppressWarnings

# P values of all pairs of months, of a screen of genes' size, of the far tail, and tied ones with missing ones.
pairs <- function(values, group) as.vector(pairwise.wilcox.test(values, group, p.adjust.method = "none", exact = FALSE)$p.value)
screen <- sapply(names(Boston)[-14], function(name) quietly(cor.test(Boston[[name]], Boston$medv, method = "kendall"))$p.value)
inputs <- list(
  months = pairs(airquality$Ozone, airquality$Month), sprays = pairs(InsectSprays$count, InsectSprays$spray),
  feeds = pairs(chickwts$weight, chickwts$feed), boston = unname(screen), tails = c(1e-300, 3e-200, 0.04, 1e-299, 0, 1, 0.7),
  tied = c(0.02, 0.02, NA, 0.5, 0.02, 0.01, NA, 0.04), one = 0.03,
  many = (1 + (seq_len(400) * 193) %% 409) / 410 * ((seq_len(400) * 7) %% 31 + 1) / 32)
adjust <- lapply(inputs, function(p) list(p = number(p), adjusted = sapply(c("holm", "bonferroni", "hochberg", "hommel", "BH", "BY", "none"), function(m) number(p.adjust(p, m)), simplify = FALSE)))

result <- list(generatedBy = "validation/stats-ranks.R", rVersion = R.version.string,
  packageVersions = lapply(c(coin = "coin", MASS = "MASS", jsonlite = "jsonlite"), function(p) as.character(packageVersion(p))),
  adjust = adjust)
write(toJSON(result, auto_unbox = TRUE, json_verbatim = TRUE, null = "null"), "validation/stats-ranks.json")
