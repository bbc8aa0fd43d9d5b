# Answers one request a line: "load <file> <n of x> <n of y>", "time <test>" (seconds, P or estimate),
# "fisher <rows> <counts by column>" (seconds, P or what R says instead), "quit".
input <- file("stdin", "r")
cat("R ", R.version$major, ".", R.version$minor, "\n", sep = "")
flush(stdout())

tests <- list(
  wilcox = function() wilcox.test(x, y)$p.value,
  paired = function() wilcox.test(x, y, paired = TRUE)$p.value,
  kruskal = function() kruskal.test(list(x, y))$p.value,
  shift = function() wilcox.test(x, y, conf.int = TRUE)$estimate,
  pearson = function() cor.test(x, y)$p.value,
  spearman = function() cor.test(x, y, method = "spearman", exact = FALSE)$p.value,
  kendall = function() cor.test(x, y, method = "kendall", exact = FALSE)$p.value,
  hommel = function() sum(p.adjust(x, "hommel")))

repeat {
  line <- readLines(input, 1)
  if (length(line) == 0 || line == "quit") break
  word <- strsplit(line, " ")[[1]]
  if (word[1] == "load") {
    m <- as.integer(word[3])
    n <- as.integer(word[4])
    values <- readBin(word[2], "double", m + n, endian = "little")
    x <- values[1:m]
    y <- values[m + seq_len(n)]
    rm(values)
    cat("ok\n")
  } else if (word[1] == "time") {
    invisible(gc())
    seconds <- system.time(answer <- suppressWarnings(tests[[word[2]]]()))[["elapsed"]]
    cat(seconds, sprintf("%.17g", answer), "\n")
  } else if (word[1] == "fisher") {
    table <- matrix(as.numeric(word[-(1:2)]), as.integer(word[2]))
    seconds <- system.time(answer <- tryCatch(sprintf("%.17g", fisher.test(table)$p.value), error = conditionMessage))[["elapsed"]]
    cat(seconds, gsub("\n", " ", answer), "\n")
  }
  flush(stdout())
}
