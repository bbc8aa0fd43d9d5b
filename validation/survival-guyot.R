# Individual times behind Kaplan-Meier curves by the algorithm of Guyot et al. 2012, from its description, for @hcc/survival.
# Run from the root of the repository: Rscript validation/survival-guyot.R
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})

half_up <- function(x) floor(x + 0.5)

# One interval: censorings leave before the next point; events bring the curve to the point.
interval <- function(click, n, level, censored) {
  d <- integer(nrow(click))
  out <- 0
  for (k in seq_len(nrow(click))) {
    now <- min(sum(censored < click$time[k]), out + n)
    n <- n - (now - out)
    out <- now
    if (level > 0) d[k] <- min(max(half_up(n * (1 - click$survival[k] / level)), 0), n)
    if (d[k] > 0) level <- level * (n - d[k]) / n
    n <- n - d[k]
  }
  lost <- min(length(censored), out + n)
  list(n = n - (lost - out), level = level, d = d, lost = lost)
}

guyot <- function(click, risk, events = NULL) {
  end <- max(click$time, risk$time)
  bounds <- c(risk$time, Inf)
  n <- risk$n[1]
  level <- 1
  time <- numeric(0)
  event <- integer(0)
  for (i in seq_len(nrow(risk))) {
    own <- click[click$time >= bounds[i] & click$time < bounds[i + 1], ]
    if (i == 1) own <- click[click$time < bounds[2], ]
    final <- i == nrow(risk)
    to <- if (final) end else bounds[i + 1]
    reached <- if (nrow(own) > 0) tail(own$survival, 1) else level
    guess <- if (!final) {
      (if (level > 0) n * (reached / level) else 0) - risk$n[i + 1]
    } else if (i == 1) {
      0
    } else {
      sum(event == 0) / (risk$time[i] - risk$time[1]) * (end - risk$time[i])
    }
    count <- max(min(half_up(guess), n), 0)
    seen <- integer(0)
    best <- NULL
    while (length(seen) < 100 && !(count %in% seen)) {
      seen <- c(seen, count)
      censored <- bounds[i] + seq_len(count) * (to - bounds[i]) / (count + 1)
      found <- interval(own, n, level, censored)
      excess <- if (!final) {
        found$n - risk$n[i + 1]
      } else if (is.null(events)) {
        0
      } else {
        sum(event) + sum(found$d) - events
      }
      if (is.null(best) || abs(excess) < best$off) {
        best <- list(off = abs(excess), found = found, censored = censored)
      }
      count <- min(max(count + excess, 0), n)
    }
    found <- best$found
    time <- c(time, rep(own$time, found$d), best$censored[seq_len(found$lost)])
    event <- c(event, rep(1, sum(found$d)), rep(0, found$lost))
    n <- found$n
    level <- found$level
  }
  time <- c(time, rep(end, n))
  event <- c(event, rep(0, n))
  sorted <- order(time, -event)
  list(time = time[sorted], event = event[sorted])
}

digitized <- function(data, every, digits) {
  fit <- survfit(Surv(time, event) ~ 1, data)
  grid <- sort(unique(c(seq(0, max(data$time), by = every), max(data$time))))
  data.frame(time = grid, survival = round(summary(fit, times = grid, extend = TRUE)$surv, digits))
}
at_risk <- function(data, every) {
  time <- seq(0, max(data$time), by = every)
  data.frame(time = time, n = sapply(time, function(t) sum(data$time >= t)))
}
sets <- list(
  male = with(lung[lung$sex == 1, ], data.frame(time = time, event = as.integer(status == 2))),
  female = with(lung[lung$sex == 2, ], data.frame(time = time, event = as.integer(status == 2))),
  veteran = with(veteran, data.frame(time = time, event = status)),
  ovarian = with(ovarian, data.frame(time = futime, event = fustat)),
  colon = with(colon[colon$etype == 2 & colon$rx == "Obs", ], data.frame(time = time, event = status))
)
every <- list(male = c(7, 200), female = c(7, 200), veteran = c(5, 100), ovarian = c(10, 300), colon = c(14, 500))

result <- list(
  versions = list(R = R.version.string, survival = as.character(packageVersion("survival"))),
  data = lapply(sets, as.list),
  reconstructions = unlist(lapply(names(sets), function(name) {
    data <- sets[[name]]
    click <- digitized(data, every[[name]][1], 3)
    risk <- at_risk(data, every[[name]][2])
    lapply(list(NULL, sum(data$event)), function(events) {
      list(
        name = name, events = if (is.null(events)) NA else events, points = as.list(click), atRisk = risk,
        found = guyot(click, risk, events)
      )
    })
  }), recursive = FALSE),
  alone = {
    click <- digitized(sets$ovarian, 10, 3)
    risk <- data.frame(time = 0, n = 26)
    list(points = as.list(click), atRisk = risk, without = guyot(click, risk), with = guyot(click, risk, 12))
  }
)
write(toJSON(result, digits = I(17), auto_unbox = TRUE, na = "null"), "validation/survival-guyot.json")
