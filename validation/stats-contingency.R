# Reference values for contingencyTest and cochranArmitage of packages/stats, on data sets of R's packages.
# Run from the root of the repository: Rscript validation/stats-contingency.R
suppressPackageStartupMessages({library(jsonlite); library(coin); library(MASS); library(survival)})
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")
scalar <- function(x) structure(ifelse(is.finite(x), sprintf("%.17g", x), "null"), class = "json")
rows <- function(m) lapply(seq_len(nrow(m)), function(i) number(m[i, ]))
quietly <- suppressWarnings

first <- subset(colon, etype == 1)
tables <- list(
  # 2 x 2
  "birthwt: low, smoke" = table(birthwt$low, birthwt$smoke), "birthwt: low, hypertension" = table(birthwt$low, birthwt$ht),
  "birthwt: low, uterine irritability" = table(birthwt$low, birthwt$ui), "birthwt: premature labor twice, hypertension" = table(birthwt$ptl >= 2, birthwt$ht),
  "infert: case, induced" = table(infert$case, infert$induced > 0), "infert: case, spontaneous" = table(infert$case, infert$spontaneous > 0),
  "mtcars: engine, transmission" = table(mtcars$vs, mtcars$am), "quine: sex, learner" = table(quine$Sex, quine$Lrn),
  "UCBAdmissions" = margin.table(UCBAdmissions, 2:1), "UCBAdmissions A" = t(UCBAdmissions[, , 1]), "UCBAdmissions B" = t(UCBAdmissions[, , 2]), "UCBAdmissions F" = t(UCBAdmissions[, , 6]),
  "Titanic: sex, survived" = margin.table(Titanic, c(2, 4)), "Titanic: age, survived" = margin.table(Titanic, c(3, 4)),
  "Melanoma: ulcer, dead of it" = table(Melanoma$ulcer, Melanoma$status == 1), "lung: sex, status" = table(lung$sex, lung$status),
  "colon: obstruct, perforation" = table(first$obstruct, first$perfor), "colon: adherence, nodes above 4" = table(first$adhere, first$node4),
  "pbc: ascites, spiders" = table(pbc$ascites, pbc$spiders), "veteran: treatment, prior" = table(veteran$trt, veteran$prior),
  "glioma: group, histology" = table(glioma$group, glioma$histology), "Pima.tr: diabetes, pregnancies above 6" = table(Pima.tr$type, Pima.tr$npreg > 6),
  "Cars93: origin, gearbox" = table(Cars93$Origin, Cars93$Man.trans.avail),
  # larger
  "survey: exercise, smoking" = table(survey$Exer, survey$Smoke), "survey: clap, smoking" = table(survey$Clap, survey$Smoke), "survey: fold, exercise" = table(survey$Fold, survey$Exer),
  "infert: education, induced" = table(infert$education, infert$induced), "mtcars: carburetors, gears" = table(mtcars$carb, mtcars$gear), "mtcars: cylinders, carburetors" = table(mtcars$cyl, mtcars$carb),
  "pbc: stage, edema" = table(pbc$stage, pbc$edema), "colon: treatment, differentiation" = table(first$rx, first$differ), "colon: treatment, extent" = table(first$rx, first$extent),
  "veteran: cell type, prior" = table(veteran$celltype, veteran$prior), "quine: age, ethnicity" = table(quine$Age, quine$Eth),
  "jobsatisfaction" = margin.table(jobsatisfaction, 1:2), "jobsatisfaction: female" = jobsatisfaction[, , 1], "jobsatisfaction: male" = jobsatisfaction[, , 2],
  "birthwt: race, premature labors" = table(birthwt$race, birthwt$ptl), "birthwt: race, visits" = table(birthwt$race, birthwt$ftv), "birthwt: premature labors, visits" = table(birthwt$ptl, birthwt$ftv),
  "Melanoma: status, sex" = table(Melanoma$status, Melanoma$sex), "Cars93: type, origin" = table(Cars93$Type, Cars93$Origin), "shuttle: wind, magnitude" = table(shuttle$wind, shuttle$magn),
  "Titanic: class, age" = margin.table(Titanic, c(1, 3)),
  # those on which fisher.test stops as it is called by default
  "HairEyeColor" = margin.table(HairEyeColor, 1:2), "Titanic: class, survived" = margin.table(Titanic, c(1, 4)), "UCBAdmissions: department, admitted" = margin.table(UCBAdmissions, c(3, 1)),
  "UCBAdmissions: department, gender" = margin.table(UCBAdmissions, c(3, 2)), "infert: education, parity" = table(infert$education, infert$parity), "infert: spontaneous, parity" = table(infert$spontaneous, infert$parity),
  "caith" = as.matrix(caith), "lung: institution, ECOG" = table(lung$inst, lung$ph.ecog), "lung: ECOG, Karnofsky" = table(lung$ph.ecog, lung$ph.karno), "pbc: stage, status" = table(pbc$stage, pbc$status),
  "colon: differentiation, extent" = table(first$differ, first$extent), "veteran: cell type, Karnofsky" = table(veteran$celltype, veteran$karno),
  "esoph: age, alcohol" = xtabs(ncases ~ agegp + alcgp, esoph), "esoph: age, tobacco" = xtabs(ncases ~ agegp + tobgp, esoph), "esoph: alcohol, tobacco" = xtabs(ncases ~ alcgp + tobgp, esoph),
  "housing: satisfaction, influence" = xtabs(Freq ~ Sat + Infl, housing), "housing: satisfaction, type" = xtabs(Freq ~ Sat + Type, housing), "Pima.tr: pregnancies, diabetes" = table(Pima.tr$npreg, Pima.tr$type),
  "Cars93: type, airbags" = table(Cars93$Type, Cars93$AirBags), "Cars93: type, cylinders" = table(Cars93$Type, Cars93$Cylinders), "Cars93: type, gearbox by origin" = table(Cars93$Type, interaction(Cars93$Origin, Cars93$Man.trans.avail)))

# The p-value of fisher.test as it is called by default, or what it says; then with more room where that helps within seconds.
roomy <- c("Titanic: class, survived", "infert: education, parity", "pbc: stage, status", "colon: differentiation, extent", "esoph: alcohol, tobacco", "Cars93: type, airbags")
# In a process of its own: after some of its errors fisher.test has overwritten memory, and R ends later.
alone <- function(f) parallel::mccollect(parallel::mcparallel(f()))[[1]]
fisher <- function(name, m) {
  default <- alone(function() tryCatch(fisher.test(m)$p.value, error = conditionMessage))
  if (is.numeric(default)) return(list(p = scalar(default), error = NULL))
  p <- if (name %in% roomy) alone(function() fisher.test(m, workspace = 2e7)$p.value) else NA
  list(p = scalar(p), error = regmatches(default, regexpr("FEXACT error [0-9]+", default)))
}
# Of the first cell; mid-P by coin, which counts subsets in doubles and has no answer beyond some thousand subjects.
sides <- function(m) {
  row <- factor(rep(1:2, rowSums(m))); column <- c(rep(1:0, m[1, ]), rep(1:0, m[2, ]))
  mid <- function(side) scalar(if (sum(m) > 1000) NA else as.numeric(midpvalue(independence_test(column ~ row, distribution = "exact", alternative = side))))
  list(less = scalar(fisher.test(m, alternative = "less")$p.value), greater = scalar(fisher.test(m, alternative = "greater")$p.value),
       midLess = mid("less"), midGreater = mid("greater"),
       midTwoSided = if (m[1, 1] + m[2, 1] == m[1, 2] + m[2, 2]) mid("two.sided") else NULL)
}
reference <- function(name, m) {
  m <- unclass(as.matrix(m)); m <- matrix(as.numeric(m), nrow(m)); m <- m[rowSums(m) > 0, colSums(m) > 0]
  pearson <- quietly(chisq.test(m, correct = FALSE)); square <- all(dim(m) == 2)
  fitted <- loglin(m, list(1, 2), eps = 1e-12, print = FALSE)
  dimnames(m) <- list(row = seq_len(nrow(m)), column = seq_len(ncol(m)))
  # What lbl_test does for ordered factors; two levels are not ordered for it.
  scored <- function(u, v) as.numeric(statistic(independence_test(as.table(m), scores = list(row = u, column = v), teststat = "scalar")))^2
  trend <- scored(seq_len(nrow(m)), seq_len(ncol(m))); squared <- scored(seq_len(nrow(m)), seq_len(ncol(m))^2)
  list(name = name, table = rows(m), pearson = number(c(pearson$statistic, pearson$parameter, pearson$p.value)),
       yates = if (square) { y <- quietly(chisq.test(m)); number(c(y$statistic, y$p.value)) } else NULL,
       likelihoodRatio = number(c(fitted$lrt, pchisq(fitted$lrt, fitted$df, lower.tail = FALSE))),
       linearByLinear = number(c(trend, pchisq(trend, 1, lower.tail = FALSE))), squaredScores = scalar(squared),
       expected = rows(pearson$expected), fisher = fisher(name, m), sides = if (square) sides(m) else NULL)
}
contingency <- Map(reference, names(tables), tables)

# Trends: events out of totals by score.
trend <- function(name, events, totals, score = seq_along(events)) {
  t <- quietly(prop.trend.test(events, totals, score)); z <- sqrt(t$statistic)
  s <- rep(rep(score, 2), c(events, totals - events)); y <- factor(rep(c("yes", "no"), c(sum(events), sum(totals - events))), levels = c("yes", "no"))
  permuted <- function(side = "two.sided") independence_test(s ~ y, distribution = exact("shift"), alternative = side)
  list(name = name, events = number(events), totals = number(totals), scores = number(score), statistic = scalar(t$statistic), pValue = scalar(t$p.value),
       exact = scalar(as.numeric(pvalue(permuted()))), less = scalar(as.numeric(pvalue(permuted("less")))), greater = scalar(as.numeric(pvalue(permuted("greater")))),
       mid = scalar(as.numeric(midpvalue(permuted()))), midGreater = scalar(as.numeric(midpvalue(permuted("greater")))))
}
of <- function(group, event, ...) { m <- table(group, event); list(as.numeric(m[, 2]), as.numeric(rowSums(m))) }
case <- function(name, counts, ...) trend(name, counts[[1]], counts[[2]], ...)
smokers <- c(83, 90, 129, 70); patients <- c(86, 93, 136, 82)
trends <- list(
  trend("smokers (help of prop.trend.test)", smokers, patients), trend("smokers, scores 0 0 0 1", smokers, patients, c(0, 0, 0, 1)),
  case("pbc: ascites by stage", of(pbc$stage, pbc$ascites)), case("pbc: spiders by stage", of(pbc$stage, pbc$spiders)),
  case("colon: recurrence by extent", of(first$extent, first$status)), case("colon: recurrence by differentiation", of(first$differ, first$status)),
  case("lung: death by ECOG", of(lung$ph.ecog, lung$status == 2)), case("infert: case by spontaneous abortions", of(infert$spontaneous, infert$case), c(0, 1, 2)),
  case("birthwt: low by race", of(birthwt$race, birthwt$low)), case("mtcars: automatic by gears", of(mtcars$gear, mtcars$am == 0)), case("mtcars: straight engine by carburetors", of(mtcars$carb, mtcars$vs), c(1, 2, 3, 4, 6, 8)),
  trend("esoph: cases by alcohol", as.numeric(xtabs(ncases ~ alcgp, esoph)), as.numeric(xtabs(ncases + ncontrols ~ alcgp, esoph))),
  trend("esoph: cases by tobacco", as.numeric(xtabs(ncases ~ tobgp, esoph)), as.numeric(xtabs(ncases + ncontrols ~ tobgp, esoph))),
  trend("esoph: cases by age, squared scores", as.numeric(xtabs(ncases ~ agegp, esoph)), as.numeric(xtabs(ncases + ncontrols ~ agegp, esoph)), c(1, 4, 9, 16, 25, 36)))

versions <- sapply(c("coin", "MASS", "survival", "jsonlite"), function(p) as.character(packageVersion(p)), simplify = FALSE)
result <- list(generatedBy = "validation/stats-contingency.R", rVersion = R.version.string, packageVersions = versions, contingency = unname(contingency), trends = trends)
write(toJSON(result, auto_unbox = TRUE, json_verbatim = TRUE, null = "null"), "validation/stats-contingency.json")
