# Reference values of splitIntervals and startStopRows of @hcc/survival, and of Cox models of their intervals. Reads the data
# of cox.json, writes intervals.json beside itself.
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
control <- coxph.control(eps = 1e-12, iter.max = 100, toler.chol = 1e-14)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
given <- fromJSON(file.path(here, "cox.json"), simplifyDataFrame = FALSE)
fitted <- function(fit) list(coef = unname(coef(fit)), se = unname(sqrt(diag(vcov(fit)))), loglik = fit$loglik)

# Cuts, with and without delayed entry.
v <- as.data.frame(given$data$veteran)
v$entry <- pmin(v$time - 1, seq_len(nrow(v)) %% 7 * 10)
v$entry[v$entry < 0] <- 0
v <- v[v$time > v$entry, ]
split_of <- function(cuts, entry) {
  s <- if (entry) survSplit(Surv(entry, time, event) ~ ., data = cbind(v, row = seq_len(nrow(v)) - 1), cut = cuts, episode = "episode")
       else survSplit(Surv(time, event) ~ ., data = cbind(v[names(v) != "entry"], row = seq_len(nrow(v)) - 1), cut = cuts, start = "entry", episode = "episode")
  list(cuts = cuts, delayed = entry, row = s$row, entry = s$entry, time = s$time, event = s$event, episode = s$episode)
}
splits <- list(split_of(c(90, 180), FALSE), split_of(c(0, 10, 30, 400), TRUE), split_of(c(72, 1, 30), FALSE))

# Hazard ratio per episode, and an effect that changes with log time.
s <- survSplit(Surv(time, event) ~ ., data = v[names(v) != "entry"], cut = c(90, 180), start = "entry", episode = "episode")
X <- with(s, cbind(prior, karno, karno * (episode == 2), karno * (episode == 3)))
episodes <- coxph(Surv(s$entry, s$time, s$event) ~ X, control = control)
changing <- coxph(Surv(time, event) ~ prior + karno + tt(karno), data = v, control = control, tt = function(x, t, ...) x * log(t))

# Visits of the first patients of pbcseq.
base <- subset(pbcseq, id <= 45 & !duplicated(id), select = c(id, futime, status, age))
base$death <- as.numeric(base$status == 2)
base$time <- base$futime
visits <- subset(pbcseq, id <= 47, select = c(id, day, bili, edema))
m <- tmerge(base[c("id", "age")], base, id = id, death = event(time, death))
m <- tmerge(m, visits, id = id, bili = tdc(day, bili), edema = tdc(day, edema), visits = cumtdc(day))
late <- visits
late$day <- late$day + 100
l <- tmerge(base[c("id", "age")], base, id = id, death = event(time, death))
l <- tmerge(l, late, id = id, bili = tdc(day, bili), total = cumtdc(day, bili))
l$total[is.na(l$total)] <- 0
merged <- function(d, names) c(list(entry = d$tstart, time = d$tstop, event = d$death, id = d$id), as.list(d[names]))
fit <- coxph(Surv(tstart, tstop, death) ~ log(bili) + age + edema, data = m, control = control)

out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  jsonlite = as.character(packageVersion("jsonlite"))),
  veteran = as.list(v[c("time", "event", "entry", "prior", "karno")]), splits = splits, episodes = fitted(episodes),
  changing = fitted(changing), patients = as.list(base[c("id", "time", "death", "age")]), visits = as.list(visits),
  merged = merged(m, c("bili", "edema", "visits")), late = merged(l, c("bili", "total")), tdc = fitted(fit)
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null", dataframe = "columns"),
           file.path(here, "intervals.json"))
